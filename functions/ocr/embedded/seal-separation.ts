import type { Raster } from "../../../shared/imaging/raster.ts";
import { between, centre, distance, holds, type Quad } from "./quad.ts";
import { sureLength, type ReadLine } from "./read-line.ts";

/**
 * Seals are stamped over the text they certify. Through a red filter (the red channel alone) vermilion is as bright as
 * paper, and the black text beneath is free to be read; red headings vanish with it and are kept from the plain reading.
 */

/** How much redder than green and blue a pixel of seal ink is. */
const INK_REDNESS = 55;
/** A page with less ink than this share has no seal: speckle of colour noise. */
const LEAST_INK = 0.0008;
/** A line with less than this share of ink in its box is not touched by a seal. */
const LEAST_INK_ON_LINE = 0.004;
/** Every seventh pixel tells the ink of a page; a prime step does not fall in with a screen's pattern. */
const PAGE_STEP = 7;
/** By how many certain characters the plain reading must beat the filtered one to be kept where both read something. */
const PLAIN_LEAD = 0.35;

/** Whether enough of a page is red for a seal. */
export function bearsSeal({ channels, pixels, width, height }: Raster): boolean {
  if (channels === 1) return false;
  let ink = 0;
  let looked = 0;
  for (let at = 0; at < width * height * 3; at += 3 * PAGE_STEP) {
    looked++;
    if (isInk(pixels, at)) ink++;
  }
  return ink > looked * LEAST_INK;
}

/** Whether a seal touches a line's box, looked at on a grid of points an eighth of the line's height apart. */
export function touchedBySeal({ width, height, pixels }: Raster, quad: Quad): boolean {
  const step = Math.max(1, distance(quad[0], quad[3]) / 8);
  const columns = Math.ceil(distance(quad[0], quad[1]) / step);
  let ink = 0;
  for (let row = 0; row <= 8; row++) {
    const [left, right] = [between(quad[0], quad[3], row / 8), between(quad[1], quad[2], row / 8)];
    for (let column = 0; column <= columns; column++) {
      const [x, y] = between(left, right, column / Math.max(columns, 1));
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      if (isInk(pixels, (Math.floor(y) * width + Math.floor(x)) * 3)) ink++;
    }
  }
  return ink > 9 * (columns + 1) * LEAST_INK_ON_LINE;
}

function isInk(pixels: Uint8Array, at: number): boolean {
  return (pixels[at] ?? 0) - Math.max(pixels[at + 1] ?? 0, pixels[at + 2] ?? 0) > INK_REDNESS;
}

/** The page as seen through a red filter, grey. */
export function throughRedFilter({ width, height, channels, pixels }: Raster): Raster {
  const grey = new Uint8Array(width * height);
  for (let cell = 0; cell < grey.length; cell++) grey[cell] = pixels[cell * channels] ?? 0;
  return { width, height, channels: 1, pixels: grey };
}

/** Whether two quads are on the same text: the middle of one lies in the other. */
export const onSameText = (a: Quad, b: Quad): boolean => holds(b, centre(a)) || holds(a, centre(b));

/**
 * One reading from two of the same page. Where both read something the filtered one wins, unless the plain one is
 * ahead by a third of a character in sure characters (text × confidence): there the filter took red text away.
 */
export function mergeReadings(plain: readonly ReadLine[], filtered: readonly ReadLine[]): ReadLine[] {
  const beaten = new Set<ReadLine>();
  const kept = plain.filter((line) => {
    const rivals = filtered.filter((other) => onSameText(line.quad, other.quad));
    if (rivals.length === 0) return true;
    const wins = sureLength(line) > rivals.reduce((sum, rival) => sum + sureLength(rival), 0) + PLAIN_LEAD;
    if (wins) rivals.forEach((rival) => beaten.add(rival));
    return wins;
  });
  return [...kept, ...filtered.filter((line) => !beaten.has(line))];
}
