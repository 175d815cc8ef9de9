import type { PageRotation } from "../../../shared/domain/ocr-result.ts";
import type { Raster } from "../../../shared/imaging/raster.ts";
import { isColumn } from "./crop-line.ts";
import type { Networks } from "./networks.ts";
import { distance, startingAt, type Quad } from "./quad.ts";
import { readCrop, readLine } from "./read-boxes.ts";
import { sureLength, textOf, type ReadLine } from "./read-line.ts";
import { restackColumn } from "./restack-column.ts";

/**
 * Which way up a page stands, by reading a few of its longest lines: upside down, the network reads next to nothing
 * (measured: 0 to 5 % of the characters of any page, worst photocopies included). On an upright page the lines are
 * read anyway, and their readings are handed on.
 */

/** How many lines are read to decide. */
const SAMPLE = 4;
/** A sample read this surely is not tried upside down, unless it is so short that chance could have written it. */
const CERTAIN = 0.8;
const SHORTEST_PROOF = 8;
/** By how much the upside-down reading must win. */
const REVERSAL_FACTOR = 1.5;
const REVERSAL_LEAD = 2;
/** Restacked, a column keeps this share of what was surely read, a row less (measured: over 0.95 and under 0.3). */
const COLUMN_SHARE = 0.6;
/** Characters that are restacked: enough to tell, few enough not to cost. */
const RESTACKED = 12;

export interface PageOrientation {
  readonly rotation: PageRotation;
  /** Lines read on the way, by box; of use only where `rotation` is 0. */
  readonly readings: ReadonlyMap<Quad, ReadLine>;
}

export async function findOrientation(
  networks: Networks,
  page: Raster,
  boxes: readonly Quad[],
): Promise<PageOrientation> {
  const tall = totalLength(boxes.filter(isColumn)) * 2 > totalLength(boxes);
  const sample = boxes
    .filter((box) => isColumn(box) === tall)
    .toSorted((a, b) => longerSide(b) - longerSide(a))
    .slice(0, SAMPLE);
  const forwards: ReadLine[] = [];
  const backwards: ReadLine[] = [];
  const readings = new Map<Quad, ReadLine>();
  for (const box of sample) {
    const line = await readLine(networks, page, tall ? startingAt(box, 1) : box, tall);
    readings.set(box, line);
    forwards.push(line);
  }
  if (!isProven(forwards)) {
    for (const box of sample) backwards.push(await readLine(networks, page, startingAt(box, tall ? 3 : 2), tall));
  }
  const reversed = totalSureLength(backwards) > totalSureLength(forwards) * REVERSAL_FACTOR + REVERSAL_LEAD;
  const inColumns = await standsInColumns(networks, page, reversed ? backwards : forwards);
  return { rotation: rotationOf({ tall, reversed, inColumns }), readings };
}

/**
 * Text runs right (0°), down, left or up on the page as stored; on an upright page rows run right and columns down.
 */
export function rotationOf(text: { tall: boolean; reversed: boolean; inColumns: boolean }): PageRotation {
  const direction = (text.tall ? 1 : 0) + (text.reversed ? 2 : 0);
  const quarterTurns = ((text.inColumns ? 1 : 0) - direction + 4) % 4;
  return ([0, 90, 180, 270] as const)[quarterTurns] ?? 0;
}

function isProven(lines: readonly ReadLine[]): boolean {
  const characters = lines.flatMap((line) => line.characters);
  const sure = characters.reduce((sum, { confidence }) => sum + confidence, 0);
  return characters.length >= SHORTEST_PROOF && sure >= CERTAIN * characters.length;
}

const HAN = /\p{Script=Han}/gu;

/** Whether characters stand upright one below the other. Only Chinese is written so. */
async function standsInColumns(networks: Networks, page: Raster, lines: readonly ReadLine[]): Promise<boolean> {
  const line = lines.toSorted((a, b) => hanCount(b) - hanCount(a))[0];
  if (!line || hanCount(line) * 2 < line.characters.length) return false;
  const start = { ...line, characters: line.characters.slice(0, RESTACKED) };
  const restacked = await readCrop(networks, restackColumn(page, start));
  return sureLength(restacked) > sureLength(start) * COLUMN_SHARE;
}

const hanCount = (line: ReadLine): number => textOf(line).match(HAN)?.length ?? 0;

const longerSide = (box: Quad): number => Math.max(distance(box[0], box[1]), distance(box[0], box[3]));

const totalLength = (boxes: readonly Quad[]): number => boxes.reduce((sum, box) => sum + longerSide(box), 0);

const totalSureLength = (lines: readonly ReadLine[]): number => lines.reduce((sum, line) => sum + sureLength(line), 0);
