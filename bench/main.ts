import { spawnSync } from "node:child_process";
import path from "node:path";

/**
 * Prints every benchmark's table, one after the other; each is a process of its own, so that none warms up another.
 * The OCR bench reads the demo's scans unless a folder with a `manifest.json` is named.
 */
const [scans = path.join(import.meta.dirname, "..", "local", "demo", "scans")] = process.argv.slice(2);

for (const [script, ...options] of [["ocr.ts", scans]]) {
  const { status } = spawnSync(process.execPath, [path.join(import.meta.dirname, String(script)), ...options], {
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}
