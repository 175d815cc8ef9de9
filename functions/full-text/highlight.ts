import type { OcrLine, PagePoint, PagePolygon } from "../../shared/domain/ocr-result.ts";
import type { QueryWord } from "./analyzer/analyze-query.ts";
import { analyzeText } from "./analyzer/analyze-text.ts";
import { findMatches } from "./analyzer/find-matches.ts";
import { isCjk } from "./analyzer/grams.ts";
import { matchedRanges } from "./text-ranges.ts";
import type { Range } from "./text-ranges.ts";

/** An upright rectangle as fractions of the page's width and height; `x`, `y` is its top left corner. */
export type Box = { readonly x: number; readonly y: number; readonly w: number; readonly h: number };

type HighlightedLine = Pick<OcrLine, "text" | "polygon" | "vertical" | "words">;

/** A word of a line and the UTF-16 units of the line's text that it covers. */
type PlacedWord = Range & { readonly polygon: PagePolygon };

/** Walks through the line's text with its words in hand. Words the text does not hold in this order have no place. */
const placeWords = ({ text, words }: HighlightedLine): readonly PlacedWord[] => {
  const placed: PlacedWord[] = [];
  let cursor = 0;
  for (const { text: word, polygon } of words) {
    const start = text.indexOf(word, cursor);
    if (start === -1) continue;
    cursor = start + word.length;
    placed.push({ start, end: cursor, polygon });
  }
  return placed;
};

/** Room a text takes on paper, in widths of a Chinese character. */
const advance = (text: string): number =>
  Array.from(text, (char) => (isCjk(char) || /^[\u3000-\u303f\uff01-\uff60]$/u.test(char) ? 1 : 0.5)).reduce(
    (sum, width) => sum + width,
    0,
  );

const between = ([ax, ay]: PagePoint, [bx, by]: PagePoint, share: number): PagePoint => [
  ax + (bx - ax) * share,
  ay + (by - ay) * share,
];

/** The corners of the part of a polygon that some of its text takes, along the direction of writing. */
const partOf = (
  [topLeft, topRight, bottomRight, bottomLeft]: PagePolygon,
  text: string,
  { start, end }: Range,
  vertical: boolean,
): readonly PagePoint[] => {
  const whole = advance(text);
  const from = advance(text.slice(0, start)) / whole;
  const to = from + advance(text.slice(start, end)) / whole;
  const [firstEdge, lastEdge] = vertical
    ? [[topLeft, bottomLeft] as const, [topRight, bottomRight] as const]
    : [[topLeft, topRight] as const, [bottomLeft, bottomRight] as const];
  return [firstEdge, lastEdge].flatMap(([begin, finish]) => [between(begin, finish, from), between(begin, finish, to)]);
};

const boxAround = (points: readonly PagePoint[]): Box => {
  const inside = (value: number) => Math.min(1, Math.max(0, value));
  const xs = points.map(([x]) => inside(x));
  const ys = points.map(([, y]) => inside(y));
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y };
};

const boxOf = (line: HighlightedLine, range: Range): Box => {
  const touched = placeWords(line).filter(({ start, end }) => start < range.end && range.start < end);
  const covers = (at: number) => touched.some(({ start, end }) => start <= at && at < end);
  const missing = Array.from({ length: range.end - range.start }, (_, index) => range.start + index).some(
    (at) => !covers(at) && !/^\s$/u.test(line.text.charAt(at)),
  );
  if (missing) return boxAround(partOf(line.polygon, line.text, range, line.vertical));
  return boxAround(
    touched.flatMap(({ start, end, polygon }) => {
      const part = { start: Math.max(range.start, start) - start, end: Math.min(range.end, end) - start };
      return partOf(polygon, line.text.slice(start, end), part, line.vertical);
    }),
  );
};

/**
 * Where the words of a query stand on a page: a box for each match, in reading order, and one on each line for a match
 * that goes over the end of a line. Matches that touch share a box. Where the engine gave no words, or not all, the
 * place is reckoned along the line by the width of its characters.
 */
export const highlight = (lines: readonly HighlightedLine[], words: readonly QueryWord[]): readonly Box[] => {
  const analysis = analyzeText(lines.map(({ text }) => text));
  return matchedRanges(analysis, findMatches(analysis, words)).flatMap(({ line, start, end }) => {
    const found = lines[line];
    return found === undefined ? [] : [boxOf(found, { start, end })];
  });
};
