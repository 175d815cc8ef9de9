import type { OcrLine, OcrResult, OcrWord, PagePoint, PagePolygon } from "../../shared/domain/ocr-result.ts";

/** A line where it stands: from its left and top, of so high characters, all in fractions of an upright A4 page. */
export type LaidOut = {
  readonly text: string;
  readonly left?: number;
  readonly top?: number;
  readonly size?: number;
  readonly vertical?: boolean;
};

const usual = 0.016;
/** Fractions across for one fraction down on A4. */
const ratio = 297 / 210;

const polygonOf = (left: number, top: number, right: number, bottom: number): PagePolygon => {
  const inside = (at: number): number => Math.min(1, Math.max(0, at));
  const corner = (x: number, y: number): PagePoint => [inside(x), inside(y)];
  return [corner(left, top), corner(right, top), corner(right, bottom), corner(left, bottom)];
};

/** Widths of characters: a Latin one takes half. Two spaces stand for a gap that the eye sees. */
const widthOf = (char: string, size: number): number => size * ratio * (/[ -~]/u.test(char) ? 0.5 : 1);

const lineOf = ({ text, left = 0.12, top = 0.5, size = usual, vertical = false }: LaidOut): OcrLine => {
  const words: OcrWord[] = [];
  let at = vertical ? top : left;
  for (const char of text) {
    const wide = vertical ? size : widthOf(char, size) * (char === " " ? 2 : 1);
    const polygon = vertical
      ? polygonOf(left, at, left + size * ratio, at + wide)
      : polygonOf(at, top, at + wide, top + size);
    if (char.trim() !== "") words.push({ text: char, confidence: 0.98, polygon });
    at += wide;
  }
  const polygon = vertical ? polygonOf(left, top, left + size * ratio, at) : polygonOf(left, top, at, top + size);
  return { text, confidence: 0.98, polygon, vertical, words };
};

/** What an engine would say of a page with these lines on it. */
export const laidOutPage = (...lines: readonly LaidOut[]): OcrResult => ({
  engine: { name: "scripted", version: "1", model: "laid-out" },
  width: 2100,
  height: 2970,
  rotation: 0,
  lines: lines.map(lineOf),
  confidence: 0.98,
  blank: lines.length === 0,
});

/** Lines of running text under one another, cut where the page ends. */
export const paragraph = (text: string, { top = 0.3, left = 0.12, perLine = 28, size = usual } = {}): LaidOut[] =>
  Array.from({ length: Math.ceil(text.length / perLine) }, (_, row) => ({
    text: text.slice(row * perLine, (row + 1) * perLine),
    left,
    top: top + row * size * 1.6,
    size,
  }));

/** The same page as stored on its side: to be turned by `rotation` to stand upright. */
export const storedTurned = (page: OcrResult, rotation: OcrResult["rotation"]): OcrResult => {
  const back = ([x, y]: PagePoint): PagePoint => {
    switch (rotation) {
      case 0:
        return [x, y];
      case 90:
        return [y, 1 - x];
      case 180:
        return [1 - x, 1 - y];
      case 270:
        return [1 - y, x];
    }
  };
  const turned = ([one, two, three, four]: PagePolygon): PagePolygon => [back(one), back(two), back(three), back(four)];
  return {
    ...page,
    rotation,
    lines: page.lines.map((line) => ({
      ...line,
      polygon: turned(line.polygon),
      words: line.words.map((word) => ({ ...word, polygon: turned(word.polygon) })),
    })),
  };
};
