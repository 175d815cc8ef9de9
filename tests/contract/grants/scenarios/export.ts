import { createHash, randomUUID } from "node:crypto";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "vitest";
import type * as z from "zod";
import { batchClosed, batchClosedSamples } from "../../../../events/batch-closed.ts";
import type { exportAnswer } from "../../../../shared/contract/export-routes.ts";
import type { ExportTarget } from "../../../../shared/contract/exports.ts";
import { accession } from "../../../../shared/domain/accession.ts";
import { askedExport, plannedAs, readyAs, type ExportJob } from "../../../../shared/domain/export-job.ts";
import { exportedBagKey, exportWorkKey } from "../../../../shared/domain/export-key.ts";
import { originalKey } from "../../../../shared/domain/holdings-key.ts";
import { evidenceKey } from "../../../../shared/domain/evidence-key.ts";
import { accessionChanges } from "../../../../shared/storage/accession-changes.ts";
import { exportStore } from "../../../../shared/storage/export-store.ts";
import { heldPageWrite } from "../../../../shared/storage/page-writes.ts";
import { describedKey, descriptionKey, earlierHistoryKey, receiptKey } from "../../../../shared/storage/record-keys.ts";
import { commit } from "../../../../shared/storage/transaction.ts";
import { given, keptPage, putBytes, type KeptPage } from "../kept-page.ts";
import type { Scenario, Stage } from "../stage.ts";

const moment = "2026-11-23T08:00:00.000Z";
const digestOf = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");
const exportsBucket = ({ here }: Stage): string => here.holdings.replace("holdings", "exports");
const evidenceBucket = ({ here }: Stage): string => here.holdings.replace("holdings", "evidence");

/** The batch of a page, tested and closed, with a receipt, a report and a description. */
const closedBatch = async (stage: Stage, { page }: KeptPage): Promise<void> => {
  const { documents, records, history, s3 } = stage.here;
  const { archiveId, batchId, archivalCode } = page;
  const text = `evidence ${batchId}`;
  const sha256 = digestOf(text);
  const Bucket = evidenceBucket(stage);
  for (const Key of [
    ...(["receipt", "receipt-list", "report", "report-document", "report-picture", "earlier-history"] as const).map(
      (kind) => evidenceKey(archiveId, kind, sha256),
    ),
  ])
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: text }));
  const event = { ...batchClosed.parse(batchClosedSamples.sample), archiveId, batchId };
  const eventId = `${event.time}-${randomUUID().replaceAll("-", "").slice(0, 12)}`;
  const batch = accession.parse({
    ...{ archiveId, batchId, accessionType: "transfer", from: { name: "市民政局" }, restrictions: [] },
    ...{ state: "accepted", custody: "holding", writes: 1 },
    tests: {
      ...{ outcome: "passed", against: [] },
      report: { json: sha256, pdf: sha256, svg: sha256, signature: "a.b.c" },
    },
    transitions: [{ to: "closed", actor: "clerk", at: moment, reason: "清点完毕" }],
  });
  await accessionChanges(documents, { records, history }).move(undefined, batch, { ...event, eventId });
  const list = { mediaType: "application/x-ndjson", sha256, bytes: 0, items: 0, pages: 0, files: 0, fileBytes: 0 };
  const receipt = { archiveId, batchId, decision: "accepted", owedSince: moment, issued: { at: moment, sha256, list } };
  const unit = { archiveId, level: "item" as const, archivalCode };
  const importId = `2026-11-23T08:00:00Z-${"0".repeat(16)}`;
  const described = {
    description: { ...unit, title: "登记表", fields: {} },
    ...{ batchId, importId, row: 2, describedAt: moment, revision: 1, writes: 1 },
    seen: { importId, row: 2, is: "added" },
  };
  const earlier = {
    ...{ archiveId, archivalCode, batchId, sha256, bytes: text.length, keeper: "640100", events: 1, files: 0 },
    ...{ filesSha256: sha256, actor: "depositor", receivedAt: moment },
  };
  await commit(documents, [
    { Put: { TableName: records, Item: { ...earlierHistoryKey(archiveId, archivalCode, sha256), record: earlier } } },
    heldPageWrite(records, page),
    { Put: { TableName: records, Item: { ...receiptKey(archiveId, batchId, "accepted"), record: receipt } } },
    { Put: { TableName: records, Item: { ...descriptionKey(unit), record: described } } },
    { Put: { TableName: records, Item: { ...describedKey(archiveId, batchId, "item", archivalCode), archivalCode } } },
  ]);
};

const tell = async ({ here }: Stage, job: ExportJob): Promise<void> => {
  const { archiveId, exportId, actor, reason } = job;
  const eventId = `${moment}-${randomUUID().replaceAll("-", "").slice(0, 12)}`;
  const store = exportStore(here.documents, { records: here.records, history: here.history });
  await store.tell(undefined, job, {
    ...{ type: "export-asked", eventId, time: moment, archiveId, exportId, actor, reason },
    volume: "J019-ZY·TD·2001·Y-007",
  });
};
/** An export that somebody asked for long ago. */
export const askedFor = async (stage: Stage, of: ExportTarget): Promise<ExportJob> => {
  const { archiveId } = stage.here;
  const exportId = randomUUID();
  const job = askedExport({ archiveId, exportId, of, actor: "person", reason: "省馆备查", askedAt: moment });
  await tell(stage, job);
  return job;
};
const planned = (job: ExportJob, digest: string) =>
  plannedAs(job, {
    ...{ at: moment, payload: digest, tags: digest, tagBytes: digest, items: 1, files: 0, payloadBytes: 0 },
    ...{ batches: [], uploadId: "gone", partBytes: 16 * 1024 ** 2 },
  });

