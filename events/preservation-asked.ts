import * as z from "zod";
import { batchReference, eventBase, type Samples } from "./event.ts";

/** Somebody asked for what is kept of a batch to be tested now. */
export const preservationAsked = z.strictObject({
  type: z.literal("preservation-asked"),
  ...eventBase,
  ...batchReference,
});

const sample = {
  type: "preservation-asked",
  eventId: "2027-03-02T02:00:00.000Z-0000000d",
  archiveId: "440100",
  time: "2027-03-02T02:00:00.000Z",
  actor: "auditor-440100",
  batchId: "2026-03",
  reason: "年度审计",
};

export const preservationAskedSamples: Samples = {
  sample,
  broken: { "no batch": { ...sample, batchId: undefined }, "nobody who asked": { ...sample, actor: undefined } },
};
