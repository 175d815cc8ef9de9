import * as z from "zod";
import { accessionType } from "../shared/contract/accession.ts";
import { batchReference, eventBase, type Samples } from "./event.ts";

/** A batch was opened under its terms: it takes what comes. */
export const batchOpened = z.strictObject({
  type: z.literal("batch-opened"),
  ...eventBase,
  ...batchReference,
  accessionType,
});

const sample = {
  type: "batch-opened",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "archivist-440100",
  batchId: "2026-03",
  reason: "the transfer of 2026",
  accessionType: "transfer",
};

export const batchOpenedSamples: Samples = {
  sample,
  broken: {
    "unknown kind of accession": { ...sample, accessionType: "theft" },
  },
};
