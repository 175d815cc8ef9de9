import { lstatSync, readdirSync } from "node:fs";
import path from "node:path";

/** Megabytes that lie in a folder. What goes away while it is looked at counts for nothing. */
export const scratchMegabytes = (directory: string): number => bytesIn(directory) / 1024 / 1024;

const bytesIn = (directory: string): number => {
  try {
    return readdirSync(directory, { withFileTypes: true }).reduce((sum, entry) => {
      const place = path.join(directory, entry.name);
      return sum + (entry.isDirectory() ? bytesIn(place) : (lstatSync(place, { throwIfNoEntry: false })?.size ?? 0));
    }, 0);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return 0;
    throw error;
  }
};
