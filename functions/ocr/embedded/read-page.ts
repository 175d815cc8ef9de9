import type { Raster } from "../../../shared/imaging/raster.ts";
import { cropLine, isColumn, readingQuad } from "./crop-line.ts";
import { decodeLine } from "./decode-line.ts";
import { detectBoxes } from "./detect-boxes.ts";
import type { Networks } from "./networks.ts";
import { distance, type Quad } from "./quad.ts";
import { lengthOf, type ReadLine } from "./read-line.ts";
import { bearsSeal, mergeReadings, onSameText, throughRedFilter, touchedBySeal } from "./seal-separation.ts";

/** A box thinner than this many page pixels holds no legible text. */
const THINNEST_LINE = 4;

/** Reads one line. */
export async function readLine(networks: Networks, page: Raster, quad: Quad, vertical: boolean): Promise<ReadLine> {
  const crop = cropLine(page, quad, vertical);
  const probabilities = await networks.recognise(crop.planes, crop.paddedWidth);
  const characters = decodeLine(probabilities, networks.symbols, {
    stepsPerLine: (probabilities.steps * crop.width) / crop.paddedWidth,
    aspect: crop.width / 48,
  });
  return { quad, vertical, characters };
}

/** Reads all boxes of a page that stands upright. Boxes in which nothing was read are left out. */
export async function readBoxes(networks: Networks, page: Raster, boxes: readonly Quad[]): Promise<ReadLine[]> {
  const lines: ReadLine[] = [];
  for (const box of boxes) {
    const quad = readingQuad(box);
    if (distance(quad[0], quad[3]) < THINNEST_LINE) continue;
    const line = await readLine(networks, page, quad, isColumn(box));
    if (lengthOf(line) > 0) lines.push(line);
  }
  return lines;
}

/**
 * Reads an upright page whose text boxes are known, and again through a red filter where seals lie. The second look
 * costs a second detection, but only lines that a seal touches, or that the first look did not find, are read twice.
 */
export async function readPage(networks: Networks, page: Raster, boxes: readonly Quad[]): Promise<ReadLine[]> {
  const plain = await readBoxes(networks, page, boxes);
  if (!bearsSeal(page)) return plain;
  const filteredPage = throughRedFilter(page);
  const doubtful = (await detectBoxes(networks, filteredPage)).filter(
    (box) => touchedBySeal(page, box) || !plain.some((line) => onSameText(line.quad, box)),
  );
  return mergeReadings(plain, await readBoxes(networks, filteredPage, doubtful));
}
