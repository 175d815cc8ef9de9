import * as z from "zod";
import { bagId } from "../shared/domain/bag-payload.ts";
import { page } from "../shared/domain/page.ts";
import { eventBase, type Samples } from "./event.ts";

/** A bag (BagIt) came with a batch; it is to be validated and unpacked. */
export const bagReceived = z.strictObject({
  type: z.literal("bag-received"),
  ...eventBase,
  batchId: page.shape.batchId,
  bagId,
  key: z.string().min(1),
  versionId: z.string().min(1),
});

const sample = {
  type: "bag-received",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "depositor-440100",
  batchId: "2026-03",
  bagId: "2026-03-02T00:59:58Z-0123456789abcdef",
  key: "440100/2026-03/移交包.zip",
  versionId: "v1",
};

export const bagReceivedSamples: Samples = {
  sample,
  broken: { "a bag without a time": { ...sample, bagId: "0123456789abcdef" } },
};
