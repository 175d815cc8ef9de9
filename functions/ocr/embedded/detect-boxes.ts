import { resizeRaster, type Raster } from "../../../shared/imaging/raster.ts";
import { findTextBoxes } from "./find-text-boxes.ts";
import type { Networks } from "./networks.ts";
import { distance, type Point, type Quad } from "./quad.ts";
import type { Band } from "./red-ink.ts";

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

/** Text boxes of a page, in its pixels; or of a band of it, which is seen as large as on the whole page. */
export async function detectBoxes(networks: Networks, page: Raster, band?: Band): Promise<Quad[]> {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(page.width, page.height));
  const part = band ? rowsOf(page, band) : page;
  const small = await resizeRaster(part, gridSide(part.width * scale), gridSide(part.height * scale));
  const map = await networks.detect(detectionInput(small), small.width, small.height);
  const [stretchX, stretchY] = [part.width / map.width, part.height / map.height];
  const toPage = ([x, y]: Point): Point => [x * stretchX, y * stretchY + (band?.top ?? 0)];
  const boxes = findTextBoxes(map.probabilities, map.width, map.height).map(([a, b, c, d]): Quad => [
    toPage(a),
    toPage(b),
    toPage(c),
    toPage(d),
  ]);
  return band ? boxes.filter((box) => !isCut(box, band, page.height)) : boxes;
}

/** Whether a box reaches an edge of a band inside the page: its text may go on beyond. */
function isCut(box: Quad, { top, bottom }: Band, pageHeight: number): boolean {
  const margin = Math.min(distance(box[0], box[1]), distance(box[0], box[3])) / 4;
  return box.some(([, y]) => (top > 0 && y < top + margin) || (bottom < pageHeight && y > bottom - margin));
}

function rowsOf({ width, channels, pixels }: Raster, { top, bottom }: Band): Raster {
  const rowLength = width * channels;
  return { width, height: bottom - top, channels, pixels: pixels.subarray(top * rowLength, bottom * rowLength) };
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
