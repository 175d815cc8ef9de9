import * as z from "zod";
import { accessionAnswer } from "./accession-routes.ts";
import { batchCounts } from "./batch-counts.ts";
import { moment, nothing, noBody, paging, batchPath, type Route } from "./route.ts";
import { sha256 } from "./sha256.ts";

const codes = z.array(z.string());

const inBothLanguages = z.strictObject({ zh: z.string(), en: z.string() });

/** How a bag stands that came with a batch as one object. */
const bagAnswer = z.strictObject({
  bagId: z.string(),
  key: z.string(),
  versionId: z.string(),
  state: z.enum(["received", "validating", "unpacking", "unpacked", "refused"]),
  receivedAt: moment,
  endedAt: moment.optional(),
  at: z.int().meta({ description: "Files of the bag, tag files too, that are dealt with in this state." }),
  of: z.int().meta({ description: "Files in the bag; 0 until they were counted." }),
  counts: z.strictObject({
    scans: z.int(),
    catalogues: z.int(),
    histories: z.int().meta({ description: "Of items, as the archive that exported the bag told them." }),
    unplaced: z
      .int()
      .meta({ description: "Scans whose path names no place: intake says what is wrong with the name." }),
    superseded: z.int().meta({ description: "Their place has something that came after the bag." }),
    leftOut: z.int(),
    systemFiles: z.int(),
  }),
  leftOut: z
    .array(z.strictObject({ path: z.string(), reason: z.string(), detail: z.string() }))
    .meta({ description: "The first files that stay in the bag." }),
  found: z.int().meta({ description: "How many findings there were." }),
  findings: z
    .array(
      z.strictObject({
        rule: z.string(),
        severity: z.enum(["error", "warning"]),
        clause: z.string(),
        path: z.string().optional(),
        detail: z.string(),
      }),
    )
    .meta({ description: "The first findings, errors before warnings." }),
  info: z
    .array(z.strictObject({ label: z.string(), value: z.string() }))
    .meta({ description: "What the bag says of itself (bag-info.txt), once it was found good." }),
  refusal: z.strictObject({ code: z.string(), detail: z.string() }).optional(),
});

export const batchAnswer = z.strictObject({
  archiveId: z.string(),
  batchId: z.string(),
  accession: accessionAnswer
    .omit({ archiveId: true, batchId: true })
    .optional()
    .meta({ description: "Absent of a batch that nobody opened." }),
  counts: batchCounts,
  refused: z.array(
    z.strictObject({ key: z.string(), code: z.string(), detail: z.string(), details: inBothLanguages, at: moment }),
  ),
  unsafe: z.array(
    z.strictObject({ archivalCode: z.string(), page: z.int(), waitingFor: z.array(z.string()), since: moment }),
  ),
  bags: z.array(bagAnswer).meta({
    description: "Bags (BagIt) that came with the batch, the newest first; known at the archive's home only.",
  }),
  doubleIntake: z
    .strictObject({
      paper: z.int(),
      digital: z.int(),
      withoutDigital: codes,
      withoutPaper: codes,
      notListed: codes,
      matches: z.boolean(),
    })
    .optional()
    .meta({ description: "双套: asked for, and only where the hand-over list names volumes." }),
  cursor: z.string().optional(),
});

/** An object as a depositor has it: its key in the intake bucket and its digest. */
const heldObject = z.strictObject({ key: z.string().min(1).max(1024), sha256 });

export const missingQuestion = z.strictObject({ objects: z.array(heldObject).min(1).max(1000) });

export const missingAnswer = z.strictObject({
  missing: z.array(z.string()),
  refused: z.array(z.strictObject({ key: z.string(), code: z.string(), detail: z.string() })),
});

export const batchRoutes = {
  getBatch: {
    method: "GET",
    path: "/v1/batches/{archiveId}/{batchId}",
    handler: "catalogue/get-batch",
    signedIn: true,
    summary: "One batch: counts by state, what was refused, what is not yet safe",
    pathParameters: batchPath,
    query: paging.extend({
      double: z
        .enum(["yes"])
        .optional()
        .meta({ description: "Compare the volumes of the hand-over list with the digital sets that came." }),
    }),
    body: noBody,
    answer: batchAnswer,
  },
  listMissing: {
    method: "POST",
    path: "/v1/batches/{archiveId}/{batchId}/missing",
    handler: "catalogue/list-missing",
    signedIn: true,
    summary: "Which of these objects the archive does not hold yet",
    pathParameters: batchPath,
    query: nothing,
    body: missingQuestion,
    answer: missingAnswer,
  },
} as const satisfies Record<string, Route>;
