import * as z from "zod";
import { archiveId } from "./archives.ts";
import { peopleAnswer, peopleQuestion } from "./people.ts";
import { moment, nothing, noBody, paging, openedBatchPath, type Route } from "./route.ts";

const importPath = openedBatchPath.extend({ importId: z.string().min(1).max(80) });

/** How the import of a catalogue stands. */
const importAnswer = z.strictObject({
  importId: z.string(),
  key: z.string(),
  versionId: z.string(),
  state: z.enum(["received", "reading", "done", "failed"]),
  receivedAt: moment,
  endedAt: moment.optional(),
  row: z.int().meta({ description: "Up to this row of the file every row stands or is refused." }),
  counts: z.strictObject({
    read: z.int(),
    added: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    superseded: z.int(),
    refused: z.int(),
    classified: z.int(),
  }),
  fault: z
    .strictObject({ code: z.string(), row: z.int().optional(), detail: z.string() })
    .optional()
    .meta({ description: "Why reading ended before the end of the file." }),
});

export const importsAnswer = z.strictObject({ archiveId, batchId: z.string(), imports: z.array(importAnswer) });

export const faultsAnswer = z.strictObject({
  importId: z.string(),
  total: z.int().meta({ description: "Rows that were refused." }),
  rows: z.array(
    z.strictObject({
      row: z.int(),
      faults: z.array(z.strictObject({ column: z.string(), code: z.string(), detail: z.string() })),
    }),
  ),
  cursor: z.string().optional(),
});

export const templateQuery = z.object({
  format: z.enum(["csv", "xlsx"]).default("xlsx"),
  kind: z.string().min(1).max(60).optional().meta({ description: "A kind of record, by id or name." }),
});

export const templateAnswer = z.strictObject({
  fileName: z.string(),
  mediaType: z.string(),
  base64: z.string().meta({ description: "The bytes of the file." }),
});

export const catalogueRoutes = {
  listImports: {
    method: "GET",
    path: "/v1/batches/{archiveId}/{batchId}/imports",
    handler: "catalogue/list-imports",
    signedIn: true,
    summary: "How the imports of a batch's catalogues stand, the newest first",
    pathParameters: openedBatchPath,
    query: nothing,
    body: noBody,
    answer: importsAnswer,
  },
  listFaults: {
    method: "GET",
    path: "/v1/batches/{archiveId}/{batchId}/imports/{importId}/faults",
    handler: "catalogue/list-faults",
    signedIn: true,
    summary: "What was wrong with a catalogue, row by row and column by column",
    pathParameters: importPath,
    query: paging,
    body: noBody,
    answer: faultsAnswer,
  },
  findPeople: {
    method: "POST",
    path: "/v1/archives/{archiveId}/people",
    handler: "catalogue/find-people",
    signedIn: true,
    summary:
      "Units whose description names a person, by name or identity number (window clerks, archivists). Changes nothing; POST keeps names and numbers out of addresses and access logs. Who asks, and why, is kept",
    pathParameters: z.object({ archiveId }),
    query: nothing,
    body: peopleQuestion,
    answer: peopleAnswer,
  },
  getTemplate: {
    method: "GET",
    path: "/v1/catalogue/template",
    handler: "catalogue/get-template",
    signedIn: true,
    summary: "A catalogue to fill in: header, example, and in a workbook lists to choose from",
    pathParameters: nothing,
    query: templateQuery,
    body: noBody,
    answer: templateAnswer,
  },
} as const satisfies Record<string, Route>;
