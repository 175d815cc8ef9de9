import type { Raster } from "../../../shared/imaging/raster.ts";
import { centre, holds, type Quad } from "./quad.ts";
import { sureLength, type ReadLine } from "./read-line.ts";

/**
 * Seals are stamped over the text they certify. Through a red filter (the red channel alone) vermilion is as bright as
 * paper, and the black text beneath is free to be read; red headings vanish with it and are kept from the plain reading.
 */

/** By how many certain characters the plain reading must beat the filtered one to be kept where both read something. */
const PLAIN_LEAD = 0.35;

/** The page as seen through a red filter, grey. */
export function throughRedFilter({ width, height, channels, pixels }: Raster): Raster {
  const grey = new Uint8Array(width * height);
  for (let cell = 0; cell < grey.length; cell++) grey[cell] = pixels[cell * channels] ?? 0;
  return { width, height, channels: 1, pixels: grey };
}

/** Whether two quads are on the same text: the middle of one lies in the other. */
export const onSameText = (a: Quad, b: Quad): boolean => holds(b, centre(a)) || holds(a, centre(b));

/**
 * One reading from two of the same page. Where both read something the filtered one wins, unless the plain one is
 * ahead by a third of a character in sure characters (text × confidence): there the filter took red text away.
 */
export function mergeReadings(plain: readonly ReadLine[], filtered: readonly ReadLine[]): ReadLine[] {
  const beaten = new Set<ReadLine>();
  const kept = plain.filter((line) => {
    const rivals = filtered.filter((other) => onSameText(line.quad, other.quad));
    if (rivals.length === 0) return true;
    const wins = sureLength(line) > rivals.reduce((sum, rival) => sum + sureLength(rival), 0) + PLAIN_LEAD;
    if (wins) rivals.forEach((rival) => beaten.add(rival));
    return wins;
  });
  return [...kept, ...filtered.filter((line) => !beaten.has(line))];
}
