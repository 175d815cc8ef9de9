import * as z from "zod";
import { batchReference, eventBase, testOutcome, type Samples } from "./event.ts";

/** The four-property tests of a closed batch are done. */
export const batchTested = z.strictObject({
  type: z.literal("batch-tested"),
  ...eventBase,
  ...batchReference,
  ...testOutcome,
});

const sample = {
  type: "batch-tested",
  eventId: "2026-03-02T02:00:00.000Z-0000000c",
  archiveId: "440100",
  time: "2026-03-02T02:00:00.000Z",
  actor: "service:accession",
  batchId: "2026-03",
  reason: "four-property tests",
  outcome: "could-not-check",
  against: ["authenticity.digest"],
  reportSha256: "a".repeat(64),
};

export const batchTestedSamples: Samples = {
  sample,
  broken: {
    "an outcome that is none": { ...sample, outcome: "good" },
    "a check that is none": { ...sample, against: ["integrity.everything"] },
    "no report": { ...sample, reportSha256: undefined },
  },
};
