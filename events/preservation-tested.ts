import * as z from "zod";
import { checkId, checkOutcome } from "../shared/contract/checks.ts";
import { sha256 } from "../shared/contract/sha256.ts";
import { batchReference, eventBase, type Samples } from "./event.ts";

/** What is kept of a batch was tested; the report lies in the evidence bucket under its digest. */
export const preservationTested = z.strictObject({
  type: z.literal("preservation-tested"),
  ...eventBase,
  ...batchReference,
  outcome: checkOutcome,
  /** Required checks that failed, or were left undone and must not be. */
  against: z.array(checkId),
  reportSha256: sha256,
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
