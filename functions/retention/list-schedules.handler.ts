import { routes } from "../../shared/contract/routes.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { scheduleStore } from "../../shared/storage/schedule-store.ts";
import { listSchedules } from "./list-schedules.ts";

export const handler = httpHandler(routes.listSchedules, (env) => {
  const answer = listSchedules({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    schedules: scheduleStore(documentClient(), { records: env.RECORDS_TABLE }),
    clock: systemClock,
  });
  return ({ path, query, viewer }) => answer({ ...path, ...query }, viewer);
});
