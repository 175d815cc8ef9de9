import * as z from "zod";
import { batchReference, eventBase, testOutcome, type Samples } from "./event.ts";

/** What is kept of a batch was tested. */
export const preservationTested = z.strictObject({
  type: z.literal("preservation-tested"),
  ...eventBase,
  ...batchReference,
  ...testOutcome,
});

const sample = {
  type: "preservation-tested",
  eventId: "2027-03-02T02:00:00.000Z-0000000e",
  archiveId: "440100",
  time: "2027-03-02T02:00:00.000Z",
  actor: "service:accession",
  batchId: "2026-03",
  reason: "four-property tests of what is kept",
  outcome: "could-not-check",
  against: [],
  reportSha256: "b".repeat(64),
};

export const preservationTestedSamples: Samples = {
  sample,
  broken: {
    "an outcome that is none": { ...sample, outcome: "good" },
    "no report": { ...sample, reportSha256: undefined },
  },
};
