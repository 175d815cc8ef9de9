import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { holdingsIn } from "../../shared/storage/holdings.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { getPageText } from "./get-page-text.ts";

export const handler = httpHandler(routes.getPageText, (env) => {
  const pages = pageStore(documentClient(), env.RECORDS_TABLE);
  const answer = getPageText({ pages, holdings: holdingsIn(env.HOLDINGS_BUCKET) });
  return ({ path, viewer }) => answer(path, viewer);
});
