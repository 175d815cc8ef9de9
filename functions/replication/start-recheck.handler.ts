import { routes } from "../../shared/contract/routes.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { recheckStore } from "../../shared/storage/recheck-store.ts";
import { startRecheck } from "./start-recheck.ts";

export const handler = httpHandler(routes.startRecheck, (env) => {
  const passes = recheckStore(documentClient(), env.RECORDS_TABLE);
  const answer = startRecheck({ region: env.AWS_REGION, passes, clock: systemClock });
  return ({ viewer }) => answer(viewer);
});
