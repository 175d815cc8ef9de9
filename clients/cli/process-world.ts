import { resolve } from "node:path";
import { setTimeout as pauseFor } from "node:timers/promises";
import type { World } from "./world.ts";

/** The world of the running process. The only place that reads its environment and its signals. */
export const processWorld = (): World => {
  const stop = new AbortController();
  // The first Ctrl-C ends the work in order; the second takes the default way out.
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());
  // Whoever reads our output may stop reading (`lantai search … | head`).
  process.stdout.on("error", () => process.exit());
  const { env } = process;
  const locale = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return {
    home: resolve(env["LANTAI_HOME"] || ".lantai"),
    workingFolder: process.cwd(),
    token: env["LANTAI_TOKEN"] || undefined,
    language: locale.toLowerCase().startsWith("zh") ? "zh" : "en",
    stdout: process.stdout,
    stderr: process.stderr,
    now: Date.now,
    pause: async (milliseconds, signal) => {
      await pauseFor(milliseconds, undefined, { signal }).catch(() => undefined);
    },
    signal: stop.signal,
  };
};
