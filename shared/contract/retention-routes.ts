import * as z from "zod";
import { archiveId } from "./archives.ts";
import { calendarDay, formingUnit, retentionCounting, retentionPeriod, scheduleEntries } from "./retention.ts";

const moment = z.iso.datetime();
const reason = z.string().min(1).max(1000);
const version = z.int().min(1).max(99_999);

/** How long an item is kept, until when, and who says so. */
export const retentionAnswer = z.strictObject({
  period: retentionPeriod.optional().meta({ description: "Absent when nobody says how long: it is kept." }),
  dueOn: calendarDay.optional().meta({ description: "First day on which the retention has run out." }),
  by: z
    .strictObject({ unit: formingUnit, version, clause: z.string() })
    .optional()
    .meta({ description: "Line of the schedule version; absent when the item's own period holds." }),
  scheduled: retentionPeriod.optional().meta({ description: "What the schedule says, where the item says otherwise." }),
  findings: z.array(z.enum(["disagrees", "by-code-alone", "date-unknown", "undecided"])),
});

const archivePath = z.object({ archiveId });

export const scheduleAnswer = z.strictObject({
  archiveId,
  unit: formingUnit,
  version,
  state: z.enum(["draft", "withdrawn", "approved", "in-force", "superseded"]),
  title: z.string(),
  counting: retentionCounting,
  entries: scheduleEntries,
  inForceFrom: calendarDay.optional(),
  steps: z.array(z.strictObject({ to: z.string(), actor: z.string(), at: moment, reason: z.string() })),
});

export const draftScheduleQuestion = z.strictObject({
  unit: formingUnit,
  title: z.string().min(1).max(200),
  counting: retentionCounting.default("next-year"),
  entries: scheduleEntries,
  reason,
});

export const decideScheduleQuestion = z.discriminatedUnion("decision", [
  z.strictObject({
    decision: z.literal("approved"),
    unit: formingUnit,
    version,
    inForceFrom: calendarDay.meta({ description: "It holds for records formed on this day or later." }),
    reason,
  }),
  z.strictObject({ decision: z.literal("withdrawn"), unit: formingUnit, version, reason }),
]);

export const schedulesAnswer = z.strictObject({ schedules: z.array(scheduleAnswer), cursor: z.string().optional() });

const dueQuery = z.object({
  before: calendarDay.meta({ description: "Items whose retention has run out before this day." }),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(2000).optional(),
});
export const dueAnswer = z.strictObject({
  items: z.array(z.strictObject({ archivalCode: z.string(), title: z.string(), retention: retentionAnswer })),
  cursor: z
    .string()
    .optional()
    .meta({ description: "A page may hold fewer items, or none, and still not be the last." }),
});

const nothing = z.object({});
const noBody = z.undefined();

export const retentionRoutes = {
  draftSchedule: {
    method: "POST",
    path: "/v1/archives/{archiveId}/retention-schedules",
    handler: "retention/draft-schedule",
    signedIn: true,
    summary: "Draft a further version of a forming unit's retention schedule (archivists)",
    pathParameters: archivePath,
    query: nothing,
    body: draftScheduleQuestion,
    answer: scheduleAnswer,
  },
  decideSchedule: {
    method: "POST",
    path: "/v1/archives/{archiveId}/retention-schedules/decisions",
    handler: "retention/decide-schedule",
    signedIn: true,
    summary: "Approve a draft of a retention schedule from a day on, or withdraw it (approvers)",
    pathParameters: archivePath,
    query: nothing,
    body: decideScheduleQuestion,
    answer: scheduleAnswer,
  },
  listSchedules: {
    method: "GET",
    path: "/v1/archives/{archiveId}/retention-schedules",
    handler: "retention/list-schedules",
    signedIn: true,
    summary: "Every version of the archive's retention schedules",
    pathParameters: archivePath,
    query: z.object({ cursor: z.string().max(2000).optional() }),
    body: noBody,
    answer: schedulesAnswer,
  },
  listDue: {
    method: "GET",
    path: "/v1/archives/{archiveId}/retention/due",
    handler: "retention/list-due",
    signedIn: true,
    summary: "Items whose retention has run out before a day, the earliest first",
    pathParameters: archivePath,
    query: dueQuery,
    body: noBody,
    answer: dueAnswer,
  },
} as const;
