import type { OcrLine } from "../../shared/domain/ocr-result.ts";
import type { TruthLine, TruthPage } from "./scan-manifest.ts";

/** A piece of text and where it stands, as a reader gives it. */
export type PlacedText = Pick<OcrLine, "text" | "polygon" | "confidence">;

/** Truth and reading of one line of a page. */
export interface LineScore {
  readonly truth: string;
  readonly read: string;
  /** Character edits from one to the other, spaces not counted. */
  readonly edits: number;
  readonly length: number;
  /** Of the lines read there; 0 where nothing was read. */
  readonly confidence: number;
}

/** What was asked for of a page, and what was found. */
export interface PageScore {
  readonly lines: readonly LineScore[];
  readonly fields: number;
  readonly exactFields: number;
  /** Characters read where the truth has no line. */
  readonly surplus: number;
}

/** Compares a reading with the truth, line by line, by where the lines stand on the page. */
export function scorePage(truth: TruthPage, found: readonly PlacedText[]): PageScore {
  const claimed = new Map<TruthLine, PlacedText[]>();
  let surplus = 0;
  for (const line of found) {
    const owner = nearestLine(truth, line);
    if (owner) claimed.set(owner, [...(claimed.get(owner) ?? []), line]);
    else surplus += comparable(line.text).length;
  }
  const lines = truth.lines.map((line) => scoreLine(line, claimed.get(line) ?? []));
  const read = [...lines.map((line) => comparable(line.read)), comparable(found.map(({ text }) => text).join(""))];
  const exactFields = truth.fields.filter(({ value }) => read.some((text) => text.includes(comparable(value)))).length;
  return { lines, fields: truth.fields.length, exactFields, surplus };
}

/** The truth line whose box, grown a little, holds the middle of a read line; the nearest of several. */
function nearestLine(truth: TruthPage, line: PlacedText): TruthLine | undefined {
  const [x, y] = middle(line.polygon.map(([fx, fy]): [number, number] => [fx * truth.width, fy * truth.height]));
  let best: { line: TruthLine; distance: number } | undefined;
  for (const candidate of truth.lines) {
    const xs = candidate.quad.map(([px]) => px);
    const ys = candidate.quad.map(([, py]) => py);
    const margin = 0.3 * Math.min(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
    const [dx, dy] = [outside(x, xs), outside(y, ys)];
    const distance =
      Math.hypot(dx, dy) + 1e-3 * Math.hypot(x - middle(candidate.quad)[0], y - middle(candidate.quad)[1]);
    if (dx <= margin && dy <= margin && (!best || distance < best.distance)) best = { line: candidate, distance };
  }
  return best?.line;
}

const outside = (value: number, range: number[]): number =>
  Math.max(0, Math.min(...range) - value, value - Math.max(...range));

const middle = (points: readonly (readonly [number, number])[]): [number, number] => [
  points.reduce((sum, [x]) => sum + x, 0) / points.length,
  points.reduce((sum, [, y]) => sum + y, 0) / points.length,
];

function scoreLine(truth: TruthLine, found: readonly PlacedText[]): LineScore {
  const read = found.map(({ text }) => text).join(" ");
  const characters = found.reduce((sum, line) => sum + line.text.length, 0);
  const confidence = found.reduce((sum, line) => sum + line.confidence * line.text.length, 0) / (characters || 1);
  const expected = comparable(truth.text);
  return {
    truth: truth.text,
    read,
    edits: editDistance(expected, comparable(read)),
    length: expected.length,
    confidence,
  };
}

/** Text without spaces and with one form for characters that print alike. */
export function comparable(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\s+/gu, "")
    .replace(/[‘’`´]/gu, "'")
    .replace(/[“”]/gu, '"')
    .replace(/[—–―─]/gu, "-")
    .replace(/[·•・‧]/gu, "·");
}

/** Levenshtein distance. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = row[j]! + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}

/**
 * The same for a text without places: each line is compared with the stretch of the text that is nearest to it, which is kind
 * to the reader, since a line may find its characters anywhere.
 */
export function scoreText(truth: TruthPage, text: string): PageScore {
  const whole = comparable(text);
  const lines = truth.lines.map((line) => {
    const expected = comparable(line.text);
    const edits = nearestStretch(expected, whole);
    return { truth: line.text, read: "", edits, length: expected.length, confidence: 1 };
  });
  const exactFields = truth.fields.filter(({ value }) => whole.includes(comparable(value))).length;
  return { lines, fields: truth.fields.length, exactFields, surplus: 0 };
}

/** Edits from `pattern` to the nearest stretch of `text` (Sellers, 1980). */
export function nearestStretch(pattern: string, text: string): number {
  let column = Array.from({ length: pattern.length + 1 }, (_, index) => index);
  let best = pattern.length;
  for (const character of text) {
    const next = [0];
    for (let i = 0; i < pattern.length; i++)
      next.push(Math.min(column[i]! + (pattern[i] === character ? 0 : 1), column[i + 1]! + 1, next[i]! + 1));
    column = next;
    best = Math.min(best, column.at(-1)!);
  }
  return best;
}
