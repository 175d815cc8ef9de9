import * as z from "zod";
import { accessionTerms, batchName } from "../contract/accession.ts";
import { archiveId } from "../contract/archives.ts";
import { checkOutcome } from "../contract/checks.ts";
import { sha256 } from "../contract/sha256.ts";
import type { Accession } from "./accession.ts";
import { mediaType, moment, page, type Page } from "./page.ts";

/**
 * What an archive gives a receipt for: what had come when nothing more was to come (`closed`, 移交清册), that it took the batch
 * over, or that a registration backup became its own.
 */
export const receiptDecision = z.enum(["closed", "accepted", "converted"]);
export type ReceiptDecision = z.infer<typeof receiptDecision>;

/** One line of the list (移交清册): a page, the file it was delivered in, and its place in that file. */
export const listedPage = z.strictObject({
  archivalCode: page.shape.archivalCode,
  page: page.shape.page,
  sha256,
  bytes: z.int().positive(),
  mediaType,
  pageInFile: z.int().min(1),
});
export type ListedPage = z.infer<typeof listedPage>;

/** A page stands while its batch does; what had come is listed also of a batch that was given back meanwhile. */
const isListed = ({ state, batchId }: Page, ofBatch: string, decision: ReceiptDecision): boolean =>
  batchId === ofBatch && (state === "kept" || (decision === "closed" && state === "withdrawn"));

/** What the page is listed as; undefined of one that is not the batch's any more, or does not stand. */
export const listed = (of: Page, ofBatch: string, decision: ReceiptDecision): ListedPage | undefined => {
  const { archivalCode, page, file } = of;
  return !isListed(of, ofBatch, decision)
    ? undefined
    : {
        archivalCode,
        page,
        sha256: file.sha256,
        bytes: file.bytes,
        mediaType: file.mediaType,
        pageInFile: file.pageInFile,
      };
};

/** A list as lines of JSON (NDJSON, UTF-8), in order of 档号 and page; `sha256` is of all of it. `files` have different digests. */
export const pageList = z.strictObject({
  mediaType: z.literal("application/x-ndjson"),
  sha256,
  bytes: z.int().min(0),
  items: z.int().min(0),
  pages: z.int().min(0),
  files: z.int().min(0),
  /** Of all files together. */
  fileBytes: z.int().min(0),
});
export type PageList = z.infer<typeof pageList>;

/** What a receipt says: which batch, how and from whom it came, who decided, and what exactly was taken over. */
export const receiptContent = accessionTerms.extend({
  iss: archiveId,
  iat: z.int(),
  batchId: batchName,
  decision: z.strictObject({ what: receiptDecision, by: z.string().min(1), at: moment, reason: z.string().min(1) }),
  custody: z.enum(["holding", "registration-backup"]),
  /** What the four-property tests came to, with the digest of their report (JSON). */
  tests: z.strictObject({ outcome: checkOutcome, report: sha256 }).optional(),
  /** Objects that came and were not taken in. */
  refused: z.int().min(0),
  list: pageList,
});
export type ReceiptContent = z.infer<typeof receiptContent>;

/** A receipt that is owed for a decision, or was issued: `sha256` is of the JWS as it is kept. */
export const receipt = z.strictObject({
  archiveId,
  batchId: batchName,
  decision: receiptDecision,
  owedSince: moment,
  issued: z.strictObject({ at: moment, sha256, list: pageList }).optional(),
});
export type Receipt = z.infer<typeof receipt>;

/** The list of what had come is written once all that came was read; a batch that was given back is not read on. */
export const isDue = ({ decision }: Receipt, { state }: Accession): boolean =>
  decision !== "closed" || state !== "closed";

/** What an archive says of a batch whose pages are listed; undefined when no such decision was made. */
export const contentOf = (
  batch: Accession,
  decision: ReceiptDecision,
  found: { readonly list: PageList; readonly refused: number },
): Omit<ReceiptContent, "iss" | "iat"> | undefined => {
  const made = batch.transitions.findLast(({ to }) => to === decision);
  if (made === undefined) return undefined;
  const { batchId, accessionType, from, agreement, restrictions, expected, tests } = batch;
  return {
    batchId,
    accessionType,
    from,
    ...(agreement === undefined ? {} : { agreement }),
    restrictions,
    ...(expected === undefined ? {} : { expected }),
    decision: { what: decision, by: made.actor, at: made.at, reason: made.reason },
    ...(tests === undefined ? {} : { tests: { outcome: tests.outcome, report: tests.report.json } }),
    // What it was taken over as; converted, it is a holding.
    custody:
      decision === "converted"
        ? "holding"
        : batch.accessionType === "registration-backup"
          ? "registration-backup"
          : "holding",
    ...found,
  };
};
