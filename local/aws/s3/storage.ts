import { randomBytes } from "node:crypto";
import type { Disk } from "../disk.ts";
import { openBlobFiles, type BlobFiles } from "./blob-files.ts";
import { openBuckets, type Bucket, type Buckets } from "./buckets.ts";
import { openDatabase, type Database } from "./database.ts";
import {
  openEventOutbox,
  type DeletionType,
  type EventOrigin,
  type EventOutbox,
  type EventReason,
  type ObjectEvent,
} from "./event-outbox.ts";
import { openObjects, type Objects, type StoredSegment, type Version } from "./objects.ts";
import { openUploads, type Uploads } from "./uploads.ts";

/** A version to be, before it has a place in the order of versions. */
export type VersionDraft = Omit<Version, "seq" | "bucket" | "versionId" | "latest" | "modifiedMs">;

/** Steps of one atomic change. Blobs are named here so that files follow the index, also across a crash. */
export type Change = {
  /** Adds a version as the latest of its key and records its event. */
  addVersion(
    bucket: Bucket,
    draft: VersionDraft,
    segments: readonly StoredSegment[],
    event: { readonly reason: EventReason; readonly deletion?: DeletionType; readonly origin: EventOrigin },
  ): Version;
  /** Removes a version for good and records its event. */
  removeVersion(bucket: Bucket, version: Version, origin: EventOrigin): void;
  /** Takes a written blob into the store. */
  keep(blob: string): void;
  discard(blobs: readonly string[]): void;
};

export type Storage = {
  readonly buckets: Buckets;
  readonly objects: Objects;
  readonly uploads: Uploads;
  readonly blobs: BlobFiles;
  /** Runs all steps of `work` or, if it throws, none. */
  change<Result>(work: (change: Change) => Result): Result;
  close(): Promise<void>;
};

/** Opens what is stored under `directory`, finishing what a crash interrupted, and goes on delivering events. */
export const openStorage = (options: {
  readonly directory: string;
  readonly region: string;
  readonly account: string;
  readonly now: () => number;
  readonly onEvent: (event: ObjectEvent) => Promise<void>;
  readonly disk: Disk;
}): Storage => {
  const database = openDatabase(options.directory, options.disk);
  const blobs = openBlobFiles(options.directory, options.disk);
  const buckets = openBuckets(database);
  const objects = openObjects(database);
  const uploads = openUploads(database);
  const outbox = openEventOutbox(database, options, options.onEvent);
  blobs.recover((blob) => objects.usesBlob(blob) || uploads.usesBlob(blob));
  sweep(database, blobs);
  outbox.poke();

  return {
    buckets,
    objects,
    uploads,
    blobs,
    change: (work) => {
      const [kept, discarded]: [string[], string[]] = [[], []];
      const result = database.transaction(() => {
        const done = work(openChange({ database, objects, outbox, now: options.now, kept, discarded }));
        for (const blob of discarded) database.sql("INSERT OR IGNORE INTO discarded_blob VALUES (?)").run(blob);
        return done;
      });
      // No other request runs between the commit and these lines, so nobody reads a blob before it is in its place.
      for (const blob of kept) blobs.keep(blob);
      try {
        forget(database, blobs.discard(discarded));
      } catch (error) {
        // The change stands; the next start sweeps.
        console.error(`s3 ${options.region} discarded blobs`, error);
      }
      outbox.poke();
      return result;
    },
    close: async () => {
      await outbox.close();
      database.close();
    },
  };
};

const openChange = (context: {
  readonly database: Database;
  readonly objects: Objects;
  readonly outbox: EventOutbox;
  readonly now: () => number;
  readonly kept: string[];
  readonly discarded: string[];
}): Change => {
  const { database, objects, outbox, kept, discarded } = context;
  return {
    addVersion: (bucket, draft, segments, event) => {
      const seq = database.nextSequence();
      const versioned = bucket.versioning === "Enabled";
      const replaced = versioned ? undefined : objects.version(bucket.name, draft.key, "null");
      if (replaced !== undefined) discarded.push(...objects.remove(replaced));
      const version: Version = {
        ...draft,
        attributes: bucket.malwareProtection && !draft.marker ? scannedByNobody(draft.attributes) : draft.attributes,
        seq,
        bucket: bucket.name,
        versionId: versioned ? newVersionId(seq) : "null",
        latest: true,
        // S3 keeps times of whole seconds, as its headers show them.
        modifiedMs: Math.floor(context.now() / 1000) * 1000,
      };
      objects.insert(version, segments);
      if (bucket.eventBridge) outbox.record({ bucket, version, sequence: seq, ...event });
      return version;
    },
    removeVersion: (bucket, version, origin) => {
      discarded.push(...objects.remove(version));
      if (!bucket.eventBridge) return;
      const sequence = database.nextSequence();
      outbox.record({ bucket, version, sequence, reason: "DeleteObject", deletion: "Permanently Deleted", origin });
    },
    keep: (blob) => void kept.push(blob),
    discard: (unused) => void discarded.push(...unused),
  };
};

/**
 * What GuardDuty says of a version that it could not look at (GuardDuty user guide, "Malware Protection for S3"). Nobody looks
 * for malware here, and nothing is called clean that nobody looked at.
 */
const scannedByNobody = (attributes: Version["attributes"]): Version["attributes"] => ({
  ...attributes,
  tags: [...attributes.tags, ["GuardDutyMalwareScanStatus", "FAILED"]],
});

const SEQUENCE_DIGITS = 10;

/** The order of a version in its id lets a list go on after a version that was deleted meanwhile. */
const newVersionId = (seq: number): string =>
  seq.toString(36).padStart(SEQUENCE_DIGITS, "0") + randomBytes(11).toString("hex");

/** The `seq` a version id was made with; `undefined` for `null` and for ids that were not made here. */
export const sequenceOf = (versionId: string): number | undefined =>
  /^[0-9a-z]{10}[0-9a-f]{22}$/.test(versionId) ? Number.parseInt(versionId.slice(0, SEQUENCE_DIGITS), 36) : undefined;

const sweep = (database: Database, blobs: BlobFiles): void => {
  const rows = database.sql("SELECT blob FROM discarded_blob").all();
  forget(database, blobs.discard(rows.map((row) => String(row["blob"]))));
};

const forget = (database: Database, blobs: readonly string[]): void => {
  for (const blob of blobs) database.sql("DELETE FROM discarded_blob WHERE blob = ?").run(blob);
};
