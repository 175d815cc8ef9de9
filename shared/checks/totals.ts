import { parseArchivalCode } from "../domain/archival-code.ts";
import type { TestedPage } from "./evidence.ts";

/** Volumes that the codes name; a code arranged by item is in none. */
export const scanVolumes = (codes: Iterable<string>): number => {
  const volumes = new Set<string>();
  for (const archivalCode of codes) {
    const read = parseArchivalCode(archivalCode);
    if (read.ok && "volume" in read.code) volumes.add(archivalCode.slice(0, archivalCode.lastIndexOf("-")));
  }
  return volumes.size;
};

/** Bytes of the files, each counted once however many pages are in it. */
export const totalBytes = (pages: readonly Pick<TestedPage, "file" | "arrival">[]): number =>
  new Map(pages.map(({ arrival, file }) => [arrival.key, file.bytes])).values().reduce((sum, bytes) => sum + bytes, 0);
