import { accessionTerms } from "../contract/accession.ts";
import type { CheckProfile } from "../contract/check-profile.ts";
import type { CheckReport } from "../contract/check-report.ts";
import type { Evidence } from "./evidence.ts";
import { runChecks, standingAgainst, worst } from "./run-checks.ts";
import { totalBytes } from "./totals.ts";

/** Runs the checks and puts what they found in a report. */
export const reportOf = (
  of: { readonly archiveId: string; readonly batchId?: string },
  evidence: Evidence,
  profile: CheckProfile,
): CheckReport => {
  const { batch, pages, scanner } = evidence;
  const results = runChecks(evidence, profile);
  return {
    format: "lantai-check-report/1",
    ...of,
    stage: evidence.stage,
    testedAt: evidence.at,
    ...(batch === undefined ? {} : { terms: accessionTerms.strip().parse(batch) }),
    totals: {
      items: new Set(pages.map(({ archivalCode }) => archivalCode)).size,
      pages: pages.length,
      files: new Set(pages.map(({ file }) => file.sha256)).size,
      bytes: totalBytes(pages),
    },
    ...(scanner === undefined ? {} : { scanner }),
    outcome: worst(results.flatMap(({ outcome }) => outcome ?? [])),
    against: standingAgainst(results),
    results,
    profile,
  };
};
