import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const reader = fileURLToPath(new URL("read-scans.ts", import.meta.url));

/** Seconds until all scans are read by so many processes side by side, their start included. */
export const secondsOfOcrAlone = async (scans: readonly string[], processes: number): Promise<number> => {
  const begun = performance.now();
  const shares = Array.from({ length: processes }, (_, share) => scans.filter((_scan, at) => at % processes === share));
  await Promise.all(
    shares
      .filter((share) => share.length > 0)
      .map(async (share) => {
        // Its runtime otherwise reports to its maker (infra/ocr.ts).
        const env = { ...process.env, ORT_DISABLE_TELEMETRY: "1" };
        const child = spawn(process.execPath, [reader, ...share], { stdio: ["ignore", "ignore", "inherit"], env });
        const [code] = (await once(child, "exit")) as [number | null];
        if (code !== 0) throw new Error(`reading the scans failed with exit code ${String(code)}`);
      }),
  );
  return (performance.now() - begun) / 1000;
};
