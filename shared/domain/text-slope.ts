import type { OcrLine, OcrResult } from "./ocr-result.ts";

/** A line shorter than this share of the page's longer side says little of its slope. */
const leastLength = 0.06;
/** Together the lines have to be so long, or nobody can tell. */
const leastTogether = 0.25;

type Slope = { readonly degrees: number; readonly length: number };

/** How far a line is from the nearest axis of the page: lines, columns and pages on their side alike. */
const slopeOf = ({ polygon: [from, to] }: OcrLine, width: number, height: number): Slope => {
  const [across, down] = [(to[0] - from[0]) * width, (to[1] - from[1]) * height];
  const degrees = (Math.atan2(down, across) * 180) / Math.PI;
  return { degrees: degrees - 90 * Math.round(degrees / 90), length: Math.hypot(across, down) };
};

/**
 * Degrees by which the text of a page slopes, clockwise, -45 to 45: the middle of its lines' slopes, long lines weighing more.
 * Undefined where there are too few lines to tell.
 */
export const textSlope = ({
  lines,
  width,
  height,
}: Pick<OcrResult, "lines" | "width" | "height">): number | undefined => {
  const side = Math.max(width, height);
  const slopes = lines
    .map((line) => slopeOf(line, width, height))
    .filter(({ length }) => length >= leastLength * side)
    .sort((one, other) => one.degrees - other.degrees);
  const together = slopes.reduce((sum, { length }) => sum + length, 0);
  if (together < leastTogether * side) return undefined;
  let passed = 0;
  for (const { degrees, length } of slopes) {
    passed += length;
    if (passed * 2 >= together) return Math.round(degrees * 100) / 100;
  }
  return undefined;
};
