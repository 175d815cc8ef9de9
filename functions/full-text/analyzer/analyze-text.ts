import { foldLines } from "./fold-lines.ts";
import type { FoldedCharacter, LineRange } from "./fold-lines.ts";
import { gramsOf } from "./grams.ts";
import type { Gram } from "./grams.ts";
import { findIdentityNumbers } from "./identity-numbers.ts";

/** A page's text made ready for the index, with the way back from grams to the original characters. */
export type TextAnalysis = {
  /** The grams in order, separated by one space: the field that the engine splits at white space. */
  readonly indexed: string;
  readonly grams: readonly Gram[];
  readonly characters: readonly FoldedCharacter[];
  /** Where identity numbers stood in the original lines. None of them is in the grams. */
  readonly identityNumbers: readonly LineRange[];
};

/** Stands where an identity number was: no gram contains it and none reaches across it. */
const cutMark = "\u0000";

/** The original characters from the `first` to the `last` folded character, one range for each line they touch. */
export const rangesOf = (characters: readonly FoldedCharacter[], first: number, last: number): readonly LineRange[] => {
  const ranges: LineRange[] = [];
  for (const { char, line, start, end } of characters.slice(first, last + 1)) {
    if (/^\s$/u.test(char)) continue;
    const open = ranges.at(-1);
    if (open?.line === line) ranges[ranges.length - 1] = { ...open, end: Math.max(open.end, end) };
    else ranges.push({ line, start, end });
  }
  return ranges;
};

/** Folds the lines and takes the identity numbers out. Text and query go through this one door. */
export const foldWithoutIdentityNumbers = (
  lines: readonly string[],
): { readonly characters: readonly FoldedCharacter[]; readonly identityNumbers: readonly LineRange[] } => {
  const characters = Array.from(foldLines(lines));
  const cuts = findIdentityNumbers(characters.map(({ char }) => char));
  const identityNumbers = cuts.flatMap(([from, to]) => rangesOf(characters, from, to - 1));
  for (const [from, to] of cuts) {
    for (let index = from; index < to; index += 1) {
      const character = characters[index];
      if (character !== undefined) characters[index] = { ...character, char: cutMark };
    }
  }
  return { characters, identityNumbers };
};

/** Analyses a page, given as its lines in reading order. Pure; the same lines always give the same grams. */
export const analyzeText = (lines: readonly string[]): TextAnalysis => {
  const { characters, identityNumbers } = foldWithoutIdentityNumbers(lines);
  const grams = gramsOf(characters);
  return { indexed: grams.map(({ text }) => text).join(" "), grams, characters, identityNumbers };
};
