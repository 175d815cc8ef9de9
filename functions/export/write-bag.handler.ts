import { tmpdir } from "node:os";
import { recordKinds } from "../../shared/catalogue/kinds.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { catalogueStore } from "../../shared/storage/catalogue-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { earlierHistories } from "../../shared/storage/earlier-histories.ts";
import { evidenceIn } from "../../shared/storage/evidence.ts";
import { exportObjectsIn } from "../../shared/storage/export-objects.ts";
import { exportStore } from "../../shared/storage/export-store.ts";
import { historyStore } from "../../shared/storage/history.ts";
import { holdingsIn } from "../../shared/storage/holdings.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { receiptStore } from "../../shared/storage/receipt-store.ts";
import { itemsOfVolumes } from "../../shared/storage/volume-items.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";
import { exportWork } from "./export-work.ts";
import { planBag } from "./plan-bag.ts";
import { writeExport } from "./write-bag.ts";
import { partsPerMark, writeSlice } from "./write-slice.ts";

export const handler = queueHandler("export/write-bag", "events", exportWork, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE };
  const common = {
    region: env.AWS_REGION,
    archiveNames: env.ARCHIVE_NAMES,
    accessions: accessionStore(documents, tables),
    pages: pageStore(documents, env.RECORDS_TABLE),
    catalogues: catalogueStore(documents, env.RECORDS_TABLE),
    volumes: itemsOfVolumes(documents, env.RECORDS_TABLE),
    kinds: recordKinds,
    history: historyStore(documents, env.HISTORY_TABLE),
    earlier: earlierHistories(documents, { records: env.RECORDS_TABLE }),
    receipts: receiptStore(documents, { records: env.RECORDS_TABLE }),
    evidence: evidenceIn(env.EVIDENCE_BUCKET),
    holdings: holdingsIn(env.HOLDINGS_BUCKET),
    exports: exportStore(documents, tables),
    objects: exportObjectsIn(env.EXPORTS_BUCKET),
    clock: systemClock,
    temporaryFolder: tmpdir(),
    partsPerMark,
  };
  return writeExport({
    ...common,
    plan: planBag(common),
    writeSlice: writeSlice(common),
    queue: workQueue(env.EXPORTS_QUEUE_URL),
    proof: workQueue(env.PROOF_QUEUE_URL),
    newEvent: eventIdsFrom(systemClock),
    sliceSeconds: env.SLICE_SECONDS,
  });
});
