import type * as z from "zod";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { draftScheduleQuestion, scheduleAnswer } from "../../shared/contract/retention-routes.ts";
import { draftSchedule as drafted } from "../../shared/domain/retention-schedule.ts";
import { mayDraftRetention, type Viewer } from "../../shared/domain/viewer.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { ScheduleChanges } from "../../shared/storage/schedule-changes.ts";
import type { ScheduleStore } from "../../shared/storage/schedule-store.ts";
import { retryWhenMoved } from "../../shared/storage/transaction.ts";
import { postOnly } from "./post-only.ts";
import { scheduleAnswerOf } from "./schedule-answer.ts";

export type ScheduleDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly schedules: ScheduleStore;
  readonly changes: ScheduleChanges;
  readonly newEvent: EventIds;
  readonly clock: Clock;
};
type Question = z.output<typeof draftScheduleQuestion> & { readonly archiveId: string };

/** Drafts a further version of a unit's schedule; it decides nothing until it is approved. */
export const draftSchedule =
  ({ region, archives, schedules, changes, newEvent, clock }: ScheduleDeps) =>
  async ({ reason, ...asked }: Question, viewer: Viewer): Promise<z.input<typeof scheduleAnswer>> => {
    const { archiveId, unit } = asked;
    postOnly(mayDraftRetention(viewer, archiveId), "archivist");
    homeOnly(archives, archiveId, region);
    return retryWhenMoved(5, async () => {
      const said = newEvent();
      const actor = viewer.principal;
      const { versions, writes } = await schedules.toChange(archiveId, unit);
      const version = versions.length + 1;
      const after = drafted({ ...asked, version }, { actor, at: said.time, reason });
      await changes.put(after, writes, { type: "schedule-drafted", ...said, archiveId, actor, unit, version, reason });
      return scheduleAnswerOf(after, versions, clock());
    });
  };
