import type { Raster } from "../../../shared/imaging/raster.ts";
import { labelComponents } from "./label-components.ts";
import { between, centre, distance, type Point, type Quad } from "./quad.ts";

/** Where vermilion lies on a page: seals, red headings, red rules. */

/** How much redder than green and blue a pixel of seal ink is. */
const INK_REDNESS = 55;
/** A page with less ink than this share has no seal: speckle of colour noise. */
const LEAST_INK = 0.0008;
/** A line with less than this share of ink in its box is not touched by a seal. */
const LEAST_INK_ON_LINE = 0.004;
/** Looks per height of a line. */
const LOOKS = 8;
/** Darker than this share of the paper's red is black, and a line with less than this share of black has none. */
const BLACK_SHARE = 0.5;
const LEAST_BLACK = 0.02;
/** Every seventh pixel tells the ink of a page; a prime step does not fall in with a screen's pattern. */
const PAGE_STEP = 7;

/** Seals are looked for on a grid of this many cells along the page's longer side; a cell with this share of ink is inked. */
const GRID = 96;
const INKED_CELL = 0.05;
/** A seal is about as wide as high, and this many cells so: 3 to 9 cm on a page of A4. */
const SMALLEST_SEAL = 8;
const LARGEST_SEAL = 30;
const SEAL_ASPECT = 1.4;
/** Writing in a seal is smaller than this share of it; a red heading stands in no seal. */
const WRITING_SHARE = 0.35;

/** Whether enough of a page is red for a seal. */
export function bearsSeal({ width, height, channels, pixels }: Raster): boolean {
  if (channels === 1) return false;
  let ink = 0;
  for (let pixel = 0; pixel < width * height; pixel += PAGE_STEP) {
    if (isInk(pixels, pixel * 3)) ink++;
  }
  return ink * PAGE_STEP > width * height * LEAST_INK;
}

/** A patch of red ink about as wide as high, between two corners. */
export interface Seal {
  readonly topLeft: Point;
  readonly bottomRight: Point;
}

export function findSeals({ width, height, channels, pixels }: Raster): Seal[] {
  if (channels === 1) return [];
  const cell = Math.max(width, height) / GRID;
  const [columns, rows] = [Math.ceil(width / cell), Math.ceil(height / cell)];
  const share = new Float32Array(columns * rows);
  for (let pixel = 0; pixel < width * height; pixel += PAGE_STEP) {
    if (!isInk(pixels, pixel * 3)) continue;
    const at = Math.floor(Math.floor(pixel / width) / cell) * columns + Math.floor((pixel % width) / cell);
    share[at] = (share[at] ?? 0) + PAGE_STEP / cell ** 2;
  }
  return labelComponents(share, columns, rows, INKED_CELL).flatMap(({ outline }) => {
    const [xs, ys] = [outline.map(([x]) => x), outline.map(([, y]) => y)];
    const [left, top, right, bottom] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    const [across, down] = [right - left, bottom - top];
    const [shorter, longer] = [Math.min(across, down), Math.max(across, down)];
    if (shorter < SMALLEST_SEAL || longer > LARGEST_SEAL || longer > shorter * SEAL_ASPECT) return [];
    return [{ topLeft: [left * cell, top * cell], bottomRight: [right * cell, bottom * cell] } as const];
  });
}

/** Whether a box is small and lies in a seal, as the characters around its rim do. */
export function isInSeal(box: Quad, { topLeft, bottomRight }: Seal): boolean {
  const [x, y] = centre(box);
  const size = Math.min(distance(box[0], box[1]), distance(box[0], box[3]));
  return (
    x > topLeft[0] &&
    x < bottomRight[0] &&
    y > topLeft[1] &&
    y < bottomRight[1] &&
    size < WRITING_SHARE * (bottomRight[1] - topLeft[1])
  );
}

/** Whether a seal touches a line's box. */
export function touchedBySeal(page: Raster, quad: Quad): boolean {
  const places = pixelsIn(page, quad);
  return places.filter((at) => isInk(page.pixels, at)).length > places.length * LEAST_INK_ON_LINE;
}

/** Whether all ink in a line's box is a seal's: red, which a red filter takes for paper. */
export function isAllRed(page: Raster, quad: Quad): boolean {
  const places = pixelsIn(page, quad);
  const reds = places.map((at) => page.pixels[at] ?? 0);
  const black = Math.max(...reds) * BLACK_SHARE;
  return touchedBySeal(page, quad) && reds.filter((red) => red < black).length <= places.length * LEAST_BLACK;
}

/** Where the pixels of a coloured page's box are, looked at on a grid an eighth of the line's height wide. */
function pixelsIn({ width, height }: Raster, quad: Quad): number[] {
  const step = Math.max(1, distance(quad[0], quad[3]) / LOOKS);
  const columns = Math.ceil(distance(quad[0], quad[1]) / step);
  const places: number[] = [];
  for (let row = 0; row <= LOOKS; row++) {
    const [left, right] = [between(quad[0], quad[3], row / LOOKS), between(quad[1], quad[2], row / LOOKS)];
    for (let column = 0; column <= columns; column++) {
      const [x, y] = between(left, right, column / Math.max(columns, 1));
      if (x >= 0 && y >= 0 && x < width && y < height) places.push((Math.floor(y) * width + Math.floor(x)) * 3);
    }
  }
  return places;
}

function isInk(pixels: Uint8Array, at: number): boolean {
  return (pixels[at] ?? 0) - Math.max(pixels[at + 1] ?? 0, pixels[at + 2] ?? 0) > INK_REDNESS;
}
