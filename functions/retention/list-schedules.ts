import * as z from "zod";
import type { schedulesAnswer } from "../../shared/contract/retention-routes.ts";
import type { RetentionSchedule } from "../../shared/domain/retention-schedule.ts";
import { mayRead, type Viewer } from "../../shared/domain/viewer.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { ScheduleDeps } from "./draft-schedule.ts";
import { cursorOf, placeOf } from "./place-cursor.ts";
import { postOnly } from "./post-only.ts";
import { scheduleAnswerOf } from "./schedule-answer.ts";

/** Versions of one answer: a version may hold some hundred lines. */
const versionsAtOnce = 10;
const place = z.string().max(100);

/** Every version of the archive's schedules, unit by unit, with where it stands today. */
export const listSchedules =
  ({ region, archives, schedules, clock }: Omit<ScheduleDeps, "newEvent" | "changes">) =>
  async (
    { archiveId, cursor }: { readonly archiveId: string; readonly cursor?: string | undefined },
    viewer: Viewer,
  ): Promise<z.input<typeof schedulesAnswer>> => {
    postOnly(mayRead(viewer, archiveId), "reader");
    homeOnly(archives, archiveId, region);
    const { found, next } = await schedules.list(archiveId, placeOf(cursor, place), versionsAtOnce);
    const units = new Map(found.map(({ unit }) => [`${unit.by}:${unit.code}`, unit]));
    const versions = new Map<string, RetentionSchedule[]>();
    for (const [name, unit] of units) versions.set(name, await schedules.of(archiveId, unit));
    return {
      schedules: found.map((one) =>
        scheduleAnswerOf(one, versions.get(`${one.unit.by}:${one.unit.code}`) ?? [], clock()),
      ),
      cursor: cursorOf(next),
    };
  };
