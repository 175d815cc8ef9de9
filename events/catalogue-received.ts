import * as z from "zod";
import { importId } from "../shared/domain/catalogue-import.ts";
import { page } from "../shared/domain/page.ts";
import { eventBase, type Samples } from "./event.ts";

/** A catalogue came with a batch; its import is owed. */
export const catalogueReceived = z.strictObject({
  type: z.literal("catalogue-received"),
  ...eventBase,
  batchId: page.shape.batchId,
  importId,
  key: z.string().min(1),
  versionId: z.string().min(1),
});

const sample = {
  type: "catalogue-received",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "depositor-440100",
  batchId: "2026-03",
  importId: "2026-03-02T00:59:58Z-0123456789abcdef",
  key: "440100/2026-03/catalogue.csv",
  versionId: "v1",
};

export const catalogueReceivedSamples: Samples = {
  sample,
  broken: { "an import without a time": { ...sample, importId: "0123456789abcdef" } },
};
