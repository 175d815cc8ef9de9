import * as z from "zod";
import { eventBase, pageReference, type Samples } from "./event.ts";

/** A page stands no longer because its batch is held; its bytes stay at home, untouched. */
export const pageQuarantined = z.strictObject({
  type: z.literal("page-quarantined"),
  ...eventBase,
  ...pageReference,
  batchId: z.string().min(1),
});

const sample = {
  type: "page-quarantined",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "service:accession",
  archivalCode: "Z109-WS·2011·Y·办公室-0001",
  page: 1,
  version: 1,
  revision: 2,
  batchId: "2026-03",
};

export const pageQuarantinedSamples: Samples = {
  sample,
  broken: {
    "no batch": { ...sample, batchId: "" },
    "revision zero": { ...sample, revision: 0 },
  },
};
