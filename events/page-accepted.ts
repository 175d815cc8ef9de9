import * as z from "zod";
import { eventBase, pageReference, type Samples } from "./event.ts";
import { sha256 } from "../shared/contract/sha256.ts";
import { mediaType, page } from "../shared/domain/page.ts";

/** Bytes that came under a page's key were checked and taken into the holdings. */
export const pageAccepted = z.strictObject({
  type: z.literal("page-accepted"),
  ...eventBase,
  ...pageReference,
  batchId: page.shape.batchId,
  sha256,
  mediaType,
  /** The object they came as; not told of those that came before it was. */
  key: z.string().min(1).optional(),
});

const sample = {
  type: "page-accepted",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "arn:aws-cn:iam::000000000000:user/uploader-440100",
  archivalCode: "Z109-WS·2011·Y·办公室-0001",
  page: 1,
  version: 1,
  revision: 1,
  batchId: "2026-03",
  sha256: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  mediaType: "image/jpeg",
};

export const pageAcceptedSamples: Samples = {
  sample,
  broken: {
    "page zero": { ...sample, page: 0 },
    "digest cut short": { ...sample, sha256: sample.sha256.slice(1) },
  },
};
