import * as z from "zod";
import { checkId, checkOutcome } from "../shared/contract/checks.ts";
import { sha256 } from "../shared/contract/sha256.ts";
import { batchReference, eventBase, type Samples } from "./event.ts";

/** The four-property tests of a closed batch are done; the report lies in the evidence bucket under its digest. */
export const batchTested = z.strictObject({
  type: z.literal("batch-tested"),
  ...eventBase,
  ...batchReference,
  outcome: checkOutcome,
  /** Required checks that failed, or were left undone and must not be. */
  against: z.array(checkId),
  reportSha256: sha256,
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
