import * as z from "zod";
import type { Database } from "./database.ts";
import { retentionMode, type RetentionMode } from "./object-lock.ts";

/** A bucket as the template declares it. `arn` tells its partition. */
export type BucketDeclaration = {
  readonly name: string;
  readonly arn: string;
  readonly versioning: boolean;
  /** Present when Object Lock is enabled; with a mode and days, these are the default retention of new versions. */
  readonly objectLock?: { readonly mode?: RetentionMode | undefined; readonly days?: number | undefined } | undefined;
  /** Whether events of its objects are sent to EventBridge. */
  readonly eventBridge: boolean;
  /** Whether GuardDuty Malware Protection says of each version by a tag what it found. */
  readonly malwareProtection?: boolean;
};

export type Versioning = "Enabled" | "Suspended" | "Never";

export type Bucket = {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly versioning: Versioning;
  readonly objectLock: boolean;
  readonly defaultRetention: { readonly mode: RetentionMode; readonly days: number } | undefined;
  readonly eventBridge: boolean;
  readonly malwareProtection: boolean;
};

export type Buckets = {
  find(name: string): Bucket | undefined;
  list(): readonly Bucket[];
  /** Creates the bucket or brings an existing one to its declaration; objects stay. */
  declare(bucket: BucketDeclaration, nowMs: number): void;
};

export const openBuckets = (database: Database): Buckets => {
  /** Said anew by the template at every start. */
  const scanned = new Set<string>();
  const load = (): Map<string, Bucket> =>
    new Map(
      database
        .sql("SELECT * FROM bucket ORDER BY name")
        .all()
        .map((row) => readBucket(row, scanned))
        .map((bucket) => [bucket.name, bucket]),
    );
  let known = load();
  return {
    find: (name) => known.get(name),
    list: () => [...known.values()],
    declare: (bucket, nowMs) => {
      const before = known.get(bucket.name);
      // Object Lock needs versions, so S3 turns versioning on with it.
      const enabled = bucket.versioning || bucket.objectLock !== undefined;
      const versioning = enabled
        ? "Enabled"
        : before === undefined || before.versioning === "Never"
          ? "Never"
          : "Suspended";
      if (before?.objectLock === true && bucket.objectLock === undefined) {
        throw new Error(`Object Lock of bucket ${bucket.name} cannot be turned off once it is on`);
      }
      database
        .sql("INSERT OR REPLACE INTO bucket VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .run(
          bucket.name,
          bucket.arn,
          before?.createdMs ?? nowMs,
          versioning,
          bucket.objectLock === undefined ? 0 : 1,
          bucket.objectLock?.mode ?? null,
          bucket.objectLock?.days ?? null,
          bucket.eventBridge ? 1 : 0,
        );
      if (bucket.malwareProtection === true) scanned.add(bucket.name);
      else scanned.delete(bucket.name);
      known = load();
    },
  };
};

const bucketRow = z.object({
  name: z.string(),
  arn: z.string(),
  created_ms: z.number(),
  versioning: z.enum(["Enabled", "Suspended", "Never"]),
  object_lock: z.number(),
  lock_mode: retentionMode.nullable(),
  lock_days: z.number().nullable(),
  event_bridge: z.number(),
});

const readBucket = (stored: unknown, scanned: ReadonlySet<string>): Bucket => {
  const row = bucketRow.parse(stored);
  return {
    name: row.name,
    arn: row.arn,
    createdMs: row.created_ms,
    versioning: row.versioning,
    objectLock: row.object_lock === 1,
    defaultRetention:
      row.lock_mode === null || row.lock_days === null ? undefined : { mode: row.lock_mode, days: row.lock_days },
    eventBridge: row.event_bridge === 1,
    malwareProtection: scanned.has(row.name),
  };
};
