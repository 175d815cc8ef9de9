import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { correctText } from "../../functions/ocr/embedded/correct-text.ts";
import { decodeLine } from "../../functions/ocr/embedded/decode-line.ts";
import { describePage } from "../../functions/ocr/embedded/describe-page.ts";
import { rotationOf } from "../../functions/ocr/embedded/page-orientation.ts";
import { startingAt, type Quad } from "../../functions/ocr/embedded/quad.ts";
import type { ReadLine } from "../../functions/ocr/embedded/read-line.ts";
import { inReadingOrder } from "../../functions/ocr/embedded/reading-order.ts";
import { mergeReadings } from "../../functions/ocr/embedded/seal-separation.ts";
import { ocrResult } from "../../shared/domain/ocr-result.ts";

const SYMBOLS = ["", "兰", "台", "A"];

/** Probabilities of a path, one class a step, all equally sure. */
function path(classes: readonly number[], sure = 0.9) {
  const values = new Float32Array(classes.length * SYMBOLS.length).fill((1 - sure) / (SYMBOLS.length - 1));
  classes.forEach((symbol, step) => (values[step * SYMBOLS.length + symbol] = sure));
  return { values, steps: classes.length, classes: SYMBOLS.length };
}

const box = (x: number, y: number, width: number, height: number): Quad => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
];

function lineOf(text: string, quad: Quad, { vertical = false, confidence = 0.9 } = {}): ReadLine {
  const characters = Array.from(text).map((character, index, all) => ({
    text: character,
    confidence,
    from: index / all.length,
    to: (index + 1) / all.length,
  }));
  return { quad: vertical ? startingAt(quad, 1) : quad, vertical, characters };
}

const texts = (lines: readonly ReadLine[]): string[] =>
  lines.map(({ characters }) => characters.map(({ text }) => text).join(""));

describe("decoding a line", () => {
  test("repeats are one character, a blank between them makes two", () => {
    const read = decodeLine(path([0, 1, 1, 0, 1, 2, 2, 0]), SYMBOLS, { stepsPerLine: 8, aspect: 4 });
    expect(read.map(({ text }) => text).join("")).toBe("兰兰台");
    expect(read.every(({ confidence }) => Math.abs(confidence - 0.9) < 1e-6)).toBe(true);
  });

  test("says nothing for a line of blanks", () => {
    expect(decodeLine(path([0, 0, 0]), SYMBOLS, { stepsPerLine: 3, aspect: 1 })).toEqual([]);
  });

  test("reads any text back that blanks keep apart, characters in order and inside the line", () => {
    const symbols = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(symbols, (text) => {
        const steps = text.flatMap((symbol) => [0, symbol]);
        const read = decodeLine(path(steps), SYMBOLS, { stepsPerLine: steps.length, aspect: text.length });
        expect(read.map((character) => character.text)).toEqual(text.map((symbol) => SYMBOLS[symbol]));
        read.forEach(({ from, to }, index) => {
          expect(from).toBeGreaterThanOrEqual(read[index - 1]?.to ?? 0);
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(1);
        });
      }),
    );
  });
});

describe("reading order", () => {
  test("rows from the top, each from the left, however the lines were found", () => {
    const rows = [
      ["姓名", "张伟", "性别", "男"],
      ["出生", "一九五〇年", "籍贯", "广州"],
    ];
    const lines = rows.flatMap((row, y) =>
      row.map((text, x) => lineOf(text, box(100 * x, 60 * y + (x % 2) * 6, 80, 30))),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (shuffled) => {
        expect(texts(inReadingOrder(shuffled))).toEqual(rows.flat());
      }),
    );
  });

  test("rows of a page that stands askew", () => {
    const tilt = (x: number, y: number): [number, number] => [x - 0.05 * y, y + 0.05 * x];
    const place = (text: string, x: number, y: number): ReadLine =>
      lineOf(text, [tilt(x, y), tilt(x + 300, y), tilt(x + 300, y + 30), tilt(x, y + 30)]);
    const lines = [place("d", 1500, 50), place("a", 0, 0), place("c", 0, 50), place("b", 1500, 0)];
    expect(texts(inReadingOrder(lines))).toEqual(["a", "b", "c", "d"]);
  });

  test("columns from the right", () => {
    const column = (text: string, x: number, y = 0) => lineOf(text, box(x, y, 30, 200), { vertical: true });
    const lines = [column("丙", 0), column("甲", 120), column("丁", 0, 220), column("乙", 60)];
    expect(texts(inReadingOrder(lines))).toEqual(["甲", "乙", "丙", "丁"]);
  });
});

