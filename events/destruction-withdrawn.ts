import * as z from "zod";
import { destructionReference, eventBase, type Samples } from "./event.ts";

/** A list of what was to go was withdrawn; its items stay. */
export const destructionWithdrawn = z.strictObject({
  type: z.literal("destruction-withdrawn"),
  ...eventBase,
  ...destructionReference,
});

const sample = {
  type: "destruction-withdrawn",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "archivist-440100",
  listId: "2026-01",
  items: 3,
  reason: "appraisal of 2026",
};

export const destructionWithdrawnSamples: Samples = {
  sample,
  broken: {
    "no items": { ...sample, items: 0 },
  },
};
