import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { getItem } from "./get-item.ts";

export const handler = httpHandler(routes.getItem, (env) => {
  const answer = getItem({ region: env.AWS_REGION, pages: pageStore(documentClient(), env.RECORDS_TABLE) });
  return ({ path, viewer }) => answer(path, viewer);
});
