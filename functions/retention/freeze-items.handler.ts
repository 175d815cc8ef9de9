import { routes } from "../../shared/contract/routes.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { freezeChanges, freezeStore } from "../../shared/storage/freeze-store.ts";
import { freezeItems } from "./freeze-items.ts";

export const handler = httpHandler(routes.freezeItems, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE };
  const answer = freezeItems({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    freezes: freezeStore(documents, tables),
    changes: freezeChanges(documents, tables),
    newEvent: eventIdsFrom(systemClock),
  });
  return ({ path, body, viewer }) => answer({ ...path, ...body }, viewer);
});
