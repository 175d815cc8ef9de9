import { turnRaster, type Raster } from "../../../shared/imaging/raster.ts";
import type { ReadPage } from "./describe-page.ts";
import { detectBoxes } from "./detect-boxes.ts";
import type { Networks } from "./networks.ts";
import { findOrientation } from "./page-orientation.ts";
import type { Quad } from "./quad.ts";
import { readBoxes } from "./read-boxes.ts";
import { lengthOf, type ReadLine } from "./read-line.ts";
import { bearsSeal, findSeals, isAllRed, isInSeal, touchedBySeal, type Seal } from "./red-ink.ts";
import { mergeReadings, onSameText, throughRedFilter } from "./seal-separation.ts";
import { inOneScript } from "./simplified-page.ts";

/** Around a seal's rim each character stands at another angle; a few at most are read together. */
const LONGEST_INSCRIPTION = 4;

/** Reads a page that may lie on its side or stand on its head. */
export async function readPage(networks: Networks, page: Raster): Promise<ReadPage> {
  const boxes = await detectBoxes(networks, page);
  const { rotation, readings } = await findOrientation(networks, page, boxes);
  if (rotation === 0) {
    const lines = await readUpright(networks, page, boxes, readings);
    return { lines: inOneScript(lines), width: page.width, height: page.height, rotation };
  }
  const upright = await turnRaster(page, rotation);
  const lines = await readUpright(networks, upright, await detectBoxes(networks, upright), new Map());
  return { lines: inOneScript(lines), width: upright.width, height: upright.height, rotation };
}

/**
 * Reads an upright page, and again through a red filter if it bears a seal. The second look costs a second detection,
 * but only lines that a seal touches, or that the first look did not find, are read twice. It is at the whole page:
 * looking only where ink is was faster by a tenth and overlooked lines elsewhere that the first look had not found.
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
  const merged = mergeReadings(plain, await readBoxes(networks, filteredPage, doubtful));
  const seals = findSeals(page);
  return merged.filter((line) => !plain.includes(line) || !isInscription(page, line, seals));
}

/** Whether a line is a scrap of the writing in a seal, which is no text of the page. */
const isInscription = (page: Raster, line: ReadLine, seals: readonly Seal[]): boolean =>
  lengthOf(line) <= LONGEST_INSCRIPTION && seals.some((seal) => isInSeal(line.quad, seal)) && isAllRed(page, line.quad);
