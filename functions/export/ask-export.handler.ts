import { randomUUID } from "node:crypto";
import { routes } from "../../shared/contract/routes.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { exportStore } from "../../shared/storage/export-store.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { askExport } from "./ask-export.ts";

export const handler = httpHandler(routes.askExport, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE };
  const answer = askExport({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    accessions: accessionStore(documents, tables),
    pages: pageStore(documents, env.RECORDS_TABLE),
    exports: exportStore(documents, tables),
    newEvent: eventIdsFrom(systemClock),
    newName: randomUUID,
  });
  return ({ path, body, language, viewer }) => answer({ ...path, ...body, language }, viewer);
});
