import type { OcrLine, OcrResult } from "../../shared/domain/ocr-result.ts";
import type { TruthLine, TruthPage } from "./scan-manifest.ts";

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
export function scorePage(truth: TruthPage, result: OcrResult): PageScore {
  const claimed = new Map<TruthLine, OcrLine[]>();
  let surplus = 0;
  for (const line of result.lines) {
    const owner = nearestLine(truth, line);
    if (owner) claimed.set(owner, [...(claimed.get(owner) ?? []), line]);
    else surplus += comparable(line.text).length;
  }
  const lines = truth.lines.map((line) => scoreLine(line, claimed.get(line) ?? []));
  const read = [
    ...lines.map((line) => comparable(line.read)),
    comparable(result.lines.map(({ text }) => text).join("")),
  ];
  const exactFields = truth.fields.filter(({ value }) => read.some((text) => text.includes(comparable(value)))).length;
  return { lines, fields: truth.fields.length, exactFields, surplus };
}

/** The truth line whose box, grown a little, holds the middle of a read line; the nearest of several. */
function nearestLine(truth: TruthPage, line: OcrLine): TruthLine | undefined {
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

function scoreLine(truth: TruthLine, found: readonly OcrLine[]): LineScore {
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
