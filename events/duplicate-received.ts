import * as z from "zod";
import { eventBase, pageReference, type Samples } from "./event.ts";

/** The same bytes came again under the same page; nothing else changed. */
export const duplicateReceived = z.strictObject({
  type: z.literal("duplicate-received"),
  ...eventBase,
  ...pageReference,
  batchId: z.string().min(1).max(64),
  key: z.string().min(1),
  versionId: z.string().min(1),
});

const sample = {
  type: "duplicate-received",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "arn:aws-cn:iam::000000000000:user/uploader-440100",
  archivalCode: "Z109-WS·2011·Y·办公室-0001",
  page: 1,
  version: 1,
  revision: 1,
  batchId: "2026-03",
  key: "440100/2026-03/Z109-WS·2011·Y·办公室-0001/001.jpg",
  versionId: "v2",
};

export const duplicateReceivedSamples: Samples = {
  sample,
  broken: {
    "no key": { ...sample, key: "" },
  },
};
