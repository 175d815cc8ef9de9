import * as z from "zod";
import { checksum, type Checksum } from "./checksums.ts";
import type { Database } from "./database.ts";
import { retentionMode, type Retention } from "./object-lock.ts";

/** What a client said about an object, beside its bytes. */
export const objectAttributes = z.object({
  /** Content-Type and the other headers that are given back as they came, names in lower case. */
  headers: z.record(z.string(), z.string()),
  /** User metadata without the `x-amz-meta-` prefix. */
  metadata: z.record(z.string(), z.string()),
  tags: z.array(z.tuple([z.string(), z.string()])),
  storageClass: z.string(),
  encryption: z.object({ algorithm: z.string(), keyId: z.string().optional() }),
});
export type ObjectAttributes = z.infer<typeof objectAttributes>;

/** One version of a key; a delete marker is a version without bytes. */
export type Version = {
  /** Order of creation within the region; the newest version of a key has the greatest. */
  readonly seq: number;
  readonly bucket: string;
  readonly key: string;
  /** `null` (the text) when it was written without versioning. */
  readonly versionId: string;
  readonly latest: boolean;
  readonly marker: boolean;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly modifiedMs: number;
  readonly checksum: Checksum | undefined;
  readonly attributes: ObjectAttributes;
  /** Number of parts of a multipart object. */
  readonly partCount: number | undefined;
  readonly retention: Retention | undefined;
  readonly legalHold: boolean;
};

export type StoredSegment = {
  readonly number: number;
  readonly blob: string;
  readonly size: number;
  /** Base64 checksum of the part. */
  readonly checksum: string | undefined;
};

/** The versions of all keys. Every method is synchronous; writes belong into a transaction. */
export type Objects = {
  latest(bucket: string, key: string): Version | undefined;
  version(bucket: string, key: string, versionId: string): Version | undefined;
  segments(seq: number): readonly StoredSegment[];
  /** Current objects (no markers) with key at or after `from`, in key order. */
  currentFrom(bucket: string, from: string): IterableIterator<Version>;
  /** Versions and markers with key at or after `from`, newest first within a key. */
  versionsFrom(bucket: string, from: string): IterableIterator<Version>;
  /** Versions of exactly this key older than `belowSeq`, newest first. */
  versionsBelow(bucket: string, key: string, belowSeq: number): IterableIterator<Version>;
  insert(version: Version, segments: readonly StoredSegment[]): void;
  /** Removes a version and returns the blobs it used. The newest one left, if any, becomes the latest. */
  remove(version: Version): readonly string[];
  setTags(seq: number, attributes: ObjectAttributes): void;
  setRetention(seq: number, retention: Retention | undefined): void;
  setLegalHold(seq: number, held: boolean): void;
  usesBlob(blob: string): boolean;
};