describe("two readings of a sealed page", () => {
  test("the filtered one replaces what a seal garbled, and keeps what the filter took away", () => {
    const plain = [
      lineOf("广州市x民y府", box(0, 0, 300, 40), { confidence: 0.6 }),
      lineOf("红头文件", box(0, 100, 300, 40)),
      lineOf("档案馆", box(0, 200, 300, 40)),
    ];
    const filtered = [
      lineOf("广州市人民政府", box(0, 0, 300, 40)),
      lineOf("一", box(0, 200, 300, 40), { confidence: 0.5 }),
    ];
    expect(texts(mergeReadings(plain, filtered)).toSorted()).toEqual(
      ["广州市人民政府", "档案馆", "红头文件"].toSorted(),
    );
  });
});

describe("describing a page", () => {
  const engine = { name: "engine", version: "1", model: "model" };
  const describe4 = (lines: ReadLine[], rotation: 0 | 90 | 180 | 270 = 0) =>
    describePage({ lines, width: 1000, height: 500, rotation }, engine);

  test("words are single Chinese characters and whole Latin runs", () => {
    const result = describe4([lineOf("兰台 No.12B", box(0, 0, 900, 90))]);
    expect(ocrResult.parse(result)).toEqual(result);
    expect(result.lines[0]?.words.map(({ text }) => text)).toEqual(["兰", "台", "No", ".", "12B"]);
    expect(result.lines[0]?.words[0]?.polygon[1]).toEqual([0.1, 0]);
  });

  test.each([
    [0, [0.1, 0.2], 1000],
    [90, [0.2, 0.9], 500],
    [180, [0.9, 0.8], 1000],
    [270, [0.8, 0.1], 500],
  ] as const)("a page to be turned by %i° has its places on the page as stored", (rotation, corner, width) => {
    const result = describe4([lineOf("字", box(100, 100, 50, 50))], rotation);
    expect(result.lines[0]?.polygon[0]).toEqual(corner);
    expect(result).toMatchObject({ rotation, width });
  });

  test("a column's polygons start at its top left, and its words go down", () => {
    const [line] = describe4([lineOf("兰台", box(100, 100, 50, 200), { vertical: true })]).lines;
    expect(line).toMatchObject({
      vertical: true,
      polygon: [
        [0.1, 0.2],
        [0.15, 0.2],
        [0.15, 0.6],
        [0.1, 0.6],
      ],
    });
    expect(line?.words[1]?.polygon[0]).toEqual([0.1, 0.4]);
  });

  test("what is too doubtful to report still lowers the page's confidence", () => {
    const sure = lineOf("清楚", box(0, 0, 100, 50), { confidence: 1 });
    const doubtful = lineOf("模糊", box(0, 100, 100, 50), { confidence: 0.2 });
    expect(describe4([sure, doubtful])).toMatchObject({ confidence: 0.6, blank: false, lines: [{ text: "清楚" }] });
    expect(describe4([doubtful])).toMatchObject({ confidence: 0.2, blank: false, lines: [] });
    expect(describe4([])).toMatchObject({ confidence: 1, blank: true, lines: [] });
  });
});

test.each([
  ["rows, upright", { tall: false, reversed: false, inColumns: false }, 0],
  ["rows that run down", { tall: true, reversed: false, inColumns: false }, 270],
  ["rows on their head", { tall: false, reversed: true, inColumns: false }, 180],
  ["rows that run up", { tall: true, reversed: true, inColumns: false }, 90],
  ["columns, upright", { tall: true, reversed: false, inColumns: true }, 0],
  ["columns that run right", { tall: false, reversed: false, inColumns: true }, 90],
  ["columns on their head", { tall: true, reversed: true, inColumns: true }, 180],
  ["columns that run left", { tall: false, reversed: true, inColumns: true }, 270],
] as const)("%s stand upright after the right turn", (_, text, rotation) => {
  expect(rotationOf(text)).toBe(rotation);
});

test.each([
  ["销毁丶涂改", "销毁、涂改"],
  ["普办〔1991]13号", "普办〔1991〕13号"],
  ["民发〔2019］83号", "民发〔2019〕83号"],
  ["非法转让土地°", "非法转让土地。"],
  ["气温37°C", "气温37°C"],
  ["七○届", "七〇届"],
  ["劳人险【2020】59号", "劳人险〔2020〕59号"],
  ["民字（1953）第7号", "民字（1953）第7号"],
  ["粤办[1981]4号", "粤办[1981]4号"],
  ["见附件(1991]与13号", "见附件(1991]与13号"],
  ["Edward O'connor", "Edward O'Connor"],
  ["Agnes o'Connor", "Agnes O'Connor"],
  ["o'clock, two o'xen", "o'clock, two o'xen"],
  ["10 0ctober 1952", "10 October 1952"],
  ["10th, 0.5 kg, A0ab", "10th, 0.5 kg, A0ab"],
  ["二O〇一年", "二〇〇一年"],
  ["1九九九年", "一九九九年"],
  ["11九年, 1九月", "11九年, 1九月"],
])("%s is written %s", (read, written) => {
  const mended = correctText(lineOf(read, box(0, 0, 100, 10)).characters);
  expect(mended.map(({ text }) => text).join("")).toBe(written);
});
