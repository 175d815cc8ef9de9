import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { destructionStore } from "../../shared/storage/destruction-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { getDestruction } from "./get-destruction.ts";

export const handler = httpHandler(routes.getDestruction, (env) => {
  const answer = getDestruction({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    lists: destructionStore(documentClient(), { records: env.RECORDS_TABLE }),
  });
  return ({ path, query, viewer }) => answer({ ...path, ...query }, viewer);
});
