/**
 * What the pipeline adds, on the running one-machine host: `node bench/pipeline.ts [FOLDER] [--documents N]`. FOLDER holds
 * scans and a `manifest.json` (bench/ocr/scan-manifest.ts), the demo's unless another is named. Prints markdown.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { startStack } from "../tests/support/stack.ts";
import { readManifest } from "./ocr/scan-manifest.ts";
import { deposit } from "./pipeline/deposit.ts";
import { secondsOfOcrAlone } from "./pipeline/ocr-alone.ts";

const demoScans = path.join(import.meta.dirname, "..", "local", "demo", "scans");
const patienceSeconds = 360;
/** As many as the host runs of one function (local/wire/functions.ts). */
const ocrProcesses = Math.max(2, availableParallelism());

/** A blank page of its own size, so that no two have the same bytes: OCR is done with it in a few milliseconds. */
const blankPage = (number: number): Promise<Buffer> =>
  sharp({
    create: { width: 32 + (number % 32), height: 32 + Math.floor(number / 32), channels: 3, background: "white" },
  })
    .png()
    .toBuffer();

/** Deposits scans, then blank pages, and prints how long both took, with the ratio to the work that is there anyway. */
export const run = async (folder: string, documents: number): Promise<void> => {
  const scans = (await readManifest(folder)).map(({ file }) => path.join(folder, file));
  const ocrSeconds = await secondsOfOcrAlone(scans, ocrProcesses);
  const home = await mkdtemp(path.join(tmpdir(), "lantai-bench-"));
  const stack = await startStack(home, { demoScans: false });
  try {
    const pages = await Promise.all(scans.map((scan) => readFile(scan)));
    const read = await deposit(stack, { batch: "scans", extension: "jpg", pages }, patienceSeconds);
    const blank = await Promise.all(Array.from({ length: documents }, (_, number) => blankPage(number)));
    const kept = await deposit(stack, { batch: "blank", extension: "png", pages: blank }, patienceSeconds);
    const perSecond = (count: number, seconds: number): string => (count / seconds).toFixed(1);
    console.log("| Deposit, until all is safe in both regions | s | pages/s | beside | s | ratio |");
    console.log("|---|---|---|---|---|---|");
    console.log(
      `| ${scans.length} scans | ${read.safe.toFixed(1)} | ${perSecond(scans.length, read.safe)} | OCR alone, ${ocrProcesses} processes | ${ocrSeconds.toFixed(1)} | ${(read.safe / ocrSeconds).toFixed(2)} |`,
    );
    console.log(
      `| ${documents} blank pages | ${kept.safe.toFixed(1)} | ${perSecond(documents, kept.safe)} | their upload alone, 8 at once | ${kept.acknowledged.toFixed(1)} | ${(kept.safe / kept.acknowledged).toFixed(2)} |`,
    );
  } finally {
    await stack.stop();
    await rm(home, { recursive: true, force: true });
  }
};

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { documents: { type: "string", default: "500" } },
  });
  const documents = Number(values.documents);
  if (!Number.isSafeInteger(documents) || documents < 1) {
    console.error("usage: node bench/pipeline.ts [FOLDER] [--documents COUNT]");
    process.exit(2);
  }
  await run(positionals[0] ?? demoScans, documents);
}
