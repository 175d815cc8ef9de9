import { routes } from "../../shared/contract/routes.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { batchStore } from "../../shared/storage/batch-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { preservationChanges } from "../../shared/storage/preservation-changes.ts";
import { preservationStore } from "../../shared/storage/preservation-store.ts";
import { askPreservationTest } from "./ask-preservation-test.ts";

export const handler = httpHandler(routes.askPreservationTest, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE };
  const answer = askPreservationTest({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    batches: batchStore(documents, env.RECORDS_TABLE),
    preservations: preservationStore(documents, env.RECORDS_TABLE),
    changes: preservationChanges(documents, tables),
    newEvent: eventIdsFrom(systemClock),
  });
  return ({ path, body, viewer }) => answer({ ...path, ...body }, viewer);
});
