import { pageWork } from "../../shared/domain/page-work.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { catalogueStore } from "../../shared/storage/catalogue-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { holdingsIn } from "../../shared/storage/holdings.ts";
import { owedIndexing } from "../../shared/storage/owed-indexing.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { searchIndexFrom } from "../../shared/storage/search-index-from.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";
import { indexPage } from "./index-page.ts";

export const handler = queueHandler("full-text/index-page", "events", pageWork, (env) => {
  const documents = documentClient();
  return indexPage({
    region: env.AWS_REGION,
    pages: pageStore(documents, env.RECORDS_TABLE),
    catalogues: catalogueStore(documents, env.RECORDS_TABLE),
    owed: owedIndexing(documents, env.RECORDS_TABLE),
    holdings: holdingsIn(env.HOLDINGS_BUCKET),
    index: searchIndexFrom(env),
    proof: workQueue(env.PROOF_QUEUE_URL),
    clock: systemClock,
  });
});
