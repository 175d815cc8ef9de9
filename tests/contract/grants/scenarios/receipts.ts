import { randomUUID } from "node:crypto";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "vitest";
import { batchAccepted, batchAcceptedSamples } from "../../../../events/batch-accepted.ts";
import { accession } from "../../../../shared/domain/accession.ts";
import { evidenceKey } from "../../../../shared/domain/evidence-key.ts";
import { accessionChanges } from "../../../../shared/storage/accession-changes.ts";
import { heldPageWrite } from "../../../../shared/storage/page-writes.ts";
import { receiptKey } from "../../../../shared/storage/record-keys.ts";
import { receiptStore } from "../../../../shared/storage/receipt-store.ts";
import { commit } from "../../../../shared/storage/transaction.ts";
import { given, keptPage } from "../kept-page.ts";
import type { Scenario, Stage } from "../stage.ts";

/** An accepted batch of an archive; it is owed a receipt. */
export const acceptedBatch = async ({ here }: Stage, archiveId: string, batchId: string): Promise<void> => {
  const event = { ...batchAccepted.parse(batchAcceptedSamples.sample), archiveId, batchId };
  const eventId = `${event.time}-${randomUUID().replaceAll("-", "").slice(0, 12)}`;
  const step = { actor: "approver", at: event.time, reason: "检测合格" };
  const batch = accession.parse({
    archiveId,
    batchId,
    accessionType: "transfer",
    from: { name: "市民政局" },
    restrictions: [],
    state: "accepted",
    custody: "holding",
    transitions: [{ to: "accepted", ...step }],
    writes: 1,
  });
  const tables = { records: here.records, history: here.history };
  await accessionChanges(here.documents, tables).move(undefined, batch, { ...event, eventId });
};
const workOn = (archiveId: string, batchId: string) => ({ detail: { archiveId, batchId } });
const issuedOf = async ({ here }: Stage, archiveId: string, batchId: string) =>
  (await receiptStore(here.documents, { records: here.records }).of(archiveId, batchId))[0]?.issued;

export const issueReceipt: Scenario = {
  function: "accession/issue-receipt",
  load: () => import("../../../../functions/accession/issue-receipt.handler.ts"),
  paths: {
    "signs for every archive that is at home here": async (stage) => {
      await stage.coldStart();
      for (const archiveId of stage.here.archiveIds) {
        const batchId = `b${stage.unique()}`;
        await acceptedBatch(stage, archiveId, batchId);
        await stage.does("hand-over", await given(stage, "hand-over", workOn(archiveId, batchId)));
        expect((await issuedOf(stage, archiveId, batchId))?.list.pages).toBe(0);
      }
    },
    "lists the pages of a batch": async (stage) => {
      const { page } = await keptPage(stage);
      await commit(stage.here.documents, [heldPageWrite(stage.here.records, page)]);
      await acceptedBatch(stage, page.archiveId, page.batchId);
      await stage.does("hand-over", await given(stage, "hand-over", workOn(page.archiveId, page.batchId)));
      expect((await issuedOf(stage, page.archiveId, page.batchId))?.list.pages).toBe(1);
    },
    "puts a message off while pages are set aside": async (stage) => {
      const { page } = await keptPage(stage, { state: "quarantined", quarantinedFrom: "kept" });
      await commit(stage.here.documents, [heldPageWrite(stage.here.records, page)]);
      await acceptedBatch(stage, page.archiveId, page.batchId);
      await stage.putsOff("hand-over", await given(stage, "hand-over", workOn(page.archiveId, page.batchId)));
    },
    "parks a message": (stage) => stage.parksWhatItCannotRead("hand-over"),
  },
};

export const getReceipt: Scenario = {
  function: "accession/get-receipt",
  load: () => import("../../../../functions/accession/get-receipt.handler.ts"),
  paths: {
    "shows a receipt": async (stage) => {
      const { archiveId, documents, records, s3, holdings } = stage.here;
      const batchId = `b${stage.unique()}`;
      const sha256 = "a".repeat(64);
      await acceptedBatch(stage, archiveId, batchId);
      const list = { mediaType: "application/x-ndjson", sha256, bytes: 0, items: 0, pages: 0, files: 0, fileBytes: 0 };
      const at = "2026-11-23T08:00:00.000Z";
      const record = { archiveId, batchId, decision: "accepted", owedSince: at, issued: { at, sha256, list } };
      await commit(documents, [
        { Put: { TableName: records, Item: { ...receiptKey(archiveId, batchId, "accepted"), record } } },
      ]);
      const Bucket = holdings.replace("holdings", "evidence");
      for (const kind of ["receipt", "receipt-list"] as const)
        await s3.send(new PutObjectCommand({ Bucket, Key: evidenceKey(archiveId, kind, sha256), Body: "a.b.c" }));
      const answer = (await stage.asks({ path: { archiveId, batchId } })) as { receipts: { issued: Issued }[] };
      expect(answer.receipts[0]?.issued.jws).toBe("a.b.c");
      // Whoever follows the address does so with the function's own permission.
      expect((await fetch(answer.receipts[0]!.issued.list.address)).status).toBe(200);
    },
  },
};
type Issued = { readonly jws: string; readonly list: { readonly address: string } };
