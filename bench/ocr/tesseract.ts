import { join } from "node:path";
import sharp from "sharp";
import type { PlacedText } from "./score-page.ts";
import { timedProgram } from "./timed-program.ts";

/** Text as a peer read it, in pieces with their places, in reading order, and what that cost. */
export type PeerReading = { readonly pieces: readonly PlacedText[]; readonly cpuSeconds: number };

/** Columns of tesseract's TSV. */
const WORD = "5";
/** Scans that are narrower are enlarged: tesseract wants about 300 dots an inch. */
const WANTED_WIDTH = 2_480;

/**
 * What helps tesseract on these scans: seals taken out by looking through a red filter, the paper's shade divided out, grey
 * stretched from black to white, and small scans enlarged.
 */
export async function prepareScan(scan: string, folder: string): Promise<{ path: string; cpuSeconds: number }> {
  const before = process.cpuUsage();
  const { width } = await sharp(scan).metadata();
  const red = sharp(scan).autoOrient().extractChannel("red");
  const enlarged = width < WANTED_WIDTH ? red.resize({ width: WANTED_WIDTH, kernel: "cubic" }) : red;
  const { data, info } = await enlarged.raw().toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: 1 as const };
  const paper = await sharp(data, { raw }).median(3).blur(40).raw().toBuffer({ resolveWithObject: true });
  const flat = Buffer.alloc(data.length);
  for (let at = 0; at < data.length; at += 1) {
    const shade = paper.data[at * paper.info.channels] ?? 255;
    flat[at] = Math.min(255, Math.round((255 * (data[at * info.channels] ?? 0)) / Math.max(1, shade)));
  }
  const path = join(folder, "prepared.png");
  await sharp(flat, { raw }).normalise({ lower: 1, upper: 60 }).png({ compressionLevel: 1 }).toFile(path);
  const { user, system } = process.cpuUsage(before);
  return { path, cpuSeconds: (user + system) / 1e6 };
}

/**
 * Reads a scan with native tesseract. Its words are given one by one, since its lines run through the cells of a table.
 */
export async function readWithTesseract(scan: string, language: "chi_sim" | "eng"): Promise<PeerReading> {
  const { width, height } = await sharp(scan).metadata();
  const { output, cpuSeconds } = await timedProgram("tesseract", [
    scan,
    "-",
    "--dpi",
    "300",
    "-l",
    language,
    "--psm",
    "3",
    "tsv",
  ]);
  const pieces = output
    .split("\n")
    .map((row) => row.split("\t"))
    .filter(([level]) => level === WORD)
    .map(([, , , , , , left, top, wide, high, , text = ""]) => {
      const [x0, y0] = [Number(left) / width, Number(top) / height];
      const [x1, y1] = [x0 + Number(wide) / width, y0 + Number(high) / height];
      const polygon: PlacedText["polygon"] = [
        [x0, y0],
        [x1, y0],
        [x1, y1],
        [x0, y1],
      ];
      return { text, polygon, confidence: 1 };
    });
  return { pieces, cpuSeconds };
}
