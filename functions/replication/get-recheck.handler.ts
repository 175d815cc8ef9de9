import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { recheckStore } from "../../shared/storage/recheck-store.ts";
import { getRecheck } from "./get-recheck.ts";

export const handler = httpHandler(routes.getRecheck, (env) => {
  const answer = getRecheck({ region: env.AWS_REGION, passes: recheckStore(documentClient(), env.RECORDS_TABLE) });
  return ({ viewer }) => answer(viewer);
});
