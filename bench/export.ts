/**
 * Exports batches of several sizes: `node bench/export.ts [--items N,N,…] [--megabytes N]`. The function runs as it is deployed, in
 * a process of its own, over stand-ins for S3 and DynamoDB in this one; says how much memory it held at most, and how fast it wrote.
 * Prints markdown; how far it has come goes to standard error.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import path from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import { pageAccepted, pageAcceptedSamples } from "../events/page-accepted.ts";
import { bucketName } from "../shared/contract/names.ts";
import { openAccession } from "../shared/domain/accession.ts";
import { askedExport } from "../shared/domain/export-job.ts";
import { originalKey } from "../shared/domain/holdings-key.ts";
import { page } from "../shared/domain/page.ts";
import { accessionChanges } from "../shared/storage/accession-changes.ts";
import { documentClient } from "../shared/storage/documents.ts";
import { exportStore } from "../shared/storage/export-store.ts";
import { eventWrite } from "../shared/storage/history.ts";
import { itemCopyWrite } from "../shared/storage/item-writes.ts";
import { heldPageWrite, pageWrites } from "../shared/storage/page-writes.ts";
import { commit } from "../shared/storage/transaction.ts";
import { ACCOUNT, HISTORY_TABLE, queueUrl, RECORDS_TABLE } from "../tests/support/cloud.ts";

const region = "cn-north-1";
const archiveId = "440100";
const moment = "2026-11-23T08:00:00.000Z";
const tables = { records: RECORDS_TABLE, history: HISTORY_TABLE, region };

const { values } = parseArgs({
  options: { items: { type: "string", default: "40,400" }, megabytes: { type: "string", default: "1" } },
});
const sizes = values.items.split(",").map(Number);
const bytesOfPage = Number(values.megabytes) * 1024 ** 2;

/** The stand-ins in a thread of their own, so that the function that is waited for finds them answering. */
const services = new Worker(new URL("export/stand-ins.ts", import.meta.url));
const url = await new Promise<string>((resolve, reject) => {
  services.once("message", (said: unknown) => resolve(z.string().parse(said)));
  services.once("error", reject);
});

const client = { region, endpoint: url, credentials: { accessKeyId: "bench", secretAccessKey: "secret" } };
const s3 = new S3Client(client);
const documents = documentClient(new DynamoDBClient(client));
const said = (number: number) => ({
  eventId: `${moment}-${String(number).padStart(12, "0")}`,
  time: moment,
});
let events = 0;

/** A batch of so many items of one page each, none like another. */
const seed = async (batchId: string, items: number): Promise<void> => {
  const terms = { accessionType: "transfer" as const, from: { name: "市民政局" }, restrictions: [] };
  const step = { actor: "clerk", at: moment, reason: "2026 年移交" };
  const opened = openAccession(undefined, { archiveId, batchId, ...terms }, step);
  if (!opened.ok) throw new Error(opened.why);
  const event = { ...said((events += 1)), archiveId, actor: "clerk", batchId, reason: step.reason };
  const closed = { ...opened.after, state: "closed" as const };
  await accessionChanges(documents, tables).move(undefined, closed, { type: "batch-closed", ...event });
  for (let number = 1; number <= items; number += 1) {
    const archivalCode = `J019-ZY·TD·2001·Y-${batchId}-${String(number).padStart(5, "0")}`;
    const bytes = Buffer.alloc(bytesOfPage, number % 251);
    bytes.write(archivalCode);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const Bucket = bucketName("holdings", ACCOUNT, region);
    await s3.send(new PutObjectCommand({ Bucket, Key: originalKey(archiveId, sha256), Body: bytes }));
    const kept = page.parse({
      ...{ archiveId, archivalCode, page: 1, homeRegion: region, batchId, state: "kept", version: 1, revision: 1 },
      ...{ writes: 1, acceptedAt: moment, reading: { state: "pending" }, replicas: [] },
      file: { sha256, mediaType: "image/jpeg", bytes: bytes.length, pageInFile: 1, pageCount: 1 },
      arrival: { key: `${archiveId}/${batchId}/${archivalCode}/001.jpg`, sequencer: "01", at: moment },
    });
    const item = { archiveId, archivalCode, homeRegion: region, title: archivalCode, fonds: "J019" };
    const accepted = { ...pageAccepted.parse(pageAcceptedSamples.sample), ...said((events += 1)), archiveId, batchId };
    await commit(documents, [
      ...pageWrites(RECORDS_TABLE, region, { before: undefined, after: kept }, moment),
      heldPageWrite(RECORDS_TABLE, kept),
      itemCopyWrite(RECORDS_TABLE, { ...item, firstAcceptedAt: moment, pages: 1 }, 1),
      eventWrite(HISTORY_TABLE, { ...accepted, archivalCode, sha256 }),
    ]);
    if (number % 100 === 0) console.error(`${batchId}: ${number}/${items} items are there`);
  }
};

const measured = z.object({ seconds: z.number(), before: z.number(), peak: z.number() });

const exported = (exportId: string): z.infer<typeof measured> => {
  const bucket = (purpose: "holdings" | "evidence" | "exports") => bucketName(purpose, ACCOUNT, region);
  const { stdout, stderr, status } = spawnSync(process.execPath, [path.join(import.meta.dirname, "export/worker.ts")], {
    encoding: "utf8",
    env: {
      ...process.env,
      ...{ AWS_REGION: region, AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: "bench", AWS_SECRET_ACCESS_KEY: "secret" },
      ...{ RECORDS_TABLE, HISTORY_TABLE, HOLDINGS_BUCKET: bucket("holdings"), EVIDENCE_BUCKET: bucket("evidence") },
      ...{ EXPORTS_BUCKET: bucket("exports"), ARCHIVE_NAMES: "{}", SLICE_SECONDS: "36000" },
      ...{ EXPORTS_QUEUE_URL: queueUrl(region, "exports"), PROOF_QUEUE_URL: queueUrl(region, "proof") },
      ...{ POWERTOOLS_LOG_LEVEL: "SILENT", EXPORT_WORK: JSON.stringify({ archiveId, exportId }) },
    },
  });
  if (status !== 0) throw new Error(stderr);
  return measured.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
};

const megabytes = (bytes: number): string => (bytes / 1024 ** 2).toFixed(0);

console.log("| items | bag, MiB | peak memory of the function, MiB | of that before it began, MiB | MiB/s |");
console.log("| ----: | -------: | -------------------------------: | ---------------------------: | ----: |");
const exports = exportStore(documents, tables);
for (const [at, items] of sizes.entries()) {
  const batchId = String(at + 1).padStart(3, "0");
  await seed(batchId, items);
  const exportId = `bench-export-${batchId}`;
  const of = { level: "batch" as const, batchId };
  const job = askedExport({ archiveId, exportId, of, actor: "bench", reason: "bench", askedAt: moment });
  const event = { ...said((events += 1)), archiveId, exportId, actor: "bench", batchId, reason: "bench" };
  await exports.tell(undefined, job, { type: "export-asked", ...event });
  const { seconds, before, peak } = exported(exportId);
  const { bag, state } = (await exports.get(archiveId, exportId)) ?? {};
  if (bag === undefined) throw new Error(`the export is ${state ?? "gone"}`);
  const cells = [items, megabytes(bag.bytes), megabytes(peak), megabytes(before), megabytes(bag.bytes / seconds)];
  console.log(`| ${cells.join(" | ")} |`);
}
await services.terminate();
process.exit(0);
