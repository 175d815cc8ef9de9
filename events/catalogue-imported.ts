import * as z from "zod";
import { importCounts, importId } from "../shared/domain/catalogue-import.ts";
import { page } from "../shared/domain/page.ts";
import { eventBase, type Samples } from "./event.ts";

/** A catalogue was read to its end; what its rows came to. Every description says which import brought it. */
export const catalogueImported = z.strictObject({
  type: z.literal("catalogue-imported"),
  ...eventBase,
  batchId: page.shape.batchId,
  importId,
  counts: importCounts,
});

const sample = {
  type: "catalogue-imported",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "service:catalogue",
  batchId: "2026-03",
  importId: "2026-03-02T00:59:58Z-0123456789abcdef",
  counts: { read: 3, added: 1, changed: 0, unchanged: 1, superseded: 0, refused: 1, classified: 0 },
};

export const catalogueImportedSamples: Samples = {
  sample,
  broken: { "no counts": { ...sample, counts: undefined } },
};
