import { routes } from "../../shared/contract/routes.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { destructionChanges } from "../../shared/storage/destruction-changes.ts";
import { destructionStore } from "../../shared/storage/destruction-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { decideDestruction } from "./decide-destruction.ts";

export const handler = httpHandler(routes.decideDestruction, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE };
  const answer = decideDestruction({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    lists: destructionStore(documents, tables),
    changes: destructionChanges(documents, tables),
    newEvent: eventIdsFrom(systemClock),
  });
  return ({ path, body, viewer }) => answer({ ...path, ...body }, viewer);
});
