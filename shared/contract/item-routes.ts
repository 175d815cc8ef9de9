import * as z from "zod";
import { archiveId, regionName } from "./archives.ts";
import { retentionAnswer } from "./retention-routes.ts";
import { moment, nothing, noBody, itemPath, type Route } from "./route.ts";
import { sha256 } from "./sha256.ts";

const point = z.tuple([z.number(), z.number()]);

const quad = z.tuple([point, point, point, point]);

const pagePath = itemPath.extend({ page: z.coerce.number().int().min(1).max(99_999) });

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

export const itemRoutes = {
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
} as const satisfies Record<string, Route>;
