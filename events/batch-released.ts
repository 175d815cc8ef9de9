import * as z from "zod";
import { batchReference, eventBase, type Samples } from "./event.ts";

/** The security officer found that a batch was held for nothing. */
export const batchReleased = z.strictObject({
  type: z.literal("batch-released"),
  ...eventBase,
  ...batchReference,
});

const sample = {
  type: "batch-released",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "archivist-440100",
  batchId: "2026-03",
  reason: "the transfer of 2026",
};

export const batchReleasedSamples: Samples = {
  sample,
  broken: {
    "no reason": { ...sample, reason: "" },
  },
};
