import { resizeRaster, type Raster } from "./raster.ts";
import sharp from "sharp";

/** What a page's pixels tell without being read. */
export interface PictureMeasures {
  /** Share of the page, its edges left out, that is darker than the paper around it: 0 to 1. */
  readonly ink: number;
  /** 256 bits in hex: whether each of 16 × 16 fields is darker than the next in its row. */
  readonly picture: string;
}

/** Width at which ink is looked for: strokes still show, dust does not. */
const INK_WIDTH = 512;
/** Rows and columns on each side in which scanners leave shadows, and files their holes. */
const EDGE_SHARE = 0.06;
/** Levels of 256 by which ink is darker than the paper around it; what shows through from the other side is less. */
const INK_CONTRAST = 28;
/** Half the side of the square whose mean stands for the paper, in pixels at `INK_WIDTH`. */
const PAPER_REACH = 20;

const FIELDS = 16;
/** Levels by which one field has to be darker: paper beside paper says nothing, whatever the scanner's noise. */
const FIELD_CONTRAST = 2;

/** Memory beyond the page's own: a few hundred thousand pixels. */
export async function measurePicture(page: Raster): Promise<PictureMeasures> {
  const height = Math.max(1, Math.min(4 * INK_WIDTH, Math.round((page.height * INK_WIDTH) / page.width)));
  const small = await greyOf(await resizeRaster(page, INK_WIDTH, height));
  return { ink: inkOf(small), picture: await pictureOf(small) };
}

async function greyOf(raster: Raster): Promise<Raster> {
  const { width, height, channels, pixels } = raster;
  if (channels === 1) return raster;
  const grey = sharp(pixels, { raw: { width, height, channels } }).toColourspace("b-w");
  return { width, height, channels: 1, pixels: await grey.raw({ depth: "uchar" }).toBuffer() };
}

function inkOf({ width, height, pixels }: Raster): number {
  const sums = integral(pixels, width, height);
  const [left, top] = [Math.floor(width * EDGE_SHARE), Math.floor(height * EDGE_SHARE)];
  let dark = 0;
  for (let y = top; y < height - top; y++) {
    const [y0, y1] = [Math.max(0, y - PAPER_REACH), Math.min(height, y + PAPER_REACH + 1)];
    for (let x = left; x < width - left; x++) {
      const [x0, x1] = [Math.max(0, x - PAPER_REACH), Math.min(width, x + PAPER_REACH + 1)];
      const sum = sumOf(sums, width, x0, y0, x1, y1);
      if ((pixels[y * width + x] ?? 0) + INK_CONTRAST < sum / ((x1 - x0) * (y1 - y0))) dark++;
    }
  }
  return Math.round((dark / Math.max(1, (width - 2 * left) * (height - 2 * top))) * 1e6) / 1e6;
}

/** Sums of all pixels above and left of each corner: any square's sum is four of them. */
function integral(pixels: Uint8Array, width: number, height: number): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += pixels[y * width + x] ?? 0;
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + row;
    }
  }
  return sums;
}

function sumOf(sums: Float64Array, width: number, x0: number, y0: number, x1: number, y1: number): number {
  const corner = (x: number, y: number): number => sums[y * (width + 1) + x] ?? 0;
  return corner(x1, y1) - corner(x0, y1) - corner(x1, y0) + corner(x0, y0);
}

async function pictureOf(grey: Raster): Promise<string> {
  const { pixels } = await resizeRaster(grey, FIELDS + 1, FIELDS);
  const bits = Array.from({ length: FIELDS * FIELDS }, (_, index) => {
    const at = Math.floor(index / FIELDS) * (FIELDS + 1) + (index % FIELDS);
    return (pixels[at] ?? 0) + FIELD_CONTRAST < (pixels[at + 1] ?? 0) ? 1 : 0;
  });
  return Array.from({ length: bits.length / 4 }, (_, digit) =>
    parseInt(bits.slice(4 * digit, 4 * digit + 4).join(""), 2).toString(16),
  ).join("");
}
