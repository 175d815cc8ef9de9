import { pageWork } from "../../shared/domain/page-work.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { holdingsIn } from "../../shared/storage/holdings.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { searchIndexFrom } from "../../shared/storage/search-index-from.ts";
import { indexPage } from "./index-page.ts";

export const handler = queueHandler("full-text/index-page", "events", pageWork, (env) =>
  indexPage({
    pages: pageStore(documentClient(), env.RECORDS_TABLE),
    holdings: holdingsIn(env.HOLDINGS_BUCKET),
    index: searchIndexFrom(env),
  }),
);
