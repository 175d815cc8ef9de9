import { turnRaster, type Raster } from "../../../shared/imaging/raster.ts";
import type { ReadPage } from "./describe-page.ts";
import { detectBoxes } from "./detect-boxes.ts";
import type { Networks } from "./networks.ts";
import { findOrientation } from "./page-orientation.ts";
import type { Quad } from "./quad.ts";
import { readBoxes } from "./read-boxes.ts";
import { lengthOf, type ReadLine } from "./read-line.ts";
import { findSeals, inkBands, isAllRed, isInSeal, touchedBySeal, type Seal } from "./red-ink.ts";
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
 * Reads an upright page, and again through a red filter where seals lie. The second look costs a second detection, in
 * the bands of the page that hold red ink; only lines that a seal touches, or that the first look did not find, are
 * read twice.
 */
async function readUpright(
  networks: Networks,
  page: Raster,
  boxes: readonly Quad[],
  known: ReadonlyMap<Quad, ReadLine>,
): Promise<ReadLine[]> {
  const plain = await readBoxes(networks, page, boxes, known);
  const inColumns = plain.filter(({ vertical }) => vertical).length * 2 > plain.length;
  const bands = inkBands(page);
  if (bands.length === 0) return plain;
  const filteredPage = throughRedFilter(page);
  const filtered: ReadLine[] = [];
  // A column of text goes through every band.
  for (const band of inColumns ? [undefined] : bands) {
    const doubtful = (await detectBoxes(networks, filteredPage, band)).filter(
      (box) => touchedBySeal(page, box) || !plain.some((line) => onSameText(line.quad, box)),
    );
    filtered.push(...(await readBoxes(networks, filteredPage, doubtful)));
  }
  const seals = findSeals(page);
  const merged = mergeReadings(plain, filtered);
  return merged.filter((line) => !plain.includes(line) || !isInscription(page, line, seals));
}

/** Whether a line is a scrap of the writing in a seal, which is no text of the page. */
const isInscription = (page: Raster, line: ReadLine, seals: readonly Seal[]): boolean =>
  lengthOf(line) <= LONGEST_INSCRIPTION && seals.some((seal) => isInSeal(line.quad, seal)) && isAllRed(page, line.quad);
