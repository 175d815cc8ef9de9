import { routes } from "../../shared/contract/routes.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { accessionChanges } from "../../shared/storage/accession-changes.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { arrangeVendor } from "./arrange-vendor.ts";

export const handler = httpHandler(routes.arrangeVendor, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE };
  const answer = arrangeVendor({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    accessions: accessionStore(documents, tables),
    changes: accessionChanges(documents, tables),
    newEvent: eventIdsFrom(systemClock),
  });
  return ({ path, body, viewer }) => answer(path, body, viewer);
});
