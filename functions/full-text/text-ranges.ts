import type { TextAnalysis } from "./analyzer/analyze-text.ts";
import { rangesOf } from "./analyzer/analyze-text.ts";
import type { LineRange } from "./analyzer/fold-lines.ts";
import type { Match } from "./analyzer/find-matches.ts";

/** A part of a sequence; `end` exclusive. */
export type Range = { readonly start: number; readonly end: number };

/** Sorts and joins ranges that overlap or touch. */
export const mergeRanges = (ranges: readonly Range[]): readonly Range[] => {
  const merged: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const open = merged.at(-1);
    if (open !== undefined && range.start <= open.end) {
      merged[merged.length - 1] = { start: open.start, end: Math.max(open.end, range.end) };
    } else merged.push(range);
  }
  return merged;
};

/** The original characters under some matches, per line; what overlaps or touches is one range. */
export const matchedRanges = ({ characters }: TextAnalysis, matches: readonly Match[]): readonly LineRange[] => {
  const byLine = new Map<number, Range[]>();
  for (const { first, last } of matches) {
    for (const { line, start, end } of rangesOf(characters, first, last)) {
      byLine.set(line, [...(byLine.get(line) ?? []), { start, end }]);
    }
  }
  return Array.from(byLine)
    .toSorted(([a], [b]) => a - b)
    .flatMap(([line, ranges]) => mergeRanges(ranges).map((range) => ({ line, ...range })));
};
