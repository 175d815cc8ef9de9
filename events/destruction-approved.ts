import * as z from "zod";
import { destructionReference, eventBase, type Samples } from "./event.ts";

/** A third person has approved a list of what is to go. */
export const destructionApproved = z.strictObject({
  type: z.literal("destruction-approved"),
  ...eventBase,
  ...destructionReference,
});

const sample = {
  type: "destruction-approved",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "archivist-440100",
  listId: "2026-01",
  items: 3,
  reason: "appraisal of 2026",
};

export const destructionApprovedSamples: Samples = {
  sample,
  broken: {
    "no items": { ...sample, items: 0 },
  },
};
