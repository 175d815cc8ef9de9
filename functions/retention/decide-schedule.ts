import type * as z from "zod";
import type { decideScheduleQuestion, scheduleAnswer } from "../../shared/contract/retention-routes.ts";
import { approveSchedule, withdrawSchedule } from "../../shared/domain/retention-schedule.ts";
import { mayApproveRetention, type Viewer } from "../../shared/domain/viewer.ts";
import { CallerError } from "../../shared/runtime/errors.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import { retryWhenMoved } from "../../shared/storage/transaction.ts";
import type { ScheduleDeps } from "./draft-schedule.ts";
import { postOnly } from "./post-only.ts";
import { scheduleAnswerOf } from "./schedule-answer.ts";
import { scheduleRefused } from "./schedule-refused.ts";

type Question = z.output<typeof decideScheduleQuestion> & { readonly archiveId: string };

const noSuchVersion = (): CallerError =>
  new CallerError("not-found", {
    zh: "没有该立档单位的这一版本。请核对立档单位和版本号。",
    en: "This unit has no such version. Check unit and version.",
  });

/** 审核同意 of a draft, from a day on, or its withdrawal. */
export const decideSchedule =
  ({ region, archives, schedules, changes, newEvent, clock }: ScheduleDeps) =>
  async (asked: Question, viewer: Viewer): Promise<z.input<typeof scheduleAnswer>> => {
    const { archiveId, unit, version, reason } = asked;
    postOnly(mayApproveRetention(viewer, archiveId), "approver");
    homeOnly(archives, archiveId, region);
    return retryWhenMoved(5, async () => {
      const said = newEvent();
      const actor = viewer.principal;
      const { versions, writes } = await schedules.toChange(archiveId, unit);
      const before = versions.find((one) => one.version === version);
      if (before === undefined) throw noSuchVersion();
      const by = { actor, at: said.time, reason };
      const step =
        asked.decision === "approved"
          ? approveSchedule(before, versions, asked.inForceFrom, by)
          : withdrawSchedule(before, by);
      if (!step.ok) throw scheduleRefused(step.why);
      const about = { ...said, archiveId, actor, unit, version, reason };
      const event =
        asked.decision === "approved"
          ? ({ type: "schedule-approved", ...about, inForceFrom: asked.inForceFrom } as const)
          : ({ type: "schedule-withdrawn", ...about } as const);
      await changes.put(step.after, writes, event);
      const now = versions.map((one) => (one.version === version ? step.after : one));
      return scheduleAnswerOf(step.after, now, clock());
    });
  };
