import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { historyStore } from "../../shared/storage/history.ts";
import { getBatchHistory } from "./get-batch-history.ts";

export const handler = httpHandler(routes.getBatchHistory, (env) => {
  const history = historyStore(documentClient(), env.HISTORY_TABLE);
  const answer = getBatchHistory({ region: env.AWS_REGION, archives: env.ARCHIVES, history });
  return ({ path, query, viewer }) => answer({ ...path, cursor: query.cursor }, viewer);
});
