import { spawnSync } from "node:child_process";
import path from "node:path";

const demoScans = path.join(import.meta.dirname, "..", "local", "demo", "scans");

/** Every benchmark by name, with what it is called with unless something else is said. */
const benches: Readonly<Record<string, readonly string[]>> = {
  ocr: [demoScans],
  "ocr-peers": [demoScans],
  pipeline: [demoScans],
  functions: [],
  dynamodb: [],
  search: [],
  catalogue: [],
  export: [],
};

/**
 * Prints the tables of all benchmarks, or of the one that is named first, with the arguments that follow its name. Each is a
 * process of its own, so that none warms up another.
 */
const [only, ...given] = process.argv.slice(2);
if (only !== undefined && benches[only] === undefined) {
  console.error(`usage: npm run bench -- [${Object.keys(benches).join(" | ")}] [ARGUMENTS]`);
  process.exit(2);
}
for (const [name, usual] of Object.entries(benches)) {
  if (only !== undefined && name !== only) continue;
  console.log(`\n## ${name}\n`);
  const script = path.join(import.meta.dirname, `${name}.ts`);
  const { status } = spawnSync(process.execPath, [script, ...(given.length > 0 ? given : usual)], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
