import { routes } from "../../shared/contract/routes.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { destructionChanges } from "../../shared/storage/destruction-changes.ts";
import { destructionStore } from "../../shared/storage/destruction-store.ts";
import { catalogueStore } from "../../shared/storage/catalogue-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { freezeStore } from "../../shared/storage/freeze-store.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { scheduleStore } from "../../shared/storage/schedule-store.ts";
import { draftDestruction } from "./draft-destruction.ts";

export const handler = httpHandler(routes.draftDestruction, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE };
  const answer = draftDestruction({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    lists: destructionStore(documents, tables),
    changes: destructionChanges(documents, tables),
    schedules: scheduleStore(documents, tables),
    pages: pageStore(documents, env.RECORDS_TABLE),
    catalogues: catalogueStore(documents, env.RECORDS_TABLE),
    accessions: accessionStore(documents, tables),
    freezes: freezeStore(documents, tables),
    newEvent: eventIdsFrom(systemClock),
  });
  return ({ path, body, viewer }) => answer({ ...path, ...body }, viewer);
});
