import * as z from "zod";

import { eventBase, scheduleReference, type Samples } from "./event.ts";

/** A version of a retention schedule was drafted. */
export const scheduleDrafted = z.strictObject({
  type: z.literal("schedule-drafted"),
  ...eventBase,
  ...scheduleReference,
});

const sample = {
  type: "schedule-drafted",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "archivist-440100",
  unit: { by: "fonds", code: "Z109" },
  version: 1,
  reason: "the reform of 2026",
};

export const scheduleDraftedSamples: Samples = {
  sample,
  broken: {
    "a version before the first": { ...sample, version: 0 },
  },
};
