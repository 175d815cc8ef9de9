import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";

/** The host's clock: the machine's, moved on by as much as its owner lets pass. */
export type Clock = {
  readonly now: () => number;
  /** Lets time pass at once, for all regions and functions. It stays so over a restart: time never goes back. */
  readonly moveOn: (seconds: number) => void;
};

const stored = z.object({ aheadMs: z.number().min(0) });

export const openClock = (directory: string, machine: () => number): Clock => {
  const file = path.join(directory, "clock.json");
  let { aheadMs } = existsSync(file) ? stored.parse(JSON.parse(readFileSync(file, "utf8"))) : { aheadMs: 0 };
  return {
    now: () => machine() + aheadMs,
    moveOn: (seconds) => {
      aheadMs += seconds * 1000;
      mkdirSync(directory, { recursive: true });
      writeFileSync(`${file}.new`, JSON.stringify({ aheadMs }));
      renameSync(`${file}.new`, file);
    },
  };
};
