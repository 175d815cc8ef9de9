import type { QueryWord } from "./analyzer/analyze-query.ts";
import { analyzeText, rangesOf } from "./analyzer/analyze-text.ts";
import type { LineRange } from "./analyzer/fold-lines.ts";
import { findMatches } from "./analyzer/find-matches.ts";
import { isCjk } from "./analyzer/grams.ts";
import { mergeRanges } from "./text-ranges.ts";
import type { Range } from "./text-ranges.ts";

/** Characters, counted as code points. */
export const snippetMaxLength = 120;

/** A piece of the page's text. `matches` are parts of `text` in UTF-16 units, in order, none touching another. */
export type Snippet = {
  readonly text: string;
  readonly matches: readonly Range[];
  /** Whether text was left out before and after. */
  readonly cutBefore: boolean;
  readonly cutAfter: boolean;
};

/** One code point of the joined lines. `start` is its place in its line; a space that joins two lines has none. */
type Letter = { readonly char: string; readonly line: number; readonly start: number | undefined };

type Span = Range & { readonly word: number };

const isWide = (char: string): boolean => isCjk(char) || /^[\u3000-\u303f\uff00-\uffef]$/u.test(char);

/** Joins lines as a reader would: nothing between Chinese characters, one space where two other words would meet. */
const joinLines = (lines: readonly string[]): readonly Letter[] => {
  const joined: Letter[] = [];
  lines.forEach((text, line) => {
    const before = joined.at(-1)?.char;
    const [first] = text;
    if (before !== undefined && first !== undefined && !/^\s$/u.test(before) && !isWide(before) && !isWide(first)) {
      joined.push({ char: " ", line, start: undefined });
    }
    let start = 0;
    for (const char of text) {
      joined.push({ char, line, start });
      start += char.length;
    }
  });
  return joined;
};

const within = ({ line, start }: Letter, ranges: readonly LineRange[]): boolean =>
  start !== undefined && ranges.some((range) => range.line === line && range.start <= start && start < range.end);

/** The letters under some line ranges, from the first to the last. */
const spanOf = (letters: readonly Letter[], ranges: readonly LineRange[]): Range => ({
  start: letters.findIndex((letter) => within(letter, ranges)),
  end: letters.findLastIndex((letter) => within(letter, ranges)) + 1,
});

/** The window with the most different words in it, then the most matches, then the earliest. */
const densest = (spans: readonly Span[]): Range | undefined => {
  let best: (Range & { readonly words: number; readonly count: number }) | undefined;
  spans.forEach(({ start, end }, index) => {
    const inside = spans.slice(index).filter((other) => other.end <= start + snippetMaxLength);
    const words = new Set(inside.map(({ word }) => word)).size;
    const better = best === undefined || words > best.words || (words === best.words && inside.length > best.count);
    if (better) best = { start, end: Math.max(end, ...inside.map((other) => other.end)), words, count: inside.length };
  });
  return best;
};

/** As much context before as after, and always as much text as fits. */
const windowAround = ({ start, end }: Range, length: number): Range => {
  const room = Math.max(0, snippetMaxLength - (end - start));
  const from = Math.max(0, Math.min(start - Math.floor(room / 2), length - snippetMaxLength));
  return { start: from, end: Math.min(length, from + snippetMaxLength) };
};

/**
 * The best piece of a page to show for a query: at most `snippetMaxLength` characters around the densest matches, in
 * the original characters. Identity numbers are masked with `*`: whoever may search need not thereby read them
 * (个人信息保护法 6, minimum necessary). Without any match (the engine answered more loosely) it is the page's beginning.
 */
export const snippetOf = (lines: readonly string[], words: readonly QueryWord[]): Snippet => {
  const analysis = analyzeText(lines);
  const letters = joinLines(lines);
  const spans = findMatches(analysis, words).map(({ word, first, last }) => ({
    word,
    ...spanOf(letters, rangesOf(analysis.characters, first, last)),
  }));
  const shown = windowAround(densest(spans) ?? { start: 0, end: 0 }, letters.length);

  const visible = letters.slice(shown.start, shown.end);
  const written = visible.map((letter) =>
    within(letter, analysis.identityNumbers) ? "*".repeat(letter.char.length) : letter.char,
  );
  const offsets = [0];
  for (const char of written) offsets.push((offsets.at(-1) ?? 0) + char.length);
  const offset = (letter: number): number => offsets[Math.min(Math.max(letter - shown.start, 0), visible.length)] ?? 0;
  const matches = spans
    .map(({ start, end }) => ({ start: offset(start), end: offset(end) }))
    .filter(({ start, end }) => start < end);
  return {
    text: written.join(""),
    matches: mergeRanges(matches),
    cutBefore: shown.start > 0,
    cutAfter: shown.end < letters.length,
  };
};
