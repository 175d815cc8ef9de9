import * as z from "zod";
import { batchReference, eventBase, type Samples } from "./event.ts";

/** The archive has given a batch back: its pages no longer stand. Their bytes stay in the holdings. */
export const batchReturned = z.strictObject({
  type: z.literal("batch-returned"),
  ...eventBase,
  ...batchReference,
});

const sample = {
  type: "batch-returned",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "archivist-440100",
  batchId: "2026-03",
  reason: "the transfer of 2026",
};

export const batchReturnedSamples: Samples = {
  sample,
  broken: {
    "no reason": { ...sample, reason: undefined },
  },
};
