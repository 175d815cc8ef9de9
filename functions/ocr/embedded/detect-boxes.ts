import { resizeRaster, type Raster } from "../../../shared/imaging/raster.ts";
import { findTextBoxes } from "./find-text-boxes.ts";
import type { Networks } from "./networks.ts";
import type { Point, Quad } from "./quad.ts";

/** Pixels of the longer side the detector sees. 960 is a third faster and four times worse on small Latin print. */
const LONGEST_SIDE = 1280;
/** The network halves its input five times. */
const SIDE_MULTIPLE = 32;
/** ImageNet's mean and deviation, in blue, green, red order of the planes as PaddleOCR trained them. */
const CHANNELS = [
  { mean: 0.485, deviation: 0.229 },
  { mean: 0.456, deviation: 0.224 },
  { mean: 0.406, deviation: 0.225 },
] as const;

/** Text boxes of a page, in its pixels. */
export async function detectBoxes(networks: Networks, page: Raster): Promise<Quad[]> {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(page.width, page.height));
  const small = await resizeRaster(page, gridSide(page.width * scale), gridSide(page.height * scale));
  const map = await networks.detect(detectionInput(small), small.width, small.height);
  const [stretchX, stretchY] = [page.width / map.width, page.height / map.height];
  const toPage = ([x, y]: Point): Point => [x * stretchX, y * stretchY];
  return findTextBoxes(map.probabilities, map.width, map.height).map(([a, b, c, d]): Quad => [
    toPage(a),
    toPage(b),
    toPage(c),
    toPage(d),
  ]);
}

const gridSide = (pixels: number): number =>
  Math.max(SIDE_MULTIPLE, Math.round(pixels / SIDE_MULTIPLE) * SIDE_MULTIPLE);

/** A raster as the detector takes it: blue, green, red planes, normalised. */
export function detectionInput({ width, height, channels, pixels }: Raster): Float32Array {
  const cells = width * height;
  const planes = new Float32Array(3 * cells);
  for (const [index, { mean, deviation }] of CHANNELS.entries()) {
    const source = channels === 1 ? 0 : 2 - index;
    const [gain, shift] = [1 / (255 * deviation), -mean / deviation];
    for (let cell = 0; cell < cells; cell++) {
      planes[index * cells + cell] = (pixels[cell * channels + source] ?? 0) * gain + shift;
    }
  }
  return planes;
}
