import type { Raster } from "../../../shared/imaging/raster.ts";
import { distance, startingAt, type Quad } from "./quad.ts";

/** Height in pixels of what the recognition network reads (`rec_image_shape` 3,48,320 of PP-OCRv4). */
export const LINE_HEIGHT = 48;
/** A longer line is squeezed: 3,200 pixels hold over sixty Chinese characters, and memory grows with the width. */
const LONGEST_LINE = 3200;
/** A box this much taller than wide is a column, or a line of a page that lies on its side. PaddleOCR's own bound. */
const COLUMN_ASPECT = 1.5;
/** Beyond this many page pixels to a line pixel, several are averaged. */
const AVERAGING_STEP = 1.35;
/** The network halves its input's width three times. */
const WIDTH_MULTIPLE = 8;

/** One line, ready for the network. */
export interface LineCrop {
  /** The box in reading order: text runs from its first corner to its second. */
  readonly quad: Quad;
  /** Whether the text runs down the page. */
  readonly vertical: boolean;
  /** Pixels of text; the planes are padded to `paddedWidth`. */
  readonly width: number;
  readonly paddedWidth: number;
  /** Blue, green, red planes of `paddedWidth` × 48, from -1 to 1; padding is 0. */
  readonly planes: Float32Array;
}

/** Whether a detected box is taller than a line of writing that runs across the page. */
export const isColumn = (box: Quad): boolean => distance(box[0], box[3]) >= COLUMN_ASPECT * distance(box[0], box[1]);

/**
 * A box in the direction of its text: a column is read from top to bottom, lying on its left side as PaddleOCR's
 * models were trained to see it.
 */
export const readingQuad = (box: Quad): Quad => (isColumn(box) ? startingAt(box, 1) : box);

/** Cuts a box out of a page and straightens it to the network's height. */
export function cropLine(raster: Raster, quad: Quad, vertical: boolean): LineCrop {
  const [length, thickness] = [distance(quad[0], quad[1]), distance(quad[0], quad[3])];
  const width = Math.max(1, Math.min(LONGEST_LINE, Math.round((LINE_HEIGHT * length) / Math.max(thickness, 1))));
  const paddedWidth = Math.ceil(Math.max(width, 32) / WIDTH_MULTIPLE) * WIDTH_MULTIPLE;
  const planes = new Float32Array(3 * LINE_HEIGHT * paddedWidth);
  const samples = sampleOffsets(thickness / LINE_HEIGHT);
  const [origin, right, , down] = quad;
  const along = [(right[0] - origin[0]) / width, (right[1] - origin[1]) / width] as const;
  const across = [(down[0] - origin[0]) / LINE_HEIGHT, (down[1] - origin[1]) / LINE_HEIGHT] as const;
  const sum = new Float64Array(3);
  const scale = 1 / (127.5 * samples.length * samples.length);
  const plane = LINE_HEIGHT * paddedWidth;
  for (let row = 0; row < LINE_HEIGHT; row++) {
    for (let column = 0; column < width; column++) {
      sum.fill(0);
      for (const dy of samples) {
        for (const dx of samples) {
          const [a, b] = [column + dx, row + dy];
          addSample(
            raster,
            origin[0] + along[0] * a + across[0] * b - 0.5,
            origin[1] + along[1] * a + across[1] * b - 0.5,
            sum,
          );
        }
      }
      const target = row * paddedWidth + column;
      planes[target] = (sum[2] ?? 0) * scale - 1;
      planes[target + plane] = (sum[1] ?? 0) * scale - 1;
      planes[target + 2 * plane] = (sum[0] ?? 0) * scale - 1;
    }
  }
  return { quad, vertical, width, paddedWidth, planes };
}

/** Where inside a line pixel the page is looked at, along each axis. */
function sampleOffsets(step: number): number[] {
  const count = step > AVERAGING_STEP ? Math.min(4, Math.ceil(step)) : 1;
  return Array.from({ length: count }, (_, index) => (index + 0.5) / count);
}

/** Adds the page's colour at a place between pixels (bilinear; the border continues outwards) to `sum`. */
function addSample({ width, height, channels, pixels }: Raster, x: number, y: number, sum: Float64Array): void {
  const clampedX = Math.min(Math.max(x, 0), width - 1);
  const clampedY = Math.min(Math.max(y, 0), height - 1);
  const left = Math.floor(clampedX);
  const top = Math.floor(clampedY);
  const dx = clampedX - left;
  const dy = clampedY - top;
  const right = left + 1 < width ? channels : 0;
  const below = top + 1 < height ? width * channels : 0;
  const base = (top * width + left) * channels;
  for (let channel = 0; channel < 3; channel++) {
    const at = base + (channels === 1 ? 0 : channel);
    const upper = (pixels[at] ?? 0) * (1 - dx) + (pixels[at + right] ?? 0) * dx;
    const lower = (pixels[at + below] ?? 0) * (1 - dx) + (pixels[at + below + right] ?? 0) * dx;
    sum[channel] = (sum[channel] ?? 0) + upper * (1 - dy) + lower * dy;
  }
}
