import type {
  OcrLine,
  OcrResult,
  OcrWord,
  PagePoint,
  PagePolygon,
  PageRotation,
} from "../../../shared/domain/ocr-result.ts";
import type { ReadCharacter } from "./decode-line.ts";
import { slice, startingAt, type Point, type Quad } from "./quad.ts";
import { inReadingOrder } from "./reading-order.ts";
import { confidenceOf, lengthOf, textOf, type ReadLine } from "./read-line.ts";

/** A line read with less is not reported, but weighs on the page's confidence. */
const LEAST_CONFIDENCE = 0.5;

/** A page as it was read: turned upright by `rotation`, `width` × `height` pixels when upright. */
export interface ReadPage {
  readonly lines: readonly ReadLine[];
  readonly width: number;
  readonly height: number;
  readonly rotation: PageRotation;
}

/** The result of reading a page: lines in order, every place on the page as stored. */
export function describePage(page: ReadPage, engine: OcrResult["engine"]): OcrResult {
  const sideways = page.rotation === 90 || page.rotation === 270;
  const legible = page.lines.filter((line) => confidenceOf(line) >= LEAST_CONFIDENCE);
  const toStored = (quad: Quad): PagePolygon => {
    const [a, b, c, d] = quad;
    const place = (point: Point): PagePoint => asStored(point, page);
    return [place(a), place(b), place(c), place(d)];
  };
  return {
    engine,
    width: sideways ? page.height : page.width,
    height: sideways ? page.width : page.height,
    rotation: page.rotation,
    lines: inReadingOrder(legible).map((line) => describeLine(line, toStored)),
    confidence: rounded(meanConfidence(page.lines)),
    blank: page.lines.length === 0,
  };
}

function describeLine(line: ReadLine, toStored: (quad: Quad) => PagePolygon): OcrLine {
  const polygon = (from: number, to: number): PagePolygon => {
    const part = slice(line.quad, from, to);
    // A column is read from its top right corner downwards; its characters stand upright.
    return toStored(line.vertical ? startingAt(part, 3) : part);
  };
  return {
    text: textOf(line).trim(),
    confidence: rounded(confidenceOf(line)),
    polygon: polygon(0, 1),
    vertical: line.vertical,
    words: wordsOf(line.characters).map((word): OcrWord => ({
      text: word.map(({ text }) => text).join(""),
      confidence: rounded(word.reduce((sum, { confidence }) => sum + confidence, 0) / word.length),
      polygon: polygon(word[0]?.from ?? 0, word.at(-1)?.to ?? 1),
    })),
  };
}

const JOINED = /^[\p{Script=Latin}\p{Nd}]+$/u;

/** Runs of Latin letters and digits; every other character alone; spaces only separate. */
function wordsOf(characters: readonly ReadCharacter[]): ReadCharacter[][] {
  const words: ReadCharacter[][] = [];
  let joins = false;
  for (const character of characters) {
    const blank = character.text.trim() === "";
    const joined = JOINED.test(character.text);
    const open = words.at(-1);
    if (joins && joined && open) open.push(character);
    else if (!blank) words.push([character]);
    joins = joined;
  }
  return words;
}

function meanConfidence(lines: readonly ReadLine[]): number {
  const length = lines.reduce((sum, line) => sum + lengthOf(line), 0);
  if (length === 0) return 1;
  return lines.reduce((sum, line) => sum + lengthOf(line) * confidenceOf(line), 0) / length;
}

/** From pixels of the upright page to fractions of the page as stored. */
function asStored([x, y]: Point, { width, height, rotation }: ReadPage): PagePoint {
  const [across, down] = [fraction(x / width), fraction(y / height)];
  switch (rotation) {
    case 0:
      return [across, down];
    case 90:
      return [down, fraction(1 - across)];
    case 180:
      return [fraction(1 - across), fraction(1 - down)];
    case 270:
      return [fraction(1 - down), across];
  }
}

const fraction = (value: number): number => rounded(Math.min(1, Math.max(0, value)));

/** Five decimals: finer than a pixel of the largest page, and the same on every machine. */
const rounded = (value: number): number => Math.round(value * 1e5) / 1e5;
