import * as z from "zod";
import { batchReference, eventBase, type Samples } from "./event.ts";

/** A registration backup (登记备份) became part of the holdings (转为进馆), digest for digest. */
export const batchConverted = z.strictObject({
  type: z.literal("batch-converted"),
  ...eventBase,
  ...batchReference,
});

const sample = {
  type: "batch-converted",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "archivist-440100",
  batchId: "2026-03",
  reason: "the transfer of 2026",
};

export const batchConvertedSamples: Samples = {
  sample,
  broken: {
    "no batch": { ...sample, batchId: "" },
  },
};
