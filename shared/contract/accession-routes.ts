import * as z from "zod";
import { accessionTerms, amendment, decision } from "./accession.ts";
import { archiveId } from "./archives.ts";
import { checkId, checkOutcome } from "./checks.ts";
import { moment, nothing, openedBatchPath, type Route } from "./route.ts";
import { sha256 } from "./sha256.ts";
import { permitAnswer, permitQuestion, vendorStep, vendorWork } from "./vendor.ts";

/** A batch that was opened: under which terms, where it stands, and who decided what of it. */
export const accessionAnswer = accessionTerms.extend({
  archiveId,
  batchId: z.string(),
  state: z.enum(["open", "filling", "closed", "tested", "accepted", "returned"]),
  custody: z.enum(["holding", "registration-backup"]),
  consent: amendment.shape.consent
    .optional()
    .meta({ description: "Under which the giver last agreed to other restrictions." }),
  vendorWork: vendorWork.optional().meta({ description: "What was declared to the vendor, and who of it may upload." }),
  held: z.boolean().meta({ description: "Held because of a secrecy mark; the security officer knows why." }),
  tests: z
    .strictObject({ outcome: checkOutcome, against: z.array(checkId), reportSha256: sha256 })
    .optional()
    .meta({
      description: "What the four-property tests came to; `against` are the required checks that were not passed.",
    }),
  transitions: z.array(
    z.strictObject({
      to: z.string(),
      actor: z.string(),
      at: moment,
      reason: z.string(),
      exceptions: z.string().optional(),
    }),
  ),
});

export const openQuestion = accessionTerms.extend({ reason: z.string().min(1).max(1000) });

export const amendQuestion = amendment.extend({ reason: z.string().min(1).max(1000) });

export const decisionQuestion = z.strictObject({
  decision,
  reason: z.string().min(1).max(1000),
  exceptions: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .meta({ description: "Why the batch is accepted although required checks were not passed; asked for only then." }),
});

export const accessionRoutes = {
  openBatch: {
    method: "POST",
    path: "/v1/batches/{archiveId}/{batchId}/accession",
    handler: "accession/open-batch",
    signedIn: true,
    summary: "Open a batch under its terms: how the records come, from whom, what is forbidden (archivists)",
    pathParameters: openedBatchPath,
    query: nothing,
    body: openQuestion,
    answer: accessionAnswer,
  },
  decideBatch: {
    method: "POST",
    path: "/v1/batches/{archiveId}/{batchId}/decisions",
    handler: "accession/decide-batch",
    signedIn: true,
    summary: "Close a batch (archivists); accept, return or convert it (approvers)",
    pathParameters: openedBatchPath,
    query: nothing,
    body: decisionQuestion,
    answer: accessionAnswer,
  },
  amendBatch: {
    method: "POST",
    path: "/v1/batches/{archiveId}/{batchId}/amendments",
    handler: "accession/amend-batch",
    signedIn: true,
    summary: "Put other restrictions under a batch, by the giver's written consent (approvers)",
    pathParameters: openedBatchPath,
    query: nothing,
    body: amendQuestion,
    answer: accessionAnswer,
  },
  arrangeVendor: {
    method: "POST",
    path: "/v1/batches/{archiveId}/{batchId}/vendor",
    handler: "accession/arrange-vendor",
    signedIn: true,
    summary:
      "Name a batch's vendor, assign its people (archivists), declare that nothing in it is secret (security officers)",
    pathParameters: openedBatchPath,
    query: nothing,
    body: vendorStep,
    answer: accessionAnswer,
  },
  permitUploads: {
    method: "POST",
    path: "/v1/batches/{archiveId}/{batchId}/upload-permits",
    handler: "accession/permit-uploads",
    signedIn: true,
    vendors: true,
    summary: "Permits to upload these very objects into the batch one is assigned to (vendors)",
    pathParameters: openedBatchPath,
    query: nothing,
    body: permitQuestion,
    answer: permitAnswer,
  },
} as const satisfies Record<string, Route>;
