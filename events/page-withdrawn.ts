import * as z from "zod";
import { eventBase, pageReference, type Samples } from "./event.ts";

/** A page no longer stands in its item. Its bytes stay in the holdings. */
export const pageWithdrawn = z.strictObject({
  type: z.literal("page-withdrawn"),
  ...eventBase,
  ...pageReference,
  reason: z.string().min(1),
});

const sample = {
  type: "page-withdrawn",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "arn:aws-cn:iam::000000000000:user/uploader-440100",
  archivalCode: "Z109-WS·2011·Y·办公室-0001",
  page: 1,
  version: 1,
  revision: 1,
  reason: "the new file has fewer pages",
};

export const pageWithdrawnSamples: Samples = {
  sample,
  broken: {
    "no reason": { ...sample, reason: undefined },
  },
};