export const openObjects = ({ sql }: Database): Objects => {
  const segments = (seq: number): readonly StoredSegment[] =>
    sql("SELECT number, blob, size, checksum FROM segment WHERE object_seq = ? ORDER BY number")
      .all(seq)
      .map((row) => readSegment(row));
  return {
    segments,
    latest: (bucket, key) =>
      readOptional(sql("SELECT * FROM object WHERE bucket = ? AND key = ? AND latest = 1").get(bucket, key)),
    version: (bucket, key, versionId) =>
      readOptional(
        sql("SELECT * FROM object WHERE bucket = ? AND key = ? AND version_id = ?").get(bucket, key, versionId),
      ),
    currentFrom: (bucket, from) =>
      readAll(
        sql("SELECT * FROM object WHERE bucket = ? AND key >= ? AND latest = 1 AND marker = 0 ORDER BY key").iterate(
          bucket,
          from,
        ),
      ),
    versionsFrom: (bucket, from) =>
      readAll(sql("SELECT * FROM object WHERE bucket = ? AND key >= ? ORDER BY key, seq DESC").iterate(bucket, from)),
    versionsBelow: (bucket, key, belowSeq) =>
      readAll(
        sql("SELECT * FROM object WHERE bucket = ? AND key = ? AND seq < ? ORDER BY seq DESC").iterate(
          bucket,
          key,
          belowSeq,
        ),
      ),
    insert: (version, ownSegments) => {
      sql("UPDATE object SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1").run(version.bucket, version.key);
      sql("INSERT INTO object VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").run(
        version.seq,
        version.bucket,
        version.key,
        version.versionId,
        version.marker ? 1 : 0,
        version.size,
        version.etag,
        version.modifiedMs,
        version.checksum === undefined ? null : JSON.stringify(version.checksum),
        JSON.stringify(version.attributes),
        version.partCount ?? null,
        version.retention?.mode ?? null,
        version.retention?.untilMs ?? null,
        version.legalHold ? 1 : 0,
      );
      for (const { number, blob, size, checksum: value } of ownSegments) {
        sql("INSERT INTO segment VALUES (?, ?, ?, ?, ?)").run(version.seq, number, blob, size, value ?? null);
      }
    },
    remove: (version) => {
      const blobs = segments(version.seq).map(({ blob }) => blob);
      sql("DELETE FROM segment WHERE object_seq = ?").run(version.seq);
      sql("DELETE FROM object WHERE seq = ?").run(version.seq);
      if (version.latest) {
        sql(
          `UPDATE object SET latest = 1 WHERE seq =
             (SELECT seq FROM object WHERE bucket = ? AND key = ? ORDER BY seq DESC LIMIT 1)`,
        ).run(version.bucket, version.key);
      }
      return blobs;
    },
    setTags: (seq, attributes) =>
      void sql("UPDATE object SET attributes = ? WHERE seq = ?").run(JSON.stringify(attributes), seq),
    setRetention: (seq, retention) =>
      void sql("UPDATE object SET lock_mode = ?, retain_until_ms = ? WHERE seq = ?").run(
        retention?.mode ?? null,
        retention?.untilMs ?? null,
        seq,
      ),
    setLegalHold: (seq, held) => void sql("UPDATE object SET legal_hold = ? WHERE seq = ?").run(held ? 1 : 0, seq),
    usesBlob: (blob) => sql("SELECT 1 FROM segment WHERE blob = ?").get(blob) !== undefined,
  };
};

const objectRow = z.object({
  seq: z.number(),
  bucket: z.string(),
  key: z.string(),
  version_id: z.string(),
  latest: z.number(),
  marker: z.number(),
  size: z.number(),
  etag: z.string(),
  modified_ms: z.number(),
  checksum: z.string().nullable(),
  attributes: z.string(),
  part_count: z.number().nullable(),
  lock_mode: retentionMode.nullable(),
  retain_until_ms: z.number().nullable(),
  legal_hold: z.number(),
});

const readVersion = (stored: unknown): Version => {
  const row = objectRow.parse(stored);
  return {
    seq: row.seq,
    bucket: row.bucket,
    key: row.key,
    versionId: row.version_id,
    latest: row.latest === 1,
    marker: row.marker === 1,
    size: row.size,
    etag: row.etag,
    modifiedMs: row.modified_ms,
    checksum: row.checksum === null ? undefined : checksum.parse(JSON.parse(row.checksum)),
    attributes: objectAttributes.parse(JSON.parse(row.attributes)),
    partCount: row.part_count ?? undefined,
    retention:
      row.lock_mode === null || row.retain_until_ms === null
        ? undefined
        : { mode: row.lock_mode, untilMs: row.retain_until_ms },
    legalHold: row.legal_hold === 1,
  };
};

const readOptional = (stored: unknown): Version | undefined => (stored === undefined ? undefined : readVersion(stored));

function* readAll(rows: Iterable<unknown>): IterableIterator<Version> {
  for (const row of rows) yield readVersion(row);
}

const segmentRow = z.object({
  number: z.number(),
  blob: z.string(),
  size: z.number(),
  checksum: z.string().nullable(),
});

const readSegment = (stored: unknown): StoredSegment => {
  const row = segmentRow.parse(stored);
  return { ...row, checksum: row.checksum ?? undefined };
};
