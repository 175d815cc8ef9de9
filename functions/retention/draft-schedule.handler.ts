import { routes } from "../../shared/contract/routes.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { scheduleChanges } from "../../shared/storage/schedule-changes.ts";
import { scheduleStore } from "../../shared/storage/schedule-store.ts";
import { draftSchedule } from "./draft-schedule.ts";

export const handler = httpHandler(routes.draftSchedule, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE };
  const answer = draftSchedule({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    schedules: scheduleStore(documents, tables),
    changes: scheduleChanges(documents, tables),
    newEvent: eventIdsFrom(systemClock),
    clock: systemClock,
  });
  return ({ path, body, viewer }) => answer({ ...path, ...body }, viewer);
});
