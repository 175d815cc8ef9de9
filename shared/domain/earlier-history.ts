import { createHash } from "node:crypto";
import * as z from "zod";
import { batchName } from "../contract/accession.ts";
import { archiveId } from "../contract/archives.ts";
import { sha256 } from "../contract/sha256.ts";
import { moment, page, type Page } from "./page.ts";

/** Larger ones are refused: a thousand pages have about ten megabytes. */
export const largestHistoryBytes = 64 * 1024 ** 2;

/**
 * What an earlier keeper of an item told of it, in PREMIS: kept as it came, as evidence of theirs. Nothing in it is an event of
 * ours.
 */
export const earlierHistory = z.strictObject({
  archiveId,
  archivalCode: page.shape.archivalCode,
  batchId: batchName,
  /** Of the document; its address among the evidence. */
  sha256,
  bytes: z.int().positive(),
  /** The archive that kept the item then. */
  keeper: archiveId,
  events: z.int().min(0),
  files: z.int().min(0),
  /** One digest for the files it speaks of, by which they are compared with what stands here. */
  filesSha256: sha256,
  actor: z.string().min(1),
  receivedAt: moment,
});
export type EarlierHistory = z.infer<typeof earlierHistory>;

/** One digest for the bytes that stand under the pages of an item. */
export const digestOfFiles = (files: readonly { readonly page: number; readonly sha256: string }[]): string => {
  const hash = createHash("sha256");
  for (const { page: number, sha256: digest } of [...files].sort((one, other) => one.page - other.page))
    hash.update(`${number} ${digest}\n`);
  return hash.digest("hex");
};

/** Whether every page that stands has the bytes that the earlier keeper told of, and no page is missing. */
export const agreesWith = ({ filesSha256 }: EarlierHistory, pages: readonly Page[]): boolean =>
  digestOfFiles(pages.map(({ page: number, file }) => ({ page: number, sha256: file.sha256 }))) === filesSha256;
