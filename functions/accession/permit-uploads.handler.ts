import { routes } from "../../shared/contract/routes.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { batchStore } from "../../shared/storage/batch-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { permitChanges } from "../../shared/storage/permit-changes.ts";
import { uploadAddresses } from "../../shared/storage/upload-addresses.ts";
import { permitUploads } from "./permit-uploads.ts";

export const handler = httpHandler(routes.permitUploads, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE };
  const answer = permitUploads({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    accessions: accessionStore(documents, tables),
    batches: batchStore(documents, env.RECORDS_TABLE),
    pages: pageStore(documents, env.RECORDS_TABLE),
    changes: permitChanges(documents, tables),
    addresses: uploadAddresses(env.INTAKE_BUCKET),
    newEvent: eventIdsFrom(systemClock),
  });
  return ({ path, body, viewer, language }) => answer({ ...path, ...body, language }, viewer);
});
