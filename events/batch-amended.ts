import * as z from "zod";
import { amendment } from "../shared/contract/accession.ts";
import { batchReference, eventBase, type Samples } from "./event.ts";

const { restrictions } = amendment.shape;

/** The giver of a batch agreed in writing to other restrictions; its pages have to follow. */
export const batchAmended = z.strictObject({
  type: z.literal("batch-amended"),
  ...eventBase,
  ...batchReference,
  consent: amendment.shape.consent,
  restrictions: z.strictObject({ before: restrictions, after: restrictions }),
});

const sample = {
  type: "batch-amended",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "approver-440100",
  batchId: "2026-03",
  reason: "the donor agrees",
  consent: { reference: "捐赠补充协议〔2026〕1号" },
  restrictions: { before: ["copying", "publication"], after: ["publication"] },
};

export const batchAmendedSamples: Samples = {
  sample,
  broken: {
    "no consent": { ...sample, consent: undefined },
    "a use that cannot be forbidden": { ...sample, restrictions: { before: ["storage"], after: [] } },
  },
};
