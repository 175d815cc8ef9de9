import { readdirSync, readFileSync } from "node:fs";

const environmentOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    // It ended while we looked, or is not ours.
    return "";
  }
};

/** The processes that were started with a folder in their environment: a host by its home, its functions by their own folders. */
export const processesOf = (folder: string): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(`=${folder}`))
    .map(Number)
    .filter((pid) => pid !== process.pid);
