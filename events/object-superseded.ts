import * as z from "zod";
import { eventBase, pageReference, type Samples } from "./event.ts";
import { sha256 } from "../shared/contract/sha256.ts";

/**
 * An object was dealt with after newer ones of the same pages. Its bytes were checked and taken into the holdings, but no
 * page shows them; named is the page, or the first of the pages, that a newer object already stood for.
 */
export const objectSuperseded = z.strictObject({
  type: z.literal("object-superseded"),
  ...eventBase,
  ...pageReference,
  batchId: z.string().min(1).max(64),
  key: z.string().min(1),
  versionId: z.string().min(1),
  sha256,
});

const sample = {
  type: "object-superseded",
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
  versionId: "v1",
  sha256: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
};

export const objectSupersededSamples: Samples = {
  sample,
  broken: {
    "digest missing, so that nobody finds the bytes": { ...sample, sha256: undefined },
  },
};
