import * as z from "zod";
import { checksumAlgorithm, checksumType } from "./checksums.ts";
import type { Database } from "./database.ts";
import { retentionMode } from "./object-lock.ts";
import { objectAttributes, type StoredSegment } from "./objects.ts";

/** What a multipart upload will become, as its creation said. */
const uploadDraft = z.object({
  attributes: objectAttributes,
  retention: z.object({ mode: retentionMode, untilMs: z.number() }).optional(),
  legalHold: z.boolean(),
  algorithm: checksumAlgorithm,
  type: checksumType,
  /** Whether the client chose the algorithm; S3 does not mention one it chose itself. */
  chosen: z.boolean(),
});
export type UploadDraft = z.infer<typeof uploadDraft>;

export type Upload = {
  /** Sorts by the time of creation. */
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly startedMs: number;
  readonly draft: UploadDraft;
};

/** `md5` is hex and the part's ETag; `checksum` is base64 of the upload's algorithm. */
export type Part = {
  readonly number: number;
  readonly blob: string;
  readonly size: number;
  readonly md5: string;
  readonly checksum: string;
  readonly modifiedMs: number;
};

/** Multipart uploads in progress. Every method is synchronous; writes belong into a transaction. */
export type Uploads = {
  find(id: string): Upload | undefined;
  /** Uploads with key at or after `from`, in order of key, then creation. */
  listFrom(bucket: string, from: string): IterableIterator<Upload>;
  insert(upload: Upload): void;
  part(id: string, number: number): Part | undefined;
  /** Parts in order of their numbers. */
  parts(id: string): readonly Part[];
  /** Adds or replaces a part; returns the blob replaced. */
  putPart(id: string, part: Part): string | undefined;
  /** Ends an upload and returns the blobs of its parts. */
  remove(id: string): readonly string[];
  usesBlob(blob: string): boolean;
};

export const segmentOf = (part: Part): StoredSegment => ({
  number: part.number,
  blob: part.blob,
  size: part.size,
  checksum: part.checksum,
});

export const openUploads = ({ sql }: Database): Uploads => {
  const part = (id: string, number: number): Part | undefined => {
    const row = sql("SELECT * FROM part WHERE upload_id = ? AND number = ?").get(id, number);
    return row === undefined ? undefined : readPart(row);
  };
  const parts = (id: string): readonly Part[] =>
    sql("SELECT * FROM part WHERE upload_id = ? ORDER BY number")
      .all(id)
      .map((row) => readPart(row));
  return {
    part,
    parts,
    find: (id) => {
      const row = sql("SELECT * FROM upload WHERE id = ?").get(id);
      return row === undefined ? undefined : readUpload(row);
    },
    listFrom: function* (bucket, from) {
      const rows = sql("SELECT * FROM upload WHERE bucket = ? AND key >= ? ORDER BY key, id").iterate(bucket, from);
      for (const row of rows) yield readUpload(row);
    },
    insert: ({ id, bucket, key, startedMs, draft }) =>
      void sql("INSERT INTO upload VALUES (?, ?, ?, ?, ?)").run(id, bucket, key, startedMs, JSON.stringify(draft)),
    putPart: (id, { number, blob, size, md5, checksum, modifiedMs }) => {
      const before = part(id, number);
      sql("INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, ?, ?, ?)").run(
        id,
        number,
        blob,
        size,
        md5,
        checksum,
        modifiedMs,
      );
      return before?.blob;
    },
    remove: (id) => {
      const blobs = parts(id).map(({ blob }) => blob);
      sql("DELETE FROM part WHERE upload_id = ?").run(id);
      sql("DELETE FROM upload WHERE id = ?").run(id);
      return blobs;
    },
    usesBlob: (blob) => sql("SELECT 1 FROM part WHERE blob = ?").get(blob) !== undefined,
  };
};

const uploadRow = z.object({
  id: z.string(),
  bucket: z.string(),
  key: z.string(),
  started_ms: z.number(),
  draft: z.string(),
});

const readUpload = (stored: unknown): Upload => {
  const row = uploadRow.parse(stored);
  return {
    id: row.id,
    bucket: row.bucket,
    key: row.key,
    startedMs: row.started_ms,
    draft: uploadDraft.parse(JSON.parse(row.draft)),
  };
};

const partRow = z.object({
  number: z.number(),
  blob: z.string(),
  size: z.number(),
  md5: z.string(),
  checksum: z.string(),
  modified_ms: z.number(),
});

const readPart = (stored: unknown): Part => {
  const { modified_ms, ...row } = partRow.parse(stored);
  return { ...row, modifiedMs: modified_ms };
};
