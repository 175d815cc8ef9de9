import * as z from "zod";
import { archiveId } from "../contract/archives.ts";
import { calendarDay, formingUnit, retentionCounting, scheduleEntries } from "../contract/retention.ts";
import type { FormedOn } from "./formed-on.ts";
import { moment } from "./page.ts";

const step = z.strictObject({
  to: z.enum(["draft", "approved", "withdrawn"]),
  actor: z.string().min(1),
  at: moment,
  reason: z.string().min(1).max(1000),
});
type Step = Omit<z.infer<typeof step>, "to">;

/** One version of a 归档范围和保管期限表 of one 立档单位. Its entries never change: what is to change is a new version. */
export const retentionSchedule = z.strictObject({
  archiveId,
  unit: formingUnit,
  /** Counts the versions of the unit's schedule. */
  version: z.int().min(1),
  state: z.enum(["draft", "approved", "withdrawn"]),
  title: z.string().min(1).max(200),
  counting: retentionCounting,
  entries: scheduleEntries,
  /** 审核同意: it holds for records formed on this day or later, until the next version does. Known once it is approved. */
  inForceFrom: calendarDay.optional(),
  steps: z.array(step).min(1),
});
export type RetentionSchedule = z.infer<typeof retentionSchedule>;

export type ApprovedSchedule = RetentionSchedule & { readonly inForceFrom: string };

const isApproved = (one: RetentionSchedule): one is ApprovedSchedule =>
  one.state === "approved" && one.inForceFrom !== undefined;

/** Approved versions of one unit in the order in which they hold. */
export const approvedInOrder = (versions: readonly RetentionSchedule[]): ApprovedSchedule[] =>
  versions.filter(isApproved).sort((one, other) => (one.inForceFrom < other.inForceFrom ? -1 : 1));

export type ScheduleRefusal = "not-draft" | "same-person" | "would-change-decided";
export type ScheduleResult =
  { readonly ok: true; readonly after: RetentionSchedule } | { readonly ok: false; readonly why: ScheduleRefusal };

const refused = (why: ScheduleRefusal): ScheduleResult => ({ ok: false, why });

type Draft = Pick<RetentionSchedule, "archiveId" | "unit" | "version" | "title" | "counting" | "entries">;

export const draftSchedule = (draft: Draft, by: Step): RetentionSchedule => ({
  ...draft,
  state: "draft",
  steps: [{ to: "draft", ...by }],
});

/**
 * 审核同意, by another person than who drafted it. What an approved version has decided of its dates stays decided: a further
 * one holds from a later day, which is not past, or from before all others, where nothing was decided yet.
 */
export const approveSchedule = (
  before: RetentionSchedule,
  others: readonly RetentionSchedule[],
  inForceFrom: string,
  by: Step,
): ScheduleResult => {
  if (before.state !== "draft") return refused("not-draft");
  if (before.steps.some(({ actor }) => actor === by.actor)) return refused("same-person");
  const approved = approvedInOrder(others);
  const [first] = approved;
  const last = approved.at(-1);
  const beforeAll = first === undefined || inForceFrom < first.inForceFrom;
  const afterAll = last === undefined || (inForceFrom > last.inForceFrom && inForceFrom >= by.at.slice(0, 10));
  if (!beforeAll && !afterAll) return refused("would-change-decided");
  return {
    ok: true,
    after: { ...before, state: "approved", inForceFrom, steps: [...before.steps, { to: "approved", ...by }] },
  };
};

/** A draft that is not to be approved. */
export const withdrawSchedule = (before: RetentionSchedule, by: Step): ScheduleResult =>
  before.state === "draft"
    ? { ok: true, after: { ...before, state: "withdrawn", steps: [...before.steps, { to: "withdrawn", ...by }] } }
    : refused("not-draft");

/** Where a version stands on a day: an approved one is yet to come, in force, or superseded by a later one. */
export const standingOn = (
  one: RetentionSchedule,
  versions: readonly RetentionSchedule[],
  day: string,
): "draft" | "withdrawn" | "approved" | "in-force" | "superseded" => {
  if (!isApproved(one)) return one.state === "withdrawn" ? "withdrawn" : "draft";
  if (day < one.inForceFrom) return "approved";
  const later = approvedInOrder(versions).some(
    (other) => other.inForceFrom > one.inForceFrom && other.inForceFrom <= day,
  );
  return later ? "superseded" : "in-force";
};

/** The versions of one unit that were in force on any day on which a record can have been formed. */
export const governing = (
  versions: readonly RetentionSchedule[],
  { earliest, latest }: FormedOn,
): ApprovedSchedule[] => {
  const approved = approvedInOrder(versions);
  return approved.filter(({ inForceFrom }, index) => {
    const next = approved[index + 1]?.inForceFrom;
    return inForceFrom <= latest && (next === undefined || earliest < next);
  });
};
