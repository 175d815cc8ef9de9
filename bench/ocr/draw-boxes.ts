import sharp from "sharp";
import type { OcrLine, OcrResult } from "../../shared/domain/ocr-result.ts";

/** Width in pixels of a drawing. */
const DRAWN_WIDTH = 1240;
/** A line is drawn in the colour of the first bound its confidence does not reach. */
const COLOURS = [
  { below: 0.9, colour: "#d00000" },
  { below: 0.95, colour: "#e08000" },
  { below: Infinity, colour: "#008030" },
] as const;

/**
 * Writes a scan with the lines that were read on it, boxes and text: red below 0.9 confidence, orange below 0.95, else
 * green.
 *
 * @param scan path of an image that stands as stored.
 * @param target path of the PNG to write.
 */
export async function drawBoxes(scan: string, { lines, width, height }: OcrResult, target: string): Promise<void> {
  const drawnHeight = Math.round((DRAWN_WIDTH * height) / width);
  const shapes = lines.map((line) => lineShape(line, DRAWN_WIDTH, drawnHeight)).join("");
  const overlay = `<svg xmlns="http://www.w3.org/2000/svg" width="${DRAWN_WIDTH}" height="${drawnHeight}">${shapes}</svg>`;
  await sharp(scan)
    .autoOrient()
    .resize(DRAWN_WIDTH, drawnHeight, { fit: "fill" })
    .composite([{ input: Buffer.from(overlay) }])
    .png()
    .toFile(target);
}

function lineShape({ polygon, text, confidence }: OcrLine, width: number, height: number): string {
  const colour = COLOURS.find(({ below }) => confidence < below)?.colour ?? COLOURS[0].colour;
  const points = polygon.map(([x, y]) => `${(x * width).toFixed(1)},${(y * height).toFixed(1)}`).join(" ");
  const [x, y] = polygon[0];
  const label = `${text} ${confidence.toFixed(2)}`.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return (
    `<polygon points="${points}" fill="none" stroke="${colour}" stroke-width="1.5"/>` +
    `<text x="${(x * width).toFixed(1)}" y="${(y * height - 2).toFixed(1)}" font-size="11" fill="${colour}">${label}</text>`
  );
}
