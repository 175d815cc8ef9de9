import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { catalogueStore } from "../../shared/storage/catalogue-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { listImports } from "./list-imports.ts";

export const handler = httpHandler(routes.listImports, (env) => {
  const answer = listImports({ catalogues: catalogueStore(documentClient(), env.RECORDS_TABLE) });
  return ({ path, language, viewer }) => answer({ ...path, language }, viewer);
});
