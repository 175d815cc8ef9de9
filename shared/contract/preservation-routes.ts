import * as z from "zod";
import { archiveId } from "./archives.ts";
import { checkId, checkOutcome } from "./checks.ts";
import { batchPath, moment, nothing, noBody, type Route } from "./route.ts";
import { sha256 } from "./sha256.ts";

export const preservationAnswer = z.strictObject({
  archiveId,
  batchId: z.string(),
  dueAt: moment.meta({ description: "When what is kept of the batch is tested next." }),
  last: z
    .strictObject({ testedAt: moment, outcome: checkOutcome, against: z.array(checkId), reportSha256: sha256 })
    .optional()
    .meta({ description: "Absent until it was first tested." }),
});

export const preservationList = z.strictObject({
  batches: z.array(preservationAnswer),
  cursor: z.string().optional(),
});

export const preservationQuestion = z.strictObject({ reason: z.string().trim().min(1).max(1000) });

/** Tests of what is kept (长期保存环节, DA/T 70-2018), on a schedule and by hand. */
export const preservationRoutes = {
  askPreservationTest: {
    method: "POST",
    path: "/v1/batches/{archiveId}/{batchId}/preservation-tests",
    handler: "accession/ask-preservation-test",
    signedIn: true,
    summary: "Have what is kept of a batch tested now (those who may see its history)",
    pathParameters: batchPath.extend({ archiveId }),
    query: nothing,
    body: preservationQuestion,
    answer: preservationAnswer,
  },
  listPreservationTests: {
    method: "GET",
    path: "/v1/archives/{archiveId}/preservation-tests",
    handler: "accession/list-preservation-tests",
    signedIn: true,
    summary: "When each batch that is kept is tested next, and what it came to last (those who may see its history)",
    pathParameters: z.object({ archiveId }),
    query: z.object({ cursor: z.string().max(64).optional() }),
    body: noBody,
    answer: preservationList,
  },
} as const satisfies Record<string, Route>;
