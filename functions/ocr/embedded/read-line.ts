import type { ReadCharacter } from "./decode-line.ts";
import type { Quad } from "./quad.ts";

/** One line as read, on the raster that was read. */
export interface ReadLine {
  /** In reading order: text runs from the first corner to the second. */
  readonly quad: Quad;
  readonly vertical: boolean;
  readonly characters: readonly ReadCharacter[];
}

export const textOf = (line: ReadLine): string => line.characters.map(({ text }) => text).join("");

/** Characters that carry text; spaces tell nothing. */
export const lengthOf = (line: ReadLine): number => line.characters.filter(({ text }) => text.trim() !== "").length;

/** Mean over the characters; 0 for an empty line. */
export function confidenceOf(line: ReadLine): number {
  if (line.characters.length === 0) return 0;
  return line.characters.reduce((sum, { confidence }) => sum + confidence, 0) / line.characters.length;
}

/** How many characters were surely read: length times confidence, the measure by which two readings are compared. */
export const sureLength = (line: ReadLine): number => lengthOf(line) * confidenceOf(line);
