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
  const step = thickness / LINE_HEIGHT;
  resample(raster, quad, width, step > AVERAGING_STEP ? Math.min(4, Math.ceil(step)) : 1, { planes, paddedWidth });
  return { quad, vertical, width, paddedWidth, planes };
}

/**
 * Fills `width` columns of the planes with what the page shows in the quad: for each pixel the mean of `count` × `count`
 * places, each between pixels (bilinear; the border continues outwards). One loop without calls or arrays in it: it is
 * run some ten million times a page.
 */
function resample(
  { width: pageWidth, height: pageHeight, channels, pixels }: Raster,
  [origin, right, , down]: Quad,
  width: number,
  count: number,
  { planes, paddedWidth }: Pick<LineCrop, "planes" | "paddedWidth">,
): void {
  const startX = origin[0] - 0.5;
  const startY = origin[1] - 0.5;
  const alongX = (right[0] - origin[0]) / width;
  const alongY = (right[1] - origin[1]) / width;
  const acrossX = (down[0] - origin[0]) / LINE_HEIGHT;
  const acrossY = (down[1] - origin[1]) / LINE_HEIGHT;
  const lastX = pageWidth - 1;
  const lastY = pageHeight - 1;
  const rowLength = pageWidth * channels;
  const toGreen = channels === 1 ? 0 : 1;
  const toBlue = channels === 1 ? 0 : 2;
  const samples = count * count;
  const alongSample = Float64Array.from({ length: samples }, (_, sample) => ((sample % count) + 0.5) / count);
  const acrossSample = Float64Array.from(
    { length: samples },
    (_, sample) => (Math.floor(sample / count) + 0.5) / count,
  );
  const plane = LINE_HEIGHT * paddedWidth;
  const scale = 1 / (127.5 * samples);
  for (let row = 0; row < LINE_HEIGHT; row++) {
    for (let column = 0; column < width; column++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let sample = 0; sample < samples; sample++) {
        const a = column + (alongSample[sample] ?? 0);
        const b = row + (acrossSample[sample] ?? 0);
        const x = Math.min(Math.max(startX + alongX * a + acrossX * b, 0), lastX);
        const y = Math.min(Math.max(startY + alongY * a + acrossY * b, 0), lastY);
        const left = Math.floor(x);
        const top = Math.floor(y);
        const dx = x - left;
        const dy = y - top;
        const here = top * rowLength + left * channels;
        const beside = left < lastX ? here + channels : here;
        const down = top < lastY ? rowLength : 0;
        const w11 = dx * dy;
        const w01 = dx - w11;
        const w10 = dy - w11;
        const w00 = 1 - dx - w10;
        red +=
          (pixels[here] ?? 0) * w00 +
          (pixels[beside] ?? 0) * w01 +
          (pixels[here + down] ?? 0) * w10 +
          (pixels[beside + down] ?? 0) * w11;
        if (channels === 1) continue;
        green +=
          (pixels[here + toGreen] ?? 0) * w00 +
          (pixels[beside + toGreen] ?? 0) * w01 +
          (pixels[here + down + toGreen] ?? 0) * w10 +
          (pixels[beside + down + toGreen] ?? 0) * w11;
        blue +=
          (pixels[here + toBlue] ?? 0) * w00 +
          (pixels[beside + toBlue] ?? 0) * w01 +
          (pixels[here + down + toBlue] ?? 0) * w10 +
          (pixels[beside + down + toBlue] ?? 0) * w11;
      }
      const target = row * paddedWidth + column;
      planes[target] = (channels === 1 ? red : blue) * scale - 1;
      planes[target + plane] = (channels === 1 ? red : green) * scale - 1;
      planes[target + 2 * plane] = red * scale - 1;
    }
  }
}
