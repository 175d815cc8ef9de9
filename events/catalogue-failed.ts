import * as z from "zod";
import { importCounts, importId } from "../shared/domain/catalogue-import.ts";
import { page } from "../shared/domain/page.ts";
import { tableFaultCode } from "../shared/domain/table-fault.ts";
import { eventBase, type Samples } from "./event.ts";

/** A catalogue could not be read to its end. The rows that had been placed by then stand. */
export const catalogueFailed = z.strictObject({
  type: z.literal("catalogue-failed"),
  ...eventBase,
  batchId: page.shape.batchId,
  importId,
  code: tableFaultCode,
  counts: importCounts,
});

const sample = {
  type: "catalogue-failed",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "service:catalogue",
  batchId: "2026-03",
  importId: "2026-03-02T00:59:58Z-0123456789abcdef",
  code: "table-broken",
  counts: { read: 3, added: 3, changed: 0, unchanged: 0, superseded: 0, refused: 0, classified: 0 },
};

export const catalogueFailedSamples: Samples = {
  sample,
  broken: { "an unknown code": { ...sample, code: "broken" } },
};
