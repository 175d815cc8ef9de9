import type { Raster } from "../../../shared/imaging/raster.ts";
import { cropLine, LINE_HEIGHT, type LineCrop } from "./crop-line.ts";
import { slice, startingAt } from "./quad.ts";
import type { ReadLine } from "./read-line.ts";

/** White on the network's scale. */
const PAPER = 1;
/** Pixels of paper before, between and after characters. */
const GAP = 4;

/**
 * A column of upright characters set as a row: each character, where a first reading of the column found it, is cut
 * out and they are put side by side. What a network made for rows reads of it tells a column of Chinese from a row on
 * a page that lies on its side: only the former stands upright afterwards.
 */
export function restackColumn(raster: Raster, column: ReadLine): LineCrop {
  const cells = column.characters
    .filter(({ text }) => text.trim() !== "")
    .map(({ from, to }) => cropLine(raster, startingAt(slice(column.quad, from, to), 3), false));
  const width = cells.reduce((sum, cell) => sum + cell.width + GAP, GAP);
  const paddedWidth = Math.ceil(Math.max(width, 32) / 8) * 8;
  const planes = new Float32Array(3 * LINE_HEIGHT * paddedWidth).fill(PAPER);
  let start = GAP;
  for (const cell of cells) {
    for (let row = 0; row < 3 * LINE_HEIGHT; row++) {
      const source = row * cell.paddedWidth;
      planes.set(cell.planes.subarray(source, source + cell.width), row * paddedWidth + start);
    }
    start += cell.width + GAP;
  }
  return { quad: column.quad, vertical: column.vertical, width, paddedWidth, planes };
}
