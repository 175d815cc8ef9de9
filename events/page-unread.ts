import * as z from "zod";
import { eventBase, pageReference, type Samples } from "./event.ts";

/** OCR gave a page up, and why. Its bytes are kept all the same. */
export const pageUnread = z.strictObject({
  type: z.literal("page-unread"),
  ...eventBase,
  ...pageReference,
  code: z.string().min(1),
});

const sample = {
  type: "page-unread",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "service:ocr",
  archivalCode: "Z109-WS·2011·Y·办公室-0001",
  page: 1,
  version: 1,
  revision: 1,
  code: "unreadable",
};

export const pageUnreadSamples: Samples = {
  sample,
  broken: {
    "no reason": { ...sample, code: "" },
  },
};
