import { copyReceipt } from "../../shared/domain/region-copy.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { pageChanges } from "../../shared/storage/page-changes.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { recordReceipt } from "./record-receipt.ts";

export const handler = queueHandler("replication/record-receipt", "commands", copyReceipt, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE, region: env.AWS_REGION };
  return recordReceipt({
    pages: pageStore(documents, env.RECORDS_TABLE),
    changes: pageChanges(documents, tables),
    newEvent: eventIdsFrom(systemClock),
  });
});
