import { describe, expect, test } from "vitest";
import { completeLine } from "../../functions/ocr/embedded/complete-line.ts";
import type { Quad } from "../../functions/ocr/embedded/quad.ts";
import { textOf, type ReadLine } from "../../functions/ocr/embedded/read-line.ts";
import type { Raster } from "../../shared/imaging/raster.ts";

const [WIDTH, HEIGHT] = [400, 100];
const BOX = { left: 100, top: 30, right: 300, bottom: 70 };
const QUAD = boxAt(BOX.left, BOX.top, BOX.right, BOX.bottom);

function boxAt(left: number, top: number, right: number, bottom: number): Quad {
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

/** A page with five strokes in the box, and what else is drawn: rectangles of one colour. */
function pageOf(rectangles: readonly (readonly [number, number, number, number])[], red = 20): Raster {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3).fill(240);
  const fill = ([left, top, right, bottom]: readonly number[], level: number) => {
    for (let y = top!; y < bottom!; y++) {
      for (let x = left!; x < right!; x++) pixels.set([level, 20, 20], (y * WIDTH + x) * 3);
    }
  };
  for (let stroke = 0; stroke < 5; stroke++) fill([110 + stroke * 40, 37, 124 + stroke * 40, 63], 20);
  rectangles.forEach((rectangle) => fill(rectangle, red));
  return { width: WIDTH, height: HEIGHT, channels: 3, pixels };
}

function lineOf(text: string, quad = QUAD, confidence = 0.95): ReadLine {
  const characters = Array.from(text).map((character, index, all) => ({
    text: character,
    confidence,
    from: index / all.length,
    to: (index + 1) / all.length,
  }));
  return { quad, vertical: false, characters };
}

const LINE = lineOf("非法的土地");
const STOP = [310, 55, 320, 65] as const;

/** Completes the line by a reading that says `text` of whatever it is given, and tells what it was given. */
async function complete(page: Raster, text: string, { others = [] as Quad[], confidence = 0.95, line = LINE } = {}) {
  const asked: Quad[] = [];
  const read = (quad: Quad): Promise<ReadLine> => {
    asked.push(quad);
    return Promise.resolve(lineOf(text, quad, confidence));
  };
  return { text: textOf(await completeLine(page, line, others, read)), asked };
}

describe("the ends of a line", () => {
  test("a full stop beyond the box is read with it", async () => {
    const { text, asked } = await complete(pageOf([STOP]), "非法的土地。");
    expect(text).toBe("非法的土地。");
    expect(asked[0]![1][0]).toBeGreaterThan(STOP[2]);
    expect(asked[0]![0]).toEqual([BOX.left, BOX.top]);
  });

  test("a 一 before the box is read with it", async () => {
    const { text, asked } = await complete(pageOf([[60, 48, 95, 54]]), "一非法的土地");
    expect(text).toBe("一非法的土地");
    expect(asked[0]![0][0]).toBeLessThan(60);
  });

  test("a mark inside the box that was not read is given room", async () => {
    const line = {
      ...LINE,
      characters: lineOf("非法的土").characters.map((one) => ({ ...one, to: one.to * 0.8, from: one.from * 0.8 })),
    };
    const { text, asked } = await complete(pageOf([]), "非法的土地", { line });
    expect(text).toBe("非法的土地");
    expect(asked[0]![1][0]).toBeGreaterThan(BOX.right);
  });

  test.each([
    ["nothing stands beyond it", pageOf([]), []],
    ["a speck of dust does", pageOf([[310, 50, 313, 53]]), []],
    ["a rule of a table does", pageOf([[308, 20, 312, 80]]), []],
    ["a seal's ink does", pageOf([STOP], 220), []],
    ["another line does", pageOf([STOP]), [boxAt(302, 30, 390, 70)]],
  ] as const)("a line is read once if %s", async (_, page, others) => {
    const { text, asked } = await complete(page, "非法的土地。", { others: [...others] });
    expect(asked).toEqual([]);
    expect(text).toBe("非法的土地");
  });

  test.each([
    ["says something else", "非去的土地。", 0.95],
    ["adds what is no writing", "非法的土地」", 0.95],
    ["is not sure", "非法的土地区", 0.7],
    ["adds more than one character", "非法的土地。。", 0.95],
  ])("a second reading that %s does not count", async (_, second, confidence) => {
    expect((await complete(pageOf([STOP]), second, { confidence })).text).toBe("非法的土地");
  });
});