const works = async (stage: Stage, { archiveId, exportId }: ExportJob): Promise<ExportJob> => {
  await stage.does("exports", await given(stage, "exports", { detail: { archiveId, exportId } }));
  const { documents, records } = stage.here;
  return (await exportStore(documents, { records }).get(archiveId, exportId))!;
};
const itemOf = ({ page: { archivalCode } }: KeptPage): ExportTarget => ({ level: "item", archivalCode });

export const writeBag: Scenario = {
  function: "export/write-bag",
  load: () => import("../../../../functions/export/write-bag.handler.ts"),
  variables: () => ({ SLICE_SECONDS: "0" }),
  paths: {
    "writes the bag of a batch, with receipt, report, description and what earlier keepers told": async (stage) => {
      const kept = await keptPage(stage);
      await closedBatch(stage, kept);
      const job = await askedFor(stage, { level: "batch", batchId: kept.page.batchId });
      expect(await works(stage, job)).toMatchObject({ state: "ready", plan: { files: 1 } });
    },
    "looks for the items of a volume": async (stage) => {
      const job = await askedFor(stage, { level: "volume", archivalCode: "J019-ZY·TD·2001·Y-007" });
      expect(await works(stage, job)).toMatchObject({ failure: { code: "nothing-to-export" } });
    },
    "hands on the rest of a large bag": async (stage) => {
      const bytes = Buffer.alloc(17 * 1024 ** 2, stage.unique());
      const sha256 = digestOf(bytes);
      const file = { sha256, mediaType: "image/png" as const, bytes: bytes.length, pageInFile: 1, pageCount: 1 };
      const kept = await keptPage(stage, { file });
      await putBytes(stage.here, originalKey(kept.page.archiveId, sha256), bytes);
      const job = await askedFor(stage, itemOf(kept));
      expect(await works(stage, job)).toMatchObject({ state: "writing", parts: 1 });
      await stage.takeFrom("exports", (body) => body.includes(job.exportId));
      expect(await works(stage, job)).toMatchObject({ state: "ready" });
    },
    "gives a bag up whose bytes are not what they were, and has them read again": async (stage) => {
      const kept = await keptPage(stage);
      await putBytes(stage.here, kept.original, Buffer.alloc(kept.bytes.length, 1));
      expect(await works(stage, await askedFor(stage, itemOf(kept)))).toMatchObject({
        failure: { code: "bytes-rotten" },
      });
      await stage.takeFrom("proof", (body) => body.includes(kept.page.archivalCode));
    },
    "knows that bytes are not there": async (stage) => {
      const kept = await keptPage(stage);
      await stage.here.s3.send(new DeleteObjectCommand({ Bucket: stage.here.holdings, Key: kept.original }));
      expect(await works(stage, await askedFor(stage, itemOf(kept)))).toMatchObject({
        failure: { code: "bytes-missing" },
      });
    },
    "knows that what it stored was removed": async (stage) => {
      const { archiveId } = stage.here;
      const exportId = randomUUID();
      const of = { level: "batch" as const, batchId: "b" };
      const asked = askedExport({ archiveId, exportId, of, actor: "person", reason: "x", askedAt: moment });
      const empty = digestOf("");
      await stage.here.s3.send(
        new PutObjectCommand({
          Bucket: exportsBucket(stage),
          Key: exportWorkKey(archiveId, exportId, empty),
          Body: "",
        }),
      );
      await tell(stage, planned(asked, empty));
      expect(await works(stage, asked)).toMatchObject({ failure: { code: "upload-gone" } });
    },
    "parks a message": (stage) => stage.parksWhatItCannotRead("exports"),
  },
};

export const askExport: Scenario = {
  function: "export/ask-export",
  load: () => import("../../../../functions/export/ask-export.handler.ts"),
  paths: {
    "asks for the export of an item": async (stage) => {
      const of = itemOf(await keptPage(stage));
      const answer = await stage.asks({ path: { archiveId: stage.here.archiveId }, body: { of, reason: "省馆备查" } });
      expect(answer).toMatchObject({ state: "asked", of });
    },
  },
};

export const getExport: Scenario = {
  function: "export/get-export",
  load: () => import("../../../../functions/export/get-export.handler.ts"),
  paths: {
    "links to a bag": async (stage) => {
      const { archiveId, s3 } = stage.here;
      const exportId = randomUUID();
      const of = { level: "batch" as const, batchId: "b" };
      const asked = askedExport({ archiveId, exportId, of, actor: "person", reason: "x", askedAt: moment });
      const { plan, ...rest } = planned(asked, digestOf(""));
      const later = { ...plan!, at: new Date().toISOString() };
      const ready = readyAs({ ...rest, plan: later }, later, { at: moment, bytes: 3, manifestSha256: digestOf("") });
      await tell(stage, ready);
      await s3.send(
        new PutObjectCommand({ Bucket: exportsBucket(stage), Key: exportedBagKey(archiveId, exportId), Body: "tar" }),
      );
      const answer = (await stage.asks({ path: { archiveId, exportId } })) as Answer;
      // Whoever follows the link does so with the function's own permission.
      expect(await (await fetch(answer.bag!.url)).text()).toBe("tar");
    },
  },
};
type Answer = z.output<typeof exportAnswer>;
