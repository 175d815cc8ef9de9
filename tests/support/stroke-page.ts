import sharp from "sharp";
import type { Raster } from "../../shared/imaging/raster.ts";

/** Capital letters and digits as strokes on a grid of 4 × 6: a test page needs no font on the machine. */
const STROKES: Readonly<Record<string, string>> = {
  A: "M0 6L2 0L4 6M0.8 4H3.2",
  E: "M4 0H0V6H4M0 3H3",
  F: "M4 0H0V6M0 3H3",
  H: "M0 0V6M4 0V6M0 3H4",
  I: "M2 0V6",
  K: "M0 0V6M4 0L0 3L4 6",
  L: "M0 0V6H4",
  M: "M0 6V0L2 3L4 0V6",
  N: "M0 6V0L4 6V0",
  T: "M0 0H4M2 0V6",
  "1": "M1 1.5L2.5 0V6M1 6H4",
  "4": "M3 6V0L0 4H4",
  "7": "M0 0H4L1.5 6",
  "9": "M4 2H0V0H4V6H0",
};

export interface PlacedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

const CAPITAL_HEIGHT = 30;
const UNIT = CAPITAL_HEIGHT / 6;
const ADVANCE = 5.5 * UNIT;

/** Where a placed text stands, in pixels. */
export const extentOf = ({ text, x, y }: PlacedText) => ({
  left: x,
  top: y,
  right: x + text.length * ADVANCE - 1.5 * UNIT,
  bottom: y + CAPITAL_HEIGHT,
});

/** A white page with texts drawn on it in black. */
export async function strokePage(width: number, height: number, texts: readonly PlacedText[]): Promise<Raster> {
  const glyphs = texts.flatMap(({ text, x, y }) =>
    Array.from(text).map((character, index) => {
      const place = `translate(${x + index * ADVANCE} ${y}) scale(${UNIT})`;
      return `<path transform="${place}" d="${STROKES[character] ?? ""}"/>`;
    }),
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="white"/>
    <g fill="none" stroke="black" stroke-width="0.75" stroke-linecap="round" stroke-linejoin="round">${glyphs.join("")}</g></svg>`;
  const pixels = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer();
  return { width, height, channels: 3, pixels };
}
