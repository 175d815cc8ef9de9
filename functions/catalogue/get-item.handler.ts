import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { catalogueStore } from "../../shared/storage/catalogue-store.ts";
import { declaredClassifications } from "../../shared/storage/declared-classifications.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { scheduleStore } from "../../shared/storage/schedule-store.ts";
import { getItem } from "./get-item.ts";

export const handler = httpHandler(routes.getItem, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE };
  const answer = getItem({
    region: env.AWS_REGION,
    pages: pageStore(documents, env.RECORDS_TABLE),
    schedules: scheduleStore(documents, tables),
    accessions: accessionStore(documents, tables),
    archives: env.ARCHIVES,
    catalogues: catalogueStore(documents, env.RECORDS_TABLE),
    declared: declaredClassifications(documents, env.RECORDS_TABLE),
  });
  return ({ path, viewer }) => answer(path, viewer);
});
