import { describe, expect, test } from "vitest";
import type { Quad } from "../../functions/ocr/embedded/quad.ts";
import { bearsSeal, findSeals, isAllRed, isInSeal, touchedBySeal } from "../../functions/ocr/embedded/red-ink.ts";
import type { Raster } from "../../shared/imaging/raster.ts";

const [WIDTH, HEIGHT] = [700, 960];
const RED = [200, 30, 40] as const;
const BLACK = [20, 20, 20] as const;
const SEAL = { x: 450, y: 700, radius: 70 };

type Paint = (x: number, y: number) => readonly [number, number, number] | undefined;

function pageOf(paint: Paint): Raster {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3).fill(245);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const colour = paint(x, y);
      if (colour) pixels.set(colour, (y * WIDTH + x) * 3);
    }
  }
  return { width: WIDTH, height: HEIGHT, channels: 3, pixels };
}

const boxAt = (x: number, y: number, width: number, height: number): Quad => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
];

const ring: Paint = (x, y) => {
  const distance = Math.hypot(x - SEAL.x, y - SEAL.y);
  return distance < SEAL.radius && distance > SEAL.radius - 6 ? RED : undefined;
};
const heading: Paint = (x, y) => (y > 100 && y < 130 && x > 100 && x < 600 && x % 12 < 6 ? RED : undefined);
const text: Paint = (x, y) => (y > 690 && y < 710 && x > 300 && x < 480 && x % 10 < 4 ? BLACK : undefined);

describe("red ink on a page", () => {
  test("a page with a seal or a red heading bears red ink", () => {
    expect(bearsSeal(pageOf(ring))).toBe(true);
    expect(bearsSeal(pageOf(heading))).toBe(true);
  });

  test("black text, grey pages and a speck of red do not", () => {
    expect(bearsSeal(pageOf(text))).toBe(false);
    expect(bearsSeal({ width: 2, height: 2, channels: 1, pixels: new Uint8Array(4) })).toBe(false);
    expect(bearsSeal(pageOf((x, y) => (x < 5 && y < 5 ? RED : undefined)))).toBe(false);
  });

  test("a round patch is a seal, a heading is none", () => {
    const seals = findSeals(pageOf((x, y) => ring(x, y) ?? heading(x, y)));
    expect(seals).toHaveLength(1);
    expect(isInSeal(boxAt(SEAL.x - 60, SEAL.y - 10, 30, 20), seals[0]!)).toBe(true);
    expect(isInSeal(boxAt(100, 100, 500, 30), seals[0]!)).toBe(false);
    // As large as the seal: it is what is sealed, not what the seal says.
    expect(isInSeal(boxAt(SEAL.x - 60, SEAL.y - 60, 120, 120), seals[0]!)).toBe(false);
  });

  test("a line of red alone is told from black text that a seal touches", () => {
    const page = pageOf((x, y) => text(x, y) ?? ring(x, y) ?? heading(x, y));
    const sealed = boxAt(300, 688, 180, 24);
    const red = boxAt(100, 100, 500, 30);
    expect(touchedBySeal(page, sealed)).toBe(true);
    expect(isAllRed(page, sealed)).toBe(false);
    expect(isAllRed(page, red)).toBe(true);
    expect(isAllRed(page, boxAt(100, 300, 200, 30))).toBe(false);
  });
});
