import type * as z from "zod";
import type { scheduleAnswer } from "../../shared/contract/retention-routes.ts";
import { standingOn, type RetentionSchedule } from "../../shared/domain/retention-schedule.ts";

/** A version as people see it on a day, among the versions of its unit. */
export const scheduleAnswerOf = (
  one: RetentionSchedule,
  versions: readonly RetentionSchedule[],
  now: Date,
): z.input<typeof scheduleAnswer> => {
  const { archiveId, unit, version, title, counting, entries, inForceFrom, steps } = one;
  const state = standingOn(one, versions, now.toISOString().slice(0, 10));
  return { archiveId, unit, version, state, title, counting, entries, inForceFrom, steps };
};
