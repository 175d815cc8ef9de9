import * as z from "zod";
import { permitQuestion } from "../shared/contract/vendor.ts";
import { moment } from "../shared/domain/page.ts";
import { batchReference, eventBase, type Samples } from "./event.ts";

/** A vendor's person was given permits to upload exactly these objects. */
export const vendorPermitted = z.strictObject({
  type: z.literal("vendor-permitted"),
  ...eventBase,
  batchId: batchReference.batchId,
  /** The permits are good until then. */
  until: moment,
  objects: permitQuestion.shape.objects,
});

const sample = {
  type: "vendor-permitted",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "vendor-440100",
  batchId: "2026-03",
  until: "2026-03-02T01:15:00.000Z",
  objects: [{ key: "440100/2026-03/Z109-WS·2011·Y·办公室-0001/001.jpg", bytes: 812000, sha256: "a".repeat(64) }],
};

export const vendorPermittedSamples: Samples = {
  sample,
  broken: {
    "nothing permitted": { ...sample, objects: [] },
    "an object without its digest": { ...sample, objects: [{ key: "k", bytes: 1 }] },
  },
};
