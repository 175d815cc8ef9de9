import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { earlierHistories } from "../../shared/storage/earlier-histories.ts";
import { evidenceIn } from "../../shared/storage/evidence.ts";
import { historyStore } from "../../shared/storage/history.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { getItemHistory } from "./get-item-history.ts";

export const handler = httpHandler(routes.getItemHistory, (env) => {
  const documents = documentClient();
  const answer = getItemHistory({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    history: historyStore(documents, env.HISTORY_TABLE),
    pages: pageStore(documents, env.RECORDS_TABLE),
    earlier: earlierHistories(documents, { records: env.RECORDS_TABLE }),
    evidence: evidenceIn(env.EVIDENCE_BUCKET),
  });
  return ({ path, query, viewer }) => answer({ ...path, cursor: query.cursor }, viewer);
});
