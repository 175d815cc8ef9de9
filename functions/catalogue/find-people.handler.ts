import { KMSClient } from "@aws-sdk/client-kms";
import { routes } from "../../shared/contract/routes.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { catalogueStore } from "../../shared/storage/catalogue-store.ts";
import { declaredClassifications } from "../../shared/storage/declared-classifications.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { historyChanges } from "../../shared/storage/history.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { peopleKeys } from "../../shared/storage/people-keys.ts";
import { peopleStore } from "../../shared/storage/people-store.ts";
import { findPeople } from "./find-people.ts";

export const handler = httpHandler(routes.findPeople, (env) => {
  const documents = documentClient();
  const answer = findPeople({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    keys: peopleKeys(new KMSClient({}), documents, env.RECORDS_TABLE),
    people: peopleStore(documents, env.RECORDS_TABLE),
    catalogues: catalogueStore(documents, env.RECORDS_TABLE),
    accessions: accessionStore(documents, { records: env.RECORDS_TABLE }),
    pages: pageStore(documents, env.RECORDS_TABLE),
    declared: declaredClassifications(documents, env.RECORDS_TABLE),
    history: historyChanges(documents, env.HISTORY_TABLE),
    newEvent: eventIdsFrom(systemClock),
  });
  return ({ path, body, viewer }) => answer({ ...body, ...path }, viewer);
});
