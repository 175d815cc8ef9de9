import { describe, expect, test } from "vitest";
import { analyzeQuery } from "../../functions/full-text/analyzer/analyze-query.ts";
import { highlight } from "../../functions/full-text/highlight.ts";
import type { OcrLine, PagePolygon } from "../../shared/domain/ocr-result.ts";

const wordsOf = (query: string) => {
  const analysis = analyzeQuery(query);
  return analysis.ok ? analysis.words : [];
};
const upright = (x: number, y: number, w: number, h: number): PagePolygon => [
  [x, y],
  [x + w, y],
  [x + w, y + h],
  [x, y + h],
];
const word = (text: string, polygon: PagePolygon) => ({ text, confidence: 0.9, polygon });
const line = (text: string, polygon: PagePolygon, rest: Partial<OcrLine> = {}): OcrLine => ({
  text,
  confidence: 0.9,
  polygon,
  vertical: false,
  words: [],
  ...rest,
});
/** A line of characters of equal width, each with its own polygon. */
const spelled = (text: string, x: number, y: number): OcrLine => {
  const chars = Array.from(text);
  const words = chars.map((char, index) => word(char, upright(x + index * 0.1, y, 0.1, 0.05)));
  return line(text, upright(x, y, chars.length * 0.1, 0.05), { words });
};
const boxes = (lines: readonly OcrLine[], query: string) =>
  highlight(lines, wordsOf(query)).map(({ x, y, w, h }) =>
    [x, y, w, h].map((value) => Math.round(value * 1000) / 1000),
  );

describe("boxes on the page", () => {
  test("go around the characters that match", () => {
    expect(boxes([spelled("姓名王偉國", 0.1, 0.2)], "王伟")).toEqual([[0.3, 0.2, 0.2, 0.05]]);
  });

  test("come in reading order, one for each match", () => {
    expect(boxes([spelled("王伟与王伟", 0, 0.1), spelled("李王伟", 0, 0.3)], "王伟")).toEqual([
      [0, 0.1, 0.2, 0.05],
      [0.3, 0.1, 0.2, 0.05],
      [0.1, 0.3, 0.2, 0.05],
    ]);
  });

  test("are two for a match over a line end", () => {
    expect(boxes([spelled("申请人王", 0.5, 0.1), spelled("伟国", 0.1, 0.2)], "王伟国")).toEqual([
      [0.8, 0.1, 0.1, 0.05],
      [0.1, 0.2, 0.2, 0.05],
    ]);
  });

  test("are one where matches touch", () => {
    expect(boxes([spelled("王伟国", 0, 0)], "王伟 伟国")).toEqual([[0, 0, 0.3, 0.05]]);
  });

  test("lie upright around a skewed line", () => {
    const polygon: PagePolygon = [
      [0.1, 0.1],
      [0.5, 0.2],
      [0.5, 0.3],
      [0.1, 0.2],
    ];
    expect(boxes([line("王伟李娟", polygon)], "李娟")).toEqual([[0.3, 0.15, 0.2, 0.15]]);
  });

  test("are reckoned along the line without words, half-width characters taking half the room", () => {
    expect(boxes([line("AB王伟", upright(0.1, 0.1, 0.6, 0.05))], "王伟")).toEqual([[0.3, 0.1, 0.4, 0.05]]);
  });

  test("are reckoned along the line when its words do not add up to its text", () => {
    const broken = line("甲乙王伟", upright(0, 0, 0.8, 0.05), { words: [word("甲", upright(0.9, 0.9, 0.1, 0.1))] });
    expect(boxes([broken], "王伟")).toEqual([[0.4, 0, 0.4, 0.05]]);
  });

  test("are a part of a word that matches in part", () => {
    const number = line("BXB656720", upright(0, 0, 0.9, 0.05), {
      words: [word("BXB656720", upright(0, 0, 0.9, 0.05))],
    });
    expect(boxes([number], "656720")).toEqual([[0.3, 0, 0.6, 0.05]]);
  });

  test("go down a vertical line", () => {
    expect(boxes([line("王伟李娟", upright(0.8, 0.1, 0.05, 0.8), { vertical: true })], "李娟")).toEqual([
      [0.8, 0.5, 0.05, 0.4],
    ]);
  });

  test("stay on the page", () => {
    expect(boxes([line("王伟", upright(-0.1, 0.95, 0.4, 0.1))], "王伟")).toEqual([[0, 0.95, 0.3, 0.05]]);
  });

  test("are none without a match", () => {
    expect(boxes([spelled("姓名", 0, 0)], "王伟")).toEqual([]);
    expect(boxes([], "王伟")).toEqual([]);
  });
});
