import * as z from "zod";
import { archiveId } from "./archives.ts";
import { exportName, exportState, exportTarget } from "./exports.ts";
import { sha256 } from "./sha256.ts";

const moment = z.iso.datetime();

export const askExportQuestion = z.strictObject({
  of: exportTarget,
  reason: z.string().min(1).max(1000),
  exportId: exportName
    .optional()
    .meta({ description: "Chosen by whoever asks, so that asking again does not begin a second export." }),
});

/** How an export stands; the bag once it is ready. */
export const exportAnswer = z.strictObject({
  archiveId,
  exportId: exportName,
  of: exportTarget,
  actor: z.string(),
  reason: z.string(),
  askedAt: moment,
  state: exportState,
  progress: z
    .strictObject({
      items: z.int(),
      files: z.int().meta({ description: "Payload files of the bag." }),
      payloadBytes: z.int(),
      writtenBytes: z.int().meta({ description: "Of the serialised bag, which is somewhat longer than its payload." }),
    })
    .optional()
    .meta({ description: "Absent until it is known what goes into the bag." }),
  failure: z.strictObject({ code: z.string(), detail: z.string() }).optional(),
  bag: z
    .strictObject({
      fileName: z.string(),
      bytes: z.int(),
      manifestSha256: sha256.meta({ description: "SHA-256 of manifest-sha256.txt: names the payload by one digest." }),
      url: z.url().meta({ description: "Where the bag can be fetched, for some minutes; ask again for another." }),
      linkSeconds: z.int(),
      expiresAt: moment.meta({ description: "From then on the bag is gone; export anew." }),
    })
    .optional(),
});

export const exportRoutes = {
  askExport: {
    method: "POST",
    path: "/v1/archives/{archiveId}/exports",
    handler: "export/ask-export",
    signedIn: true,
    summary: "Export an item, a volume or a batch as a BagIt bag with description and history (archivists, approvers)",
    pathParameters: z.object({ archiveId }),
    query: z.object({}),
    body: askExportQuestion,
    answer: exportAnswer,
  },
  getExport: {
    method: "GET",
    path: "/v1/archives/{archiveId}/exports/{exportId}",
    handler: "export/get-export",
    signedIn: true,
    summary: "How far an export is, and where its bag can be fetched (archivists, approvers)",
    pathParameters: z.object({ archiveId, exportId: exportName }),
    query: z.object({}),
    body: z.undefined(),
    answer: exportAnswer,
  },
} as const;
