import * as z from "zod";
import { exportReference, eventBase, type Samples } from "./event.ts";
import { exportFailureCode } from "../shared/domain/export-failure.ts";

/** An export came to nothing; no bag was made. */
export const exportFailed = z.strictObject({
  type: z.literal("export-failed"),
  ...eventBase,
  ...exportReference,
  code: exportFailureCode,
});

const sample = {
  type: "export-failed",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "archivist-440100",
  exportId: "0123456789ab",
  archivalCode: "Z109-WS·2011·Y·办公室-0001",
  reason: "copy for the provincial archives",
  code: "bytes-rotten",
};

export const exportFailedSamples: Samples = {
  sample,
  broken: {
    "unknown code": { ...sample, code: "broken" },
  },
};
