import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { freezeStore } from "../../shared/storage/freeze-store.ts";
import { listFrozen } from "./list-frozen.ts";

export const handler = httpHandler(routes.listFrozen, (env) => {
  const answer = listFrozen({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    freezes: freezeStore(documentClient(), { records: env.RECORDS_TABLE }),
  });
  return ({ path, query, viewer }) => answer({ ...path, ...query }, viewer);
});
