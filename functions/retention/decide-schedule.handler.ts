import { routes } from "../../shared/contract/routes.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { scheduleChanges } from "../../shared/storage/schedule-changes.ts";
import { scheduleStore } from "../../shared/storage/schedule-store.ts";
import { decideSchedule } from "./decide-schedule.ts";

export const handler = httpHandler(routes.decideSchedule, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE };
  const answer = decideSchedule({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    schedules: scheduleStore(documents, tables),
    changes: scheduleChanges(documents, tables),
    newEvent: eventIdsFrom(systemClock),
    clock: systemClock,
  });
  return ({ path, body, viewer }) => answer({ ...path, ...body }, viewer);
});
