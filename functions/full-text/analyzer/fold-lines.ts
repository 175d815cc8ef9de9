import { simplifyCharacter } from "./simplify-character.ts";

/** A part of one line of the original text: UTF-16 units, `end` exclusive. */
export type LineRange = { readonly line: number; readonly start: number; readonly end: number };

/** One code point after folding, with the original characters it came from. */
export type FoldedCharacter = LineRange & { readonly char: string };

/** A base character with what composes with it under NFKC: combining marks, Jamo, half-width voicing marks. */
const cluster = /.[\p{M}\u1160-\u11ff\u3131-\u318e\uff9e-\uffdc]*/gsu;
/** Zero-width spaces, soft hyphens, variation selectors: no reader sees them. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu;
/** Most of what we read; NFKC and case leave it as it is. */
const plainHan = /^[\u4e00-\u9fff]$/;

const compose = (text: string): string =>
  text.replaceAll(invisible, "").normalize("NFKC").toLowerCase().normalize("NFKC").replaceAll(invisible, "");

/** Unicode compatibility forms, width, letter case, 简/繁 and variants as one form (Unicode UAX #15, NFKC). */
const foldCluster = (text: string): string =>
  plainHan.test(text) ? simplifyCharacter(text) : Array.from(compose(text), simplifyCharacter).join("");

const foldLine = (text: string, line: number): readonly FoldedCharacter[] => {
  const folded: FoldedCharacter[] = [];
  for (const match of text.matchAll(cluster)) {
    const range = { line, start: match.index, end: match.index + match[0].length };
    for (const char of foldCluster(match[0])) folded.push({ char, ...range });
  }
  return folded;
};

/** Folds the lines of a text into one sequence; a line feed stands for the end of each line but the last. */
export const foldLines = (lines: readonly string[]): readonly FoldedCharacter[] =>
  lines.flatMap((text, line) => {
    const folded = foldLine(text, line);
    const lineEnd = { char: "\n", line, start: text.length, end: text.length };
    return line === lines.length - 1 ? folded : [...folded, lineEnd];
  });

/** The folded form of a text as text. Folding it again changes nothing. */
export const foldText = (text: string): string =>
  foldLine(text, 0)
    .map(({ char }) => char)
    .join("");
