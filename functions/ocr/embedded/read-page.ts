import { turnRaster, type Raster } from "../../../shared/imaging/raster.ts";
import type { ReadPage } from "./describe-page.ts";
import { detectBoxes } from "./detect-boxes.ts";
import type { Networks } from "./networks.ts";
import { findOrientation } from "./page-orientation.ts";
import type { Quad } from "./quad.ts";
import { readBoxes } from "./read-boxes.ts";
import type { ReadLine } from "./read-line.ts";
import { bearsSeal, mergeReadings, onSameText, throughRedFilter, touchedBySeal } from "./seal-separation.ts";

/** Reads a page that may lie on its side or stand on its head. */
export async function readPage(networks: Networks, page: Raster): Promise<ReadPage> {
  const boxes = await detectBoxes(networks, page);
  const { rotation, readings } = await findOrientation(networks, page, boxes);
  if (rotation === 0) {
    const lines = await readUpright(networks, page, boxes, readings);
    return { lines, width: page.width, height: page.height, rotation };
  }
  const upright = await turnRaster(page, rotation);
  const lines = await readUpright(networks, upright, await detectBoxes(networks, upright), new Map());
  return { lines, width: upright.width, height: upright.height, rotation };
}

/**
 * Reads an upright page, and again through a red filter where seals lie. The second look costs a second detection, but
 * only lines that a seal touches, or that the first look did not find, are read twice.
 */
async function readUpright(
  networks: Networks,
  page: Raster,
  boxes: readonly Quad[],
  known: ReadonlyMap<Quad, ReadLine>,
): Promise<ReadLine[]> {
  const plain = await readBoxes(networks, page, boxes, known);
  if (!bearsSeal(page)) return plain;
  const filteredPage = throughRedFilter(page);
  const doubtful = (await detectBoxes(networks, filteredPage)).filter(
    (box) => touchedBySeal(page, box) || !plain.some((line) => onSameText(line.quad, box)),
  );
  return mergeReadings(plain, await readBoxes(networks, filteredPage, doubtful));
}
