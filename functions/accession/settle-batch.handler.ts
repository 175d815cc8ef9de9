import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { standingChanges } from "../../shared/storage/standing-changes.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";
import { batchWork } from "./batch-work.ts";
import { settleBatch } from "./settle-batch.ts";

export const handler = queueHandler("accession/settle-batch", "events", batchWork, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE, region: env.AWS_REGION };
  return settleBatch({
    accessions: accessionStore(documents, tables),
    pages: pageStore(documents, env.RECORDS_TABLE),
    changes: standingChanges(documents, tables),
    queue: workQueue(env.ACCESSION_QUEUE_URL),
    newEvent: eventIdsFrom(systemClock),
    clock: systemClock,
  });
});
