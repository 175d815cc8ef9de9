import type { ReadLine } from "./read-line.ts";
import { isSimplified, isTraditional } from "./script-of-character.ts";

/**
 * The network knows 6,600 characters of both scripts and takes 嫣 for 媽, 真 for 眞. A page printed in simplified
 * characters has no traditional ones, so there its next best reading is the better one.
 */

/** Simplified characters a page must show before it counts as simplified. */
const LEAST_SIMPLIFIED = 8;
/** Traditional characters among those that tell the scripts apart, on a page that counts as simplified. */
const TRADITIONAL_SHARE = 0.05;

/** The lines of a page; if the page is in simplified script, with each traditional character read as its next best. */
export function inOneScript(lines: readonly ReadLine[]): ReadLine[] {
  const characters = lines.flatMap((line) => line.characters.map(({ text }) => text));
  const foreign = characters.filter((character) => isTraditional(character)).length;
  const native = characters.filter((character) => isSimplified(character)).length;
  if (foreign === 0 || native < LEAST_SIMPLIFIED || foreign > (foreign + native) * TRADITIONAL_SHARE) return [...lines];
  return lines.map((line) => ({
    ...line,
    characters: line.characters.map(({ simplified: other, ...character }) => ({ ...character, ...other })),
  }));
}
