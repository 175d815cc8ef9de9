import * as z from "zod";
import { batchReference, eventBase, type Samples } from "./event.ts";

/** Nothing more comes into a batch; its tests are owed. */
export const batchClosed = z.strictObject({
  type: z.literal("batch-closed"),
  ...eventBase,
  ...batchReference,
});

const sample = {
  type: "batch-closed",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "archivist-440100",
  batchId: "2026-03",
  reason: "the transfer of 2026",
};

export const batchClosedSamples: Samples = {
  sample,
  broken: {
    "no reason": { ...sample, reason: "" },
  },
};
