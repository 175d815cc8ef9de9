import * as z from "zod";
import { batchReference, eventBase, type Samples } from "./event.ts";

/** The archive has taken a tested batch over. */
export const batchAccepted = z.strictObject({
  type: z.literal("batch-accepted"),
  ...eventBase,
  ...batchReference,
});

const sample = {
  type: "batch-accepted",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "archivist-440100",
  batchId: "2026-03",
  reason: "the transfer of 2026",
};

export const batchAcceptedSamples: Samples = {
  sample,
  broken: {
    "no actor": { ...sample, actor: "" },
  },
};
