import type { ScheduleRefusal } from "../../shared/domain/retention-schedule.ts";
import type { Sentence } from "../../shared/domain/sentence.ts";
import { CallerError } from "../../shared/runtime/errors.ts";

const sentences: Readonly<Record<ScheduleRefusal, Sentence>> = {
  "not-draft": {
    zh: "该版本不是草稿，已不能审核或撤回。请起草新的版本。",
    en: "This version is no draft any more. Draft another version.",
  },
  "same-person": {
    zh: "起草人不能审核自己的草稿。请由另一人审核。",
    en: "Whoever drafted a schedule does not approve it. Ask another person.",
  },
  "would-change-decided": {
    zh: "该日期的保管期限已由生效版本确定。请选择今天或以后、且晚于最新版本的日期，或早于最早版本的日期。",
    en: "Versions in force have decided of that day. Choose a day from today on that is later than the last version's, or one before the first version's.",
  },
};

/** @throws CallerError `not-now`, saying what can be done instead. */
export const scheduleRefused = (why: ScheduleRefusal): CallerError => new CallerError("not-now", sentences[why]);
