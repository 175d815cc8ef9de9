import { systemClock } from "../../shared/runtime/clock.ts";
import { scheduleHandler } from "../../shared/runtime/schedule-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { bagStore } from "../../shared/storage/bag-store.ts";
import { catalogueStore } from "../../shared/storage/catalogue-store.ts";
import { exportStore } from "../../shared/storage/export-store.ts";
import { destructionStore } from "../../shared/storage/destruction-store.ts";
import { owedIndexing } from "../../shared/storage/owed-indexing.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { preservationStore } from "../../shared/storage/preservation-store.ts";
import { receiptStore } from "../../shared/storage/receipt-store.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";
import { reconcile } from "./reconcile.ts";

export const handler = scheduleHandler("replication/reconcile", (env) => {
  const documents = documentClient();
  const run = reconcile({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    pages: pageStore(documents, env.RECORDS_TABLE),
    owedIndexing: owedIndexing(documents, env.RECORDS_TABLE),
    ocr: workQueue(env.OCR_QUEUE_URL),
    replication: workQueue(env.REPLICATION_QUEUE_URL),
    fullText: workQueue(env.FULL_TEXT_QUEUE_URL),
    accessions: accessionStore(documents, { records: env.RECORDS_TABLE }),
    accession: workQueue(env.ACCESSION_QUEUE_URL),
    catalogues: catalogueStore(documents, env.RECORDS_TABLE),
    catalogue: workQueue(env.CATALOGUE_QUEUE_URL),
    bags: bagStore(documents, env.RECORDS_TABLE),
    bagQueue: workQueue(env.BAGS_QUEUE_URL),
    receipts: receiptStore(documents, { records: env.RECORDS_TABLE }),
    handOver: workQueue(env.HAND_OVER_QUEUE_URL),
    tests: workQueue(env.TESTS_QUEUE_URL),
    preservations: preservationStore(documents, env.RECORDS_TABLE),
    exports: exportStore(documents, { records: env.RECORDS_TABLE }),
    exporting: workQueue(env.EXPORTS_QUEUE_URL),
    lists: destructionStore(documents, { records: env.RECORDS_TABLE }),
    destructions: workQueue(env.DESTRUCTIONS_QUEUE_URL),
    clock: systemClock,
  });
  return async () => ({ reminders: await run() });
});
