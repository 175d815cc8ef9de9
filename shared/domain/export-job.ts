import * as z from "zod";
import { archiveId } from "../contract/archives.ts";
import { exportDays, exportName, exportState, exportTarget, type ExportTarget } from "../contract/exports.ts";
import { sha256 } from "../contract/sha256.ts";
import { exportFailure, type ExportFailure } from "./export-failure.ts";
import { moment, page } from "./page.ts";

/** What goes into a bag, fixed before its first byte is written: lists that lie beside the bag, under their digests. */
export const exportPlan = z.strictObject({
  at: moment,
  /** Payload files, tag files (lines of JSON), and the bytes of the tag files one behind the other. */
  payload: sha256,
  tags: sha256,
  tagBytes: sha256,
  items: z.int().min(0),
  files: z.int().min(0),
  payloadBytes: z.int().min(0),
  /** Batches the pages came with: a hold of any of them ends the export. */
  batches: z.array(page.shape.batchId),
  /** S3's name of the multipart upload, and the length of its parts. */
  uploadId: z.string().min(1),
  partBytes: z.int().min(1),
});
export type ExportPlan = z.infer<typeof exportPlan>;

/** The export of an item, a volume or a batch as a bag. */
export const exportJob = z.strictObject({
  archiveId,
  exportId: exportName,
  of: exportTarget,
  actor: z.string().min(1),
  reason: z.string().min(1).max(1000),
  askedAt: moment,
  state: exportState,
  plan: exportPlan.optional(),
  /** Parts that are stored for good, and after which of them it was noted which payload files they hold. */
  parts: z.int().min(0),
  marks: z.array(z.int().min(0)),
  bag: z.strictObject({ at: moment, bytes: z.int().min(1), manifestSha256: sha256, expiresAt: moment }).optional(),
  failure: exportFailure.optional(),
  /** Counts writes of this record: each is conditional on the count it read. */
  writes: z.int().min(1),
});
export type ExportJob = z.infer<typeof exportJob>;

export const hasEnded = ({ state }: Pick<ExportJob, "state">): boolean => state === "ready" || state === "failed";

type Asked = Pick<ExportJob, "archiveId" | "exportId" | "of" | "actor" | "reason" | "askedAt">;

export const askedExport = (asked: Asked): ExportJob => ({ ...asked, state: "asked", parts: 0, marks: [], writes: 1 });

/** It is fixed what goes into the bag. */
export const plannedAs = (before: ExportJob, plan: ExportPlan): ExportJob => ({
  ...before,
  state: "writing",
  plan,
  writes: before.writes + 1,
});

/** The parts up to this one are stored, and it is noted which payload files they hold. */
export const writtenUpTo = (before: ExportJob, parts: number): ExportJob => ({
  ...before,
  parts,
  marks: [...before.marks, parts],
  writes: before.writes + 1,
});

const daysLater = (time: string, days: number): string => new Date(Date.parse(time) + days * 86_400_000).toISOString();

/** The bag is whole. S3 counts the days of what it removes from when its upload began. */
export const readyAs = (
  before: ExportJob,
  plan: ExportPlan,
  bag: { readonly at: string; readonly bytes: number; readonly manifestSha256: string },
): ExportJob => ({
  ...before,
  state: "ready",
  bag: { ...bag, expiresAt: daysLater(plan.at, exportDays) },
  writes: before.writes + 1,
});

export const failedBy = (before: ExportJob, failure: ExportFailure): ExportJob => ({
  ...before,
  state: "failed",
  failure,
  writes: before.writes + 1,
});

/** What was exported, as its archive names it. */
export const nameOf = (of: ExportTarget): string => (of.level === "batch" ? of.batchId : of.archivalCode);

/** The name of the bag and of its top folder. */
export const bagNameOf = ({
  archiveId: archive,
  of,
  askedAt,
}: Pick<ExportJob, "archiveId" | "of" | "askedAt">): string =>
  `${archive}-${nameOf(of)}-${askedAt.slice(0, 10).replaceAll("-", "")}`;

const mebibyte = 1024 ** 2;
const leastPartBytes = 16 * mebibyte;
/** One part is in the function's memory. */
const mostPartBytes = 128 * mebibyte;
/** S3 takes 10,000 parts; some are left for what was estimated too small. */
const mostParts = 9_000;
/** A tar's header, padding, and the lines of a file in the manifests: generously. */
const besideOneFile = 4096;

export const mostExportBytes = mostParts * mostPartBytes;

/** The whole serialised bag is at most so long. */
export const bagBytesAtMost = ({ files, bytes }: { readonly files: number; readonly bytes: number }): number =>
  bytes + files * besideOneFile + mebibyte;

/** How long the parts of a bag of so many bytes are; undefined when it is too large for one export. */
export const partBytesFor = (bytes: number): number | undefined => {
  const partBytes = Math.max(leastPartBytes, Math.ceil(bytes / mostParts / mebibyte) * mebibyte);
  return partBytes > mostPartBytes ? undefined : partBytes;
};
