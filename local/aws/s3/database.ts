import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { StatementSync } from "node:sqlite";
import { openStoreFile, type Disk } from "../disk.ts";
import { inTransaction } from "../sqlite-transaction.ts";

/** The index: everything but the bytes of objects. */
export type Database = {
  /** A statement prepared once. */
  readonly sql: (text: string) => StatementSync;
  /** Runs `work` atomically: all of it is on disk when this returns, or none of it if it throws. */
  transaction<Result>(work: () => Result): Result;
  /** A number never given before, also across restarts. */
  nextSequence(): number;
  close(): void;
};

/**
 * WAL with `synchronous=NORMAL`: a commit survives the end of the process at any moment. (A power cut may lose the last
 * commits, never consistency; the one-machine host does not promise more.)
 */
export const openDatabase = (directory: string, disk: Disk): Database => {
  mkdirSync(directory, { recursive: true });
  const connection = openStoreFile(join(directory, "index.sqlite"), disk);
  connection.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000;");
  connection.exec(SCHEMA);
  const statements = new Map<string, StatementSync>();
  const sql = (text: string): StatementSync => {
    const known = statements.get(text) ?? connection.prepare(text);
    statements.set(text, known);
    return known;
  };
  return {
    sql,
    transaction: (work) => inTransaction(connection, work),
    nextSequence: () => {
      const row = sql("UPDATE sequence SET value = value + 1 RETURNING value").get();
      return Number(row?.["value"]);
    },
    close: () => connection.close(),
  };
};

/** Keys compare byte by byte (SQLite's BINARY), which is the UTF-8 order in which S3 lists them. */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS sequence (value INTEGER NOT NULL);
INSERT INTO sequence SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM sequence);

CREATE TABLE IF NOT EXISTS bucket (
  name TEXT PRIMARY KEY, arn TEXT NOT NULL, created_ms INTEGER NOT NULL,
  versioning TEXT NOT NULL, object_lock INTEGER NOT NULL, lock_mode TEXT, lock_days INTEGER,
  event_bridge INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS object (
  seq INTEGER PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, version_id TEXT NOT NULL,
  latest INTEGER NOT NULL, marker INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
  modified_ms INTEGER NOT NULL, checksum TEXT, attributes TEXT NOT NULL, part_count INTEGER,
  lock_mode TEXT, retain_until_ms INTEGER, legal_hold INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS object_version ON object (bucket, key, version_id);
CREATE INDEX IF NOT EXISTS object_order ON object (bucket, key, seq DESC);
CREATE UNIQUE INDEX IF NOT EXISTS object_latest ON object (bucket, key) WHERE latest = 1;
CREATE INDEX IF NOT EXISTS object_current ON object (bucket, key) WHERE latest = 1 AND marker = 0;

CREATE TABLE IF NOT EXISTS segment (
  object_seq INTEGER NOT NULL, number INTEGER NOT NULL, blob TEXT NOT NULL, size INTEGER NOT NULL, checksum TEXT,
  PRIMARY KEY (object_seq, number)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS segment_blob ON segment (blob);

CREATE TABLE IF NOT EXISTS upload (
  id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, started_ms INTEGER NOT NULL, draft TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS upload_order ON upload (bucket, key, id);

CREATE TABLE IF NOT EXISTS part (
  upload_id TEXT NOT NULL, number INTEGER NOT NULL, blob TEXT NOT NULL, size INTEGER NOT NULL,
  md5 TEXT NOT NULL, checksum TEXT NOT NULL, modified_ms INTEGER NOT NULL,
  PRIMARY KEY (upload_id, number)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS part_blob ON part (blob);

CREATE TABLE IF NOT EXISTS discarded_blob (blob TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, event TEXT NOT NULL);
`;
