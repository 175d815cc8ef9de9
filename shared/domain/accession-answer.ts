import type * as z from "zod";
import type { accessionAnswer } from "../contract/accession-routes.ts";
import type { Accession, TestedNote } from "./accession.ts";

const testsOf = ({ outcome, against, report }: TestedNote) => ({ outcome, against, reportSha256: report.json });

/** A batch's terms and state as people see them: why it is held is for the security officer alone. */
export const accessionAnswerOf = (batch: Accession, filled: boolean): z.input<typeof accessionAnswer> => {
  const { archiveId, batchId, accessionType, from, agreement, restrictions, expected, custody } = batch;
  const { vendor, vendorWork, consent, transitions } = batch;
  return {
    ...{ archiveId, batchId, accessionType, from, agreement, restrictions, expected, custody },
    ...{ vendor, vendorWork, consent },
    state: batch.state === "open" && filled ? "filling" : batch.state,
    held: batch.quarantine !== undefined,
    ...(batch.tests === undefined ? {} : { tests: testsOf(batch.tests) }),
    transitions: transitions.map(({ to, actor, at, reason, exceptions }) => ({
      to,
      actor,
      at,
      reason: to === "quarantined" ? "—" : reason,
      ...(exceptions === undefined ? {} : { exceptions }),
    })),
  };
};
