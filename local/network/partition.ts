import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";

/** Which regions are cut off from all others. Clients outside the regions still reach each of them. */
export type Partition = {
  readonly cut: (region: string) => void;
  readonly heal: (region: string) => void;
  readonly cutRegions: () => readonly string[];
  /** Whether something that runs in `from` reaches `to`. `undefined` is a client outside every region. */
  readonly reachable: (from: string | undefined, to: string) => boolean;
};

const stored = z.array(z.string());

/**
 * Opens the state of the lines between regions, which outlives a restart.
 *
 * `cut` and `heal` throw `RangeError` for a region the app does not have.
 */
export const openPartition = (directory: string, regions: readonly string[]): Partition => {
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, "cut-regions.json");
  const cut = new Set(existsSync(file) ? stored.parse(JSON.parse(readFileSync(file, "utf8"))) : []);
  const change = (region: string, apply: () => void): void => {
    if (!regions.includes(region))
      throw new RangeError(
        `没有地区 ${region}；可选 ${regions.join("、")}。 / No region ${region}; there are ${regions.join(", ")}.`,
      );
    apply();
    writeFileSync(`${file}.new`, JSON.stringify([...cut]));
    renameSync(`${file}.new`, file);
  };
  return {
    cut: (region) => change(region, () => cut.add(region)),
    heal: (region) => change(region, () => cut.delete(region)),
    cutRegions: () => [...cut],
    reachable: (from, to) => from === undefined || from === to || !(cut.has(from) || cut.has(to)),
  };
};
