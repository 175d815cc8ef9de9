import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { holdingsIn } from "../../shared/storage/holdings.ts";
import { searchIndexFrom } from "../../shared/storage/search-index-from.ts";
import { search } from "./search.ts";

export const handler = httpHandler(routes.search, (env) => {
  const answer = search({ index: searchIndexFrom(env), holdings: holdingsIn(env.HOLDINGS_BUCKET) });
  return ({ query, viewer }) => answer(query, viewer);
});
