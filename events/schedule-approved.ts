import * as z from "zod";
import { calendarDay } from "../shared/contract/retention.ts";
import { eventBase, scheduleReference, type Samples } from "./event.ts";

/** A version of a retention schedule was approved: it holds for records formed from a day on. */
export const scheduleApproved = z.strictObject({
  type: z.literal("schedule-approved"),
  ...eventBase,
  ...scheduleReference,
  inForceFrom: calendarDay,
});

const sample = {
  type: "schedule-approved",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "archivist-440100",
  unit: { by: "fonds", code: "Z109" },
  version: 1,
  reason: "the reform of 2026",
  inForceFrom: "2026-01-01",
};

export const scheduleApprovedSamples: Samples = {
  sample,
  broken: {
    "a version before the first": { ...sample, version: 0 },
  },
};
