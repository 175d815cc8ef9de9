import { heldBatch, longClosedBatch } from "./accession.ts";
import { arrivedBag } from "./accession-unpack-bag.ts";
import { receivedCatalogue } from "./catalogue-import.ts";
import { askedFor } from "./export.ts";
import { dueBatch } from "./preservation.ts";
import { acceptedBatch } from "./receipts.ts";
import { longOrderedList } from "./retention-carry-out.ts";
import { keptPage } from "../kept-page.ts";
import type { Scenario, Stage } from "../stage.ts";

const reminds = async (
  stage: Stage,
  queue:
    | "ocr"
    | "replication"
    | "full-text"
    | "accession"
    | "catalogue"
    | "bags"
    | "hand-over"
    | "tests"
    | "exports"
    | "destructions",
  archivalCode: string,
): Promise<void> => {
  await stage.invoke({});
  await stage.takeFrom(queue, (body) => body.includes(archivalCode));
};

export const reconcile: Scenario = {
  function: "replication/reconcile",
  load: () => import("../../../../functions/replication/reconcile.handler.ts"),
  paths: {
    "reminds of a page that nobody read": async (stage) => {
      const { page } = await keptPage(stage);
      await reminds(stage, "ocr", page.archivalCode);
    },
    "reminds of a page that nobody copied": async (stage) => {
      const { page } = await keptPage(stage, { read: "合同" });
      await reminds(stage, "replication", page.archivalCode);
    },
    "reminds of a batch whose pages did not follow": async (stage) => {
      const { page } = await heldBatch(stage, new Date("2026-11-23T08:00:00.000Z"));
      await reminds(stage, "accession", page.batchId);
    },
    "reminds of a catalogue that was not imported": async (stage) => {
      const { batchId } = await receivedCatalogue(stage, "", new Date("2026-11-23T08:00:00.000Z"));
      await reminds(stage, "catalogue", batchId);
    },
    "reminds of a bag that was not unpacked": async (stage) => {
      const { batchId } = await arrivedBag(stage, new Date("2026-11-23T08:00:00.000Z"));
      await reminds(stage, "bags", batchId);
    },
    "reminds of a receipt that nobody issued": async (stage) => {
      const batchId = `b${stage.unique()}`;
      await acceptedBatch(stage, stage.here.archiveId, batchId);
      await reminds(stage, "hand-over", batchId);
    },
    "reminds of a batch that nobody tested": async (stage) => {
      await reminds(stage, "tests", await longClosedBatch(stage));
    },
    "reminds of what is kept that nobody tested": async (stage) => {
      const { page } = await dueBatch(stage);
      await reminds(stage, "tests", page.batchId);
    },
    "reminds of a list that nobody carries out": async (stage) => {
      await reminds(stage, "destructions", await longOrderedList(stage));
    },
    "reminds of an export that stands still": async (stage) => {
      const { exportId } = await askedFor(stage, { level: "batch", batchId: "b" });
      await reminds(stage, "exports", exportId);
    },
    "reminds of a page that the index does not follow": async (stage) => {
      const { page } = await keptPage(stage, { read: "契约" });
      await reminds(stage, "full-text", page.archivalCode);
    },
  },
};
