import * as z from "zod";
import { archiveId } from "./archives.ts";
import { checkId, checkOutcome, checkStage } from "./checks.ts";
import { batchPath, moment, nothing, noBody, openedBatchPath, type Route } from "./route.ts";
import { sha256 } from "./sha256.ts";
import { publicKeySet } from "./signing.ts";

/** Where the files of a report can be fetched for a while, and what they must be. */
export const testReportAnswer = z.strictObject({
  archiveId,
  batchId: z.string(),
  testedAt: moment,
  outcome: checkOutcome,
  against: z.array(checkId).meta({ description: "Required checks that were not passed." }),
  signature: z.string().meta({ description: "Compact JWS under the digests of the files, by the archive's key." }),
  files: z.array(
    z.strictObject({ format: z.enum(["json", "pdf", "svg"]), mediaType: z.string(), sha256, url: z.url() }),
  ),
  linkSeconds: z.int().meta({ description: "How long the links work." }),
});

/** What lists the pages of a receipt: lines of JSON (NDJSON), one for each page, in order of 档号 and page. */
const receiptList = z.strictObject({
  mediaType: z.string(),
  sha256,
  bytes: z.int(),
  items: z.int(),
  pages: z.int(),
  files: z.int(),
  fileBytes: z.int(),
  address: z.url().meta({ description: "Where the list can be fetched, for a quarter of an hour." }),
});

export const receiptAnswer = z.strictObject({
  archiveId,
  batchId: z.string(),
  receipts: z.array(
    z.strictObject({
      decision: z.enum(["closed", "accepted", "converted"]),
      owedSince: moment,
      issued: z
        .strictObject({
          at: moment,
          sha256,
          jws: z.string().meta({ description: "The receipt: a compact JWS (ES256) of the archive's own key." }),
          list: receiptList,
        })
        .optional()
        .meta({ description: "Absent while it is being issued." }),
    }),
  ),
});

export const evidenceRoutes = {
  getReport: {
    method: "GET",
    path: "/v1/batches/{archiveId}/{batchId}/report",
    handler: "accession/get-report",
    signedIn: true,
    summary:
      "The four-property report of a batch, when handed over or as kept: JSON, PDF and a picture, signed by the archive",
    pathParameters: batchPath.extend({ archiveId }),
    query: z.object({ stage: checkStage.default("transfer") }),
    body: noBody,
    answer: testReportAnswer,
  },
  getReceipt: {
    method: "GET",
    path: "/v1/batches/{archiveId}/{batchId}/receipt",
    handler: "accession/get-receipt",
    signedIn: true,
    summary: "The archive's signed receipts for a batch it has taken over (those who may see its history)",
    pathParameters: openedBatchPath,
    query: nothing,
    body: noBody,
    answer: receiptAnswer,
  },
  listKeys: {
    method: "GET",
    path: "/v1/archives/{archiveId}/keys",
    handler: "signing/list-keys",
    signedIn: false,
    summary: "The public keys (JWKS) by which anybody verifies what an archive has signed",
    pathParameters: z.object({ archiveId }),
    query: nothing,
    body: noBody,
    answer: publicKeySet,
  },
} as const satisfies Record<string, Route>;
