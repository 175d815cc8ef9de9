import * as z from "zod";
import { exportReference, eventBase, type Samples } from "./event.ts";

/** Somebody asked for an export of an item, a volume or a batch. */
export const exportAsked = z.strictObject({
  type: z.literal("export-asked"),
  ...eventBase,
  ...exportReference,
});

const sample = {
  type: "export-asked",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "archivist-440100",
  exportId: "0123456789ab",
  archivalCode: "Z109-WS·2011·Y·办公室-0001",
  reason: "copy for the provincial archives",
};

export const exportAskedSamples: Samples = {
  sample,
  broken: {
    "no reason": { ...sample, reason: "" },
  },
};
