import * as z from "zod";
import { eventBase, pageReference, type Samples } from "./event.ts";
import { sha256 } from "../shared/contract/sha256.ts";

/** OCR read a page; its result is kept beside it. */
export const pageRead = z.strictObject({
  type: z.literal("page-read"),
  ...eventBase,
  ...pageReference,
  ocrSha256: sha256,
  confidence: z.number().min(0).max(1),
  needsPerson: z.boolean(),
});

const sample = {
  type: "page-read",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "service:ocr",
  archivalCode: "Z109-WS·2011·Y·办公室-0001",
  page: 1,
  version: 1,
  revision: 1,
  ocrSha256: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  confidence: 0.98,
  needsPerson: false,
};

export const pageReadSamples: Samples = {
  sample,
  broken: {
    "confidence over one": { ...sample, confidence: 1.2 },
  },
};
