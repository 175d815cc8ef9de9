import * as z from "zod";
import { restrictedUse } from "../contract/accession.ts";
import { archiveId, regionName } from "../contract/archives.ts";
import { longestWriteSeconds } from "../contract/names.ts";
import { arrival } from "./arrival.ts";
import { mediaType } from "../contract/media-type.ts";
import { sha256 } from "../contract/sha256.ts";
import { scanFacts } from "./scan-facts.ts";

export { mediaType, type MediaType } from "../contract/media-type.ts";

export const moment = z.iso.datetime();

/** The file a page was delivered in. A 300-page PDF is one file behind 300 pages. */
const sourceFile = z.strictObject({
  sha256,
  mediaType,
  bytes: z.int().positive(),
  /** 1-based place of the page in the file. */
  pageInFile: z.int().min(1),
  pageCount: z.int().min(1),
});

/** What became of reading the page. */
const reading = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("pending") }),
  z.strictObject({
    state: z.literal("read"),
    /** Digest of the OCR result kept beside the page; also its address in the holdings. */
    sha256,
    confidence: z.number().min(0).max(1),
    needsPerson: z.boolean(),
    engine: z.string(),
    readAt: moment,
    /** Absent of pages that were read before scans were measured. */
    scan: scanFacts.optional(),
  }),
  z.strictObject({ state: z.literal("failed"), code: z.string(), failedAt: moment }),
]);
export type Reading = z.infer<typeof reading>;

/** One copy in another region. Proven means read back there and found equal. */
const replica = z.strictObject({
  region: regionName,
  state: z.enum(["pending", "proven", "failed"]),
  /** Revision of the page that this state speaks of. */
  revision: z.int().min(0),
  sha256: sha256.optional(),
  ocrSha256: sha256.optional(),
  provenAt: moment.optional(),
  failedAt: moment.optional(),
  code: z.string().optional(),
  /** When the region last erased what it had of a page that is quarantined or destroyed. */
  erasedAt: moment.optional(),
});
export type Replica = z.infer<typeof replica>;

export const page = z.strictObject({
  archiveId,
  archivalCode: z.string().min(1),
  page: z.int().min(1),
  /** The only region that writes this record; elsewhere it is a copy. */
  homeRegion: regionName,
  batchId: z.string().min(1),
  /**
   * `withdrawn`: no longer part of its item. `quarantined`: its batch is held, for secrecy; its bytes stay at home, untouched.
   * `destroyed`: an approved list destroyed its item; what is kept of it is this record. None is found, opened or copied.
   */
  state: z.enum(["kept", "withdrawn", "quarantined", "destroyed"]),
  /** What a quarantined page was before, and is again when its batch is released. */
  quarantinedFrom: z.enum(["kept", "withdrawn"]).optional(),
  /** Counts the different bytes that came under this page number. */
  version: z.int().min(1),
  /** Counts changes of what the page says or whether it stands: orders copies and index updates. */
  revision: z.int().min(1),
  /** Counts writes of this record: each is conditional on the count it read. */
  writes: z.int().min(1),
  file: sourceFile,
  /** The newest upload that brought these bytes under this page; of a withdrawn page, the one that last did. */
  arrival,
  acceptedAt: moment,
  /** Which scanner for malware looked at the file when it came, and found nothing; absent when none did. */
  scanned: z.strictObject({ by: z.string().min(1).max(100), at: moment }).optional(),
  reading,
  replicas: z.array(replica),
  /** What the home region found when it last read its own bytes and text again; absent until it first did. */
  original: replica.optional(),
  /** 登记备份: kept and proven, but neither searched nor opened until it becomes part of the holdings. */
  custody: z.literal("registration-backup").optional(),
  /** What whoever gave it forbids, of this batch or an earlier one; absent when nothing. */
  restrictions: z.array(restrictedUse).min(1).optional(),
  /** Those of them that earlier batches of the page brought: no amendment of this batch's terms lifts them. */
  restrictedBefore: z.array(restrictedUse).min(1).optional(),
  /** Revision since which the page has stood under its present terms; absent when it always has. Replicas have to know it. */
  termsSince: z.int().min(1).optional(),
});
export type Page = z.infer<typeof page>;

/** What the page counts for in its item's total; one that is not there yet for nothing. */
export const standing = (of: Page | undefined): number => (of?.state === "kept" ? 1 : 0);

/** A replica holds the page when its proof speaks of these very bytes and, once read, of this very text. */
export const holds = (copy: Replica, of: Page): boolean =>
  copy.state === "proven" &&
  copy.sha256 === of.file.sha256 &&
  (of.reading.state === "read" ? copy.ocrSha256 === of.reading.sha256 : copy.revision >= of.revision);

/** Whether nothing of the page may lie in other regions. */
export const isToBeErased = ({ state }: Pick<Page, "state">): boolean =>
  state === "quarantined" || state === "destroyed";

/** What was begun before a page was to be erased can arrive this much later at most, by clocks that differ a little. */
export const lateWriteSeconds = longestWriteSeconds + 20;

/** Whether what was looked for at `at` is gone for good: nothing begun before `since` can have arrived later. */
export const isLateEnough = (at: string, since: string): boolean =>
  Date.parse(at) >= Date.parse(since) + lateWriteSeconds * 1000;

/** Whether a region has erased what it had of the page, after all that was on its way had arrived. */
const isErased = ({ erasedAt }: Replica, { acceptedAt }: Page): boolean =>
  erasedAt !== undefined && isLateEnough(erasedAt, acceptedAt);

/**
 * What the page still waits for; empty when nothing more is to be done. Replicas have to learn too that it no longer stands,
 * and under which terms it does; of a quarantined or destroyed page they have to erase what they have.
 */
export const waitingFor = (of: Page): string[] => {
  const kept = of.state === "kept";
  const lags = (copy: Replica): boolean =>
    kept
      ? !holds(copy, of) || copy.revision < (of.termsSince ?? 0)
      : copy.revision < of.revision || (isToBeErased(of) && !isErased(copy, of));
  return [
    ...(kept && of.reading.state === "pending" ? ["ocr"] : []),
    ...(kept && of.original?.state === "failed" ? ["original"] : []),
    ...of.replicas.filter(lags).map((copy) => `replica:${copy.region}`),
  ];
};

/** Safe: read (or found unreadable), not found rotten at home, and every required replica proven equal to what is held now. */
export const isSafe = (of: Page): boolean => of.replicas.length > 0 && waitingFor(of).length === 0;
