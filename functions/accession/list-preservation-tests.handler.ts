import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { preservationStore } from "../../shared/storage/preservation-store.ts";
import { listPreservationTests } from "./list-preservation-tests.ts";

export const handler = httpHandler(routes.listPreservationTests, (env) => {
  const answer = listPreservationTests({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    preservations: preservationStore(documentClient(), env.RECORDS_TABLE),
  });
  return ({ path, query, viewer }) => answer({ ...path, ...query }, viewer);
});
