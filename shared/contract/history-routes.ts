import * as z from "zod";
import { archiveId } from "./archives.ts";
import { moment, noBody, paging, itemPath, batchPath, type Route } from "./route.ts";
import { sha256 } from "./sha256.ts";

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

export const historyRoutes = {
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
} as const satisfies Record<string, Route>;
