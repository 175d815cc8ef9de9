import * as z from "zod";
import { batchReference, eventBase, pageReference, type Samples } from "./event.ts";

/** A secrecy mark was found, a classification declared, or the security officer said so: the whole batch is held. */
export const batchQuarantined = z.strictObject({
  type: z.literal("batch-quarantined"),
  ...eventBase,
  ...batchReference,
  archivalCode: pageReference.archivalCode.optional(),
  page: pageReference.page.optional(),
});

const sample = {
  type: "batch-quarantined",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "archivist-440100",
  batchId: "2026-03",
  reason: "the transfer of 2026",
  archivalCode: "Z109-WS·2011·Y·办公室-0001",
  page: 7,
};

export const batchQuarantinedSamples: Samples = {
  sample,
  broken: {
    "page zero": { ...sample, page: 0 },
  },
};
