import { readFileSync } from "node:fs";

/**
 * Memory a process holds for itself alone, in megabytes; 0 when it has ended or the system does not tell.
 * Pages of shared libraries are left out: on one machine all functions share them.
 * Source: proc_pid_status(5), `RssAnon`.
 */
export const anonymousMegabytes = (pid: number | undefined): number => {
  if (pid === undefined) return 0;
  try {
    const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kilobytes ?? 0) / 1024;
  } catch {
    return 0;
  }
};
