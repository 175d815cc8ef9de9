import * as z from "zod";
import { accessionTerms, amendment, batchName, decision } from "./accession.ts";
import { archiveId, regionName } from "./archives.ts";
import { batchCounts } from "./batch-counts.ts";
import { destructionRoutes } from "./destruction-routes.ts";
import { freezeRoutes } from "./freeze-routes.ts";
import { checkId, checkOutcome } from "./checks.ts";
import type { FunctionName } from "./env.ts";
import { queueNames } from "./names.ts";
import { exportRoutes } from "./export-routes.ts";
import { retentionAnswer, retentionRoutes } from "./retention-routes.ts";
import { peopleAnswer, peopleQuestion } from "./people.ts";
import { quarantineAnswer, quarantinedBatch, quarantineQuery, quarantineQuestion } from "./quarantine.ts";
import { sha256 } from "./sha256.ts";
import { publicKeySet } from "./signing.ts";
import { permitAnswer, permitQuestion, vendorStep, vendorWork } from "./vendor.ts";

/** Fractions of the page, origin at its top left. */
const box = z.strictObject({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
const point = z.tuple([z.number(), z.number()]);
const quad = z.tuple([point, point, point, point]);
const moment = z.iso.datetime();
const year = z.coerce.number().int().min(1000).max(2999);
const limit = z.coerce.number().int().min(1).max(100).default(20);

export const searchQuery = z.object({
  q: z.string().min(1).max(200).meta({
    description: "What to find. Words apart by a space must all be there; 简/繁 and widths match each other.",
  }),
  archive: archiveId.optional(),
  kind: z.string().min(1).max(40).optional().meta({ description: "门类代码 (DA/T 13-2022), such as WS or ZY." }),
  from: year.optional().meta({ description: "First year of the record, inclusive." }),
  to: year.optional().meta({ description: "Last year of the record, inclusive." }),
  limit,
  cursor: z.string().max(2000).optional(),
});

export const searchAnswer = z.strictObject({
  hits: z.array(
    z.strictObject({
      archiveId,
      archivalCode: z.string(),
      page: z.int(),
      title: z.string(),
      snippet: z.string(),
      score: z.number(),
      boxes: z.array(box),
    }),
  ),
  total: z.strictObject({ value: z.int(), exact: z.boolean() }),
  cursor: z.string().optional(),
});

const itemPath = z.object({ archiveId, archivalCode: z.string().min(1).max(200) });
const pagePath = itemPath.extend({ page: z.coerce.number().int().min(1).max(99_999) });
const batchPath = z.object({ archiveId: z.string().min(1).max(64), batchId: z.string().min(1).max(64) });

/** Of a batch that is opened: its name must be one under which objects can come. */
const openedBatchPath = z.object({ archiveId, batchId: batchName });

const said = z.string().optional();

/** What a catalogue says of an item (DA/T 18-2022), and which import brought it. */
const describedAnswer = z.strictObject({
  title: z.string(),
  otherTitle: said,
  documentNumber: said,
  creator: said,
  date: said.meta({ description: "YYYYMMDD, what is uncertain or unknown in [ ]; two joined by - are a span." }),
  year: z.int().optional(),
  retentionPeriod: z
    .union([
      z.strictObject({ kind: z.literal("permanent") }),
      z.strictObject({ kind: z.literal("years"), years: z.int() }),
    ])
    .optional(),
  openingMark: z.enum(["open", "controlled", "delayed", "unreviewed"]).optional(),
  disclosure: z.enum(["proactive", "on-request", "not-disclosed"]).optional(),
  pages: z.int().optional(),
  items: z.int().optional(),
  medium: said,
  documentType: said,
  language: said,
  draft: said,
  keywords: said,
  abstract: said,
  note: said,
  volume: said,
  attachments: z
    .array(z.string())
    .optional()
    .meta({ description: "Archival codes of the items that belong to this one." }),
  kind: said.meta({ description: "Kind of record, by its id in the registry of kinds." }),
  fields: z
    .record(z.string(), z.string())
    .meta({ description: "What the kind's fields say; identity numbers masked." }),
  batchId: z.string(),
  importId: z.string(),
  row: z.int(),
  describedAt: moment,
});

export const itemAnswer = z.strictObject({
  archiveId,
  archivalCode: z.string(),
  title: z.string(),
  fonds: z.string(),
  kind: z.string().optional(),
  year: z.int().optional(),
  homeRegion: regionName,
  answeredFrom: regionName,
  description: describedAnswer.optional().meta({ description: "Absent of an item that no catalogue has described." }),
  pages: z.array(
    z.strictObject({
      page: z.int(),
      version: z.int(),
      sha256,
      mediaType: z.string(),
      bytes: z.int(),
      batchId: z.string(),
      acceptedAt: moment,
      ocr: z.strictObject({
        state: z.enum(["pending", "read", "failed"]),
        confidence: z.number().optional(),
        needsPerson: z.boolean().optional(),
        code: z.string().optional(),
      }),
      replicas: z.array(
        z.strictObject({
          region: regionName,
          state: z.enum(["pending", "proven", "failed"]),
          sha256: sha256.optional(),
          provenAt: moment.optional(),
        }),
      ),
    }),
  ),
  safe: z.boolean(),
  destroyed: z
    .strictObject({ listId: z.string(), at: moment })
    .optional()
    .meta({ description: "By which destruction list, and when: nothing of it is kept." }),
  retention: retentionAnswer.optional().meta({ description: "Known at the archive's home only." }),
});

export const pageTextAnswer = z.strictObject({
  text: z.string(),
  lines: z.array(
    z.strictObject({
      text: z.string(),
      confidence: z.number(),
      polygon: quad,
      words: z.array(z.strictObject({ text: z.string(), confidence: z.number(), polygon: quad })).optional(),
    }),
  ),
  engine: z.strictObject({ name: z.string(), version: z.string(), model: z.string() }),
  confidence: z.number(),
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  sha256,
});

const codes = z.array(z.string());

const inBothLanguages = z.strictObject({ zh: z.string(), en: z.string() });

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

/** What an earlier keeper of an item told of it: kept as it came, as evidence of theirs. */
const earlierHistoryAnswer = z.strictObject({
  keeper: archiveId.meta({ description: "The archive that kept the item then." }),
  batchId: z.string(),
  receivedAt: moment,
  sha256,
  bytes: z.int(),
  events: z.int().meta({ description: "Events of PREMIS in it." }),
  agrees: z
    .boolean()
    .meta({ description: "Every page that stands has the digest that was told, and none is missing." }),
  address: z.url().meta({ description: "Where the document (PREMIS 3.0) can be fetched, for a quarter of an hour." }),
});

/** What happened, the oldest first: our own event, and what it is in the words of PREMIS 3.0. */
export const historyAnswer = z.strictObject({
  archiveId,
  earlier: z
    .array(earlierHistoryAnswer)
    .optional()
    .meta({ description: "Of an item, with the first of its events: what its earlier keepers told." }),
  events: z.array(
    z.strictObject({
      eventId: z.string(),
      type: z.string(),
      time: moment,
      actor: z.string(),
      facts: z.record(z.string(), z.unknown()).meta({ description: "What else the event says." }),
      premis: z.array(
        z.strictObject({
          type: z.string(),
          uri: z.url(),
          outcome: z.enum(["success", "fail"]),
          detail: z.string(),
          outcomeNote: z.string().optional(),
        }),
      ),
    }),
  ),
  cursor: z.string().optional(),
});

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

/** An object as a depositor has it: its key in the intake bucket and its digest. */
const heldObject = z.strictObject({ key: z.string().min(1).max(1024), sha256 });
export const missingQuestion = z.strictObject({ objects: z.array(heldObject).min(1).max(1000) });
export const missingAnswer = z.strictObject({
  missing: z.array(z.string()),
  refused: z.array(z.strictObject({ key: z.string(), code: z.string(), detail: z.string() })),
});

/** How far a region has come with reading everything it keeps again. */
export const recheckAnswer = z.strictObject({
  region: regionName,
  /** Absent before the first pass. */
  pass: z
    .strictObject({ startedAt: moment, pages: z.int(), endedAt: moment.optional() })
    .optional()
    .meta({ description: "Pages asked for so far, in the pass that is under way or the last one." }),
});

const queue = z.enum(queueNames);
export const parkedAnswer = z.strictObject({
  region: regionName,
  queues: z.array(
    z.strictObject({
      queue,
      parked: z.int().meta({ description: "How many messages are parked, as SQS estimates it." }),
      messages: z
        .array(
          z.strictObject({
            messageId: z.string(),
            about: z.string().meta({ description: "The page or object concerned; empty when it cannot be told." }),
            reason: z
              .string()
              .meta({ description: "Empty when the worker ended without an answer: its log has more." }),
            since: moment,
          }),
        )
        .meta({ description: "Some of them, ten at most." }),
    }),
  ),
});

export const redriveQuestion = z.strictObject({ queue: queue.optional() });
export const redriveAnswer = z.strictObject({
  region: regionName,
  queues: z.array(z.strictObject({ queue, redriven: z.int() })),
});

const nothing = z.object({});
const noBody = z.undefined();
const paging = z.object({ cursor: z.string().max(2000).optional() });

/** One operation: which function answers it, and the schema of each of its parts. */
export type Route<
  N extends FunctionName = FunctionName,
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  A extends z.ZodType = z.ZodType,
> = {
  readonly method: "GET" | "POST";
  readonly path: `/${string}`;
  readonly handler: N;
  readonly signedIn: boolean;
  /** Whether vendors may ask at all; of every other operation their attempt is noted. */
  readonly vendors?: true;
  readonly summary: string;
  readonly pathParameters: P;
  readonly query: Q;
  readonly body: B;
  readonly answer: A;
};

/** Every operation of the HTTP API: the infrastructure routes it, the handler parses by it, OpenAPI describes it. */
export const routes = {
  search: {
    method: "GET",
    path: "/v1/search",
    handler: "full-text/search",
    signedIn: true,
    summary: "Find pages by what they say",
    pathParameters: nothing,
    query: searchQuery,
    body: noBody,
    answer: searchAnswer,
  },
  getItem: {
    method: "GET",
    path: "/v1/items/{archiveId}/{archivalCode}",
    handler: "catalogue/get-item",
    signedIn: true,
    summary: "One item: its pages, their text state and their copies",
    pathParameters: itemPath,
    query: nothing,
    body: noBody,
    answer: itemAnswer,
  },
  getPageText: {
    method: "GET",
    path: "/v1/items/{archiveId}/{archivalCode}/pages/{page}/text",
    handler: "catalogue/get-page-text",
    signedIn: true,
    summary: "What OCR read on one page, with polygons",
    pathParameters: pagePath,
    query: nothing,
    body: noBody,
    answer: pageTextAnswer,
  },
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
  getItemHistory: {
    method: "GET",
    path: "/v1/items/{archiveId}/{archivalCode}/history",
    handler: "catalogue/get-item-history",
    signedIn: true,
    summary:
      "What happened to an item and its pages (archivists, approvers, security officers, the archive's auditors)",
    pathParameters: itemPath,
    query: paging,
    body: noBody,
    answer: historyAnswer,
  },
  getBatchHistory: {
    method: "GET",
    path: "/v1/batches/{archiveId}/{batchId}/history",
    handler: "catalogue/get-batch-history",
    signedIn: true,
    summary: "What happened to a batch (archivists, approvers, security officers, the archive's auditors)",
    pathParameters: batchPath,
    query: paging,
    body: noBody,
    answer: historyAnswer,
  },
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
  listQuarantine: {
    method: "GET",
    path: "/v1/quarantine",
    handler: "accession/list-quarantine",
    signedIn: true,
    summary: "Batches of one's archive that are held because of a secrecy mark, with why (security officers)",
    pathParameters: nothing,
    query: quarantineQuery,
    body: noBody,
    answer: quarantineAnswer,
  },
  decideQuarantine: {
    method: "POST",
    path: "/v1/batches/{archiveId}/{batchId}/quarantine",
    handler: "accession/decide-quarantine",
    signedIn: true,
    summary: "Hold a batch, or release one that was held for nothing (security officers; a second person)",
    pathParameters: openedBatchPath,
    query: nothing,
    body: quarantineQuestion,
    answer: quarantinedBatch,
  },
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
  getReport: {
    method: "GET",
    path: "/v1/batches/{archiveId}/{batchId}/report",
    handler: "accession/get-report",
    signedIn: true,
    summary: "The four-property report of a batch: JSON, PDF and a picture, signed by the archive",
    pathParameters: openedBatchPath,
    query: nothing,
    body: noBody,
    answer: testReportAnswer,
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
  getRecheck: {
    method: "GET",
    path: "/v1/recheck",
    handler: "replication/get-recheck",
    signedIn: true,
    summary: "How far this region is with reading everything it keeps again (platform operators)",
    pathParameters: nothing,
    query: nothing,
    body: noBody,
    answer: recheckAnswer,
  },
  startRecheck: {
    method: "POST",
    path: "/v1/recheck",
    handler: "replication/start-recheck",
    signedIn: true,
    summary: "Begin a new pass over everything this region keeps (platform operators)",
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({}),
    answer: recheckAnswer,
  },
  listParked: {
    method: "GET",
    path: "/v1/parked",
    handler: "parking/list-parked",
    signedIn: true,
    summary: "Messages that were given up in this region, with the reason (platform operators)",
    pathParameters: nothing,
    query: nothing,
    body: noBody,
    answer: parkedAnswer,
  },
  redriveParked: {
    method: "POST",
    path: "/v1/parked/redrive",
    handler: "parking/redrive-parked",
    signedIn: true,
    summary: "Put parked messages of one queue, or of all, back to work (platform operators)",
    pathParameters: nothing,
    query: nothing,
    body: redriveQuestion,
    answer: redriveAnswer,
  },
  ...retentionRoutes,
  ...destructionRoutes,
  ...exportRoutes,
  ...freezeRoutes,
  describeApi: {
    method: "GET",
    path: "/openapi.json",
    handler: "catalogue/describe-api",
    signedIn: false,
    summary: "This document",
    pathParameters: nothing,
    query: nothing,
    body: noBody,
    answer: z.record(z.string(), z.unknown()),
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
