import type { Raster } from "../../../shared/imaging/raster.ts";
import { completeLine } from "./complete-line.ts";
import { correctText } from "./correct-text.ts";
import { cropLine, isColumn, LINE_HEIGHT, readingQuad, type LineCrop } from "./crop-line.ts";
import { decodeLine } from "./decode-line.ts";
import type { Networks } from "./networks.ts";
import { distance, type Quad } from "./quad.ts";
import { lengthOf, type ReadLine } from "./read-line.ts";
import { removeDust } from "./remove-dust.ts";

/** A box thinner than this many page pixels holds no legible text. */
const THINNEST_LINE = 4;

/** Reads a line that was cut out. */
export async function readCrop(networks: Networks, crop: LineCrop): Promise<ReadLine> {
  const probabilities = await networks.recognise(crop.planes, crop.paddedWidth);
  const characters = decodeLine(probabilities, networks.symbols, {
    stepsPerLine: (probabilities.steps * crop.width) / crop.paddedWidth,
    aspect: crop.width / LINE_HEIGHT,
  });
  return { quad: crop.quad, vertical: crop.vertical, characters: removeDust(correctText(characters)) };
}

/** Reads one line. */
export const readLine = (networks: Networks, page: Raster, quad: Quad, vertical: boolean): Promise<ReadLine> =>
  readCrop(networks, cropLine(page, quad, vertical));

/**
 * Reads all boxes of a page that stands upright, but for those `known` already. Boxes in which nothing was read are
 * left out.
 */
export async function readBoxes(
  networks: Networks,
  page: Raster,
  boxes: readonly Quad[],
  known: ReadonlyMap<Quad, ReadLine> = new Map(),
): Promise<ReadLine[]> {
  const lines: ReadLine[] = [];
  for (const box of boxes) {
    const quad = readingQuad(box);
    if (distance(quad[0], quad[3]) < THINNEST_LINE) continue;
    const line = known.get(box) ?? (await readLine(networks, page, quad, isColumn(box)));
    if (lengthOf(line) === 0) continue;
    const others = boxes.filter((other) => other !== box);
    lines.push(await completeLine(page, line, others, (longer) => readLine(networks, page, longer, false)));
  }
  return lines;
}
