import type { Raster } from "../../../shared/imaging/raster.ts";
import { between, distance, holds, type Point, type Quad } from "./quad.ts";

/**
 * The detector overlooks thin marks at the ends of a line, a full stop after a gap or a 一 before the rest, and the
 * recogniser those at the very edge of what it is given. They are looked for in the pixels beyond the outermost
 * characters that were read.
 */

/** How far beyond a box is looked, in heights of the line: a full-width mark, and some of the gap before it. */
const REACH = 1.1;
/** From the middle of the outermost character to its edge, in heights of the line. */
const HALF_CHARACTER = 0.62;
/** Looks per height of the line, along and across. */
const LOOKS = 20;
/** Of the difference between paper and ink in the box, so much darker than paper is ink. */
const DARK_SHARE = 0.45;
/** A box whose ink differs less from its paper is not looked at, in levels of red. */
const LEAST_CONTRAST = 40;
/** Shares of a box's pixels, sorted by level, at which surely ink and surely paper lie. */
const [INK_AT, PAPER_AT] = [0.03, 0.6];
/** Where so much of a line's height is ink, a rule of a table stands. */
const RULE_SHARE = 0.8;
/** Less ink than this share of a square of the line's height is dust. */
const LEAST_MARK = 0.012;
/** Paper left after a mark, in heights of the line. */
const MARGIN = 0.15;

/** One end of a line as two corners, the same corners of its other end, and where its outermost character ends. */
interface LineEnd {
  readonly corners: readonly [Point, Point];
  readonly far: readonly [Point, Point];
  /** Heights of the line from the end; negative inside the box. */
  readonly start: number;
}

/**
 * A box, longer by what it takes to show marks that were not read at its ends, or undefined if none stand there. Marks
 * in red are not seen: they are a seal's.
 *
 * @param quad in reading order.
 * @param middles of the first and the last character read, as fractions of the quad's length.
 * @param others boxes that a line is not to grow into.
 */
export function withLooseEnds(
  raster: Raster,
  quad: Quad,
  middles: { first: number; last: number },
  others: readonly Quad[],
): Quad | undefined {
  const [a, b, c, d] = quad;
  const [length, height] = [distance(a, b), distance(a, d)];
  const darkness = inkLevel(raster, quad);
  if (darkness === undefined || length === 0) return undefined;
  const aspect = length / height;
  const starts = {
    before: Math.min(0, HALF_CHARACTER - middles.first * aspect),
    after: Math.min(0, HALF_CHARACTER - (1 - middles.last) * aspect),
  };
  const before = extension(raster, { corners: [a, d], far: [b, c], start: starts.before }, darkness, others);
  const after = extension(raster, { corners: [b, c], far: [a, d], start: starts.after }, darkness, others);
  if (after === 0 && before === 0) return undefined;
  const [back, on] = [-before / aspect, 1 + after / aspect];
  return [between(a, b, back), between(a, b, on), between(d, c, on), between(d, c, back)];
}

/** How far the line has to grow at an end to show its marks, in heights of the line; 0 if there are none. */
function extension(
  raster: Raster,
  { corners, far, start }: LineEnd,
  darkness: number,
  others: readonly Quad[],
): number {
  const share = distance(corners[0], corners[1]) / distance(far[0], corners[0]);
  let mass = 0;
  let reached = 0;
  for (let look = Math.ceil(start * LOOKS); look <= REACH * LOOKS; look++) {
    const beyond = 1 + (look / LOOKS) * share;
    const [above, below] = [between(far[0], corners[0], beyond), between(far[1], corners[1], beyond)];
    if (others.some((other) => holds(other, between(above, below, 0.5)))) break;
    let dark = 0;
    for (let row = 0; row < LOOKS; row++) {
      if (redAt(raster, between(above, below, (row + 0.5) / LOOKS)) < darkness) dark++;
    }
    if (dark >= RULE_SHARE * LOOKS) break;
    mass += dark / LOOKS ** 2;
    if (dark > 0) reached = look / LOOKS;
  }
  return mass < LEAST_MARK ? 0 : Math.max(0, reached) + MARGIN;
}

/** The level of red below which a pixel of a box is ink; undefined without contrast. */
function inkLevel(raster: Raster, [a, b, c, d]: Quad): number | undefined {
  const levels: number[] = [];
  const columns = Math.max(LOOKS, Math.round((distance(a, b) / Math.max(distance(a, d), 1)) * LOOKS));
  for (let column = 0; column < columns; column++) {
    const [above, below] = [between(a, b, (column + 0.5) / columns), between(d, c, (column + 0.5) / columns)];
    for (let row = 0; row < LOOKS; row++) levels.push(redAt(raster, between(above, below, (row + 0.5) / LOOKS)));
  }
  levels.sort((one, other) => one - other);
  const ink = levels[Math.floor(levels.length * INK_AT)] ?? 0;
  const paper = levels[Math.floor(levels.length * PAPER_AT)] ?? 0;
  return paper - ink < LEAST_CONTRAST ? undefined : paper - (paper - ink) * DARK_SHARE;
}

function redAt({ width, height, channels, pixels }: Raster, [x, y]: Point): number {
  if (x < 0 || y < 0 || x >= width || y >= height) return 255;
  return pixels[(Math.floor(y) * width + Math.floor(x)) * channels] ?? 255;
}
