import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { catalogueStore } from "../../shared/storage/catalogue-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { listFaults } from "./list-faults.ts";

export const handler = httpHandler(routes.listFaults, (env) => {
  const answer = listFaults({ catalogues: catalogueStore(documentClient(), env.RECORDS_TABLE) });
  return ({ path, query, language, viewer }) => answer({ ...path, cursor: query.cursor, language }, viewer);
});
