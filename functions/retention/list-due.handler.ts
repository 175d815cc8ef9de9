import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { catalogueStore } from "../../shared/storage/catalogue-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { dueItems } from "../../shared/storage/due-items.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { scheduleStore } from "../../shared/storage/schedule-store.ts";
import { listDue } from "./list-due.ts";

export const handler = httpHandler(routes.listDue, (env) => {
  const documents = documentClient();
  const answer = listDue({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    due: dueItems(documents, env.RECORDS_TABLE),
    schedules: scheduleStore(documents, { records: env.RECORDS_TABLE }),
    pages: pageStore(documents, env.RECORDS_TABLE),
    catalogues: catalogueStore(documents, env.RECORDS_TABLE),
    accessions: accessionStore(documents, { records: env.RECORDS_TABLE }),
  });
  return ({ path, query, viewer }) => answer({ ...path, ...query }, viewer);
});
