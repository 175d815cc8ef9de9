import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { batchStore } from "../../shared/storage/batch-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { listMissing } from "./list-missing.ts";

export const handler = httpHandler(routes.listMissing, (env) => {
  const documents = documentClient();
  const pages = pageStore(documents, env.RECORDS_TABLE);
  const answer = listMissing({ pages, batches: batchStore(documents, env.RECORDS_TABLE) });
  return ({ path, body, viewer, language }) => answer({ ...path, ...body, language }, viewer);
});
