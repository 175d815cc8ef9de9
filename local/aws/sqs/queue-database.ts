import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { openStoreFile, type Disk } from "../disk.ts";

const schema = `
  PRAGMA journal_mode = WAL;
  -- What is committed survives the death of the process; only a power failure may lose the last moments.
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS queue (
    arn TEXT PRIMARY KEY, definition TEXT NOT NULL, visibility_seconds INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS message (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    attributes TEXT NOT NULL, trace TEXT, sender TEXT NOT NULL, sent_at INTEGER NOT NULL, visible_at INTEGER NOT NULL,
    receive_count INTEGER NOT NULL DEFAULT 0, first_received_at INTEGER, receipt TEXT, message_group TEXT,
    deduplication TEXT, moved_from TEXT) STRICT;
  CREATE INDEX IF NOT EXISTS message_due ON message (queue, visible_at, sequence);
  CREATE INDEX IF NOT EXISTS message_by_id ON message (id);
  CREATE INDEX IF NOT EXISTS message_by_group ON message (queue, message_group, sequence) WHERE message_group IS NOT NULL;
  CREATE TABLE IF NOT EXISTS seen (
    queue TEXT NOT NULL, deduplication TEXT NOT NULL, id TEXT NOT NULL, sequence INTEGER NOT NULL, until INTEGER NOT NULL,
    PRIMARY KEY (queue, deduplication)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS move_task (
    number INTEGER PRIMARY KEY AUTOINCREMENT, handle TEXT NOT NULL UNIQUE, source TEXT NOT NULL, destination TEXT,
    per_second INTEGER, to_move INTEGER NOT NULL, moved INTEGER NOT NULL DEFAULT 0, started_at INTEGER NOT NULL,
    status TEXT NOT NULL, failure TEXT) STRICT;
`;

/** The file that holds the queues of one region, their messages and the tasks that move them. */
export const openQueueDatabase = (directory: string, disk: Disk): DatabaseSync => {
  mkdirSync(directory, { recursive: true });
  const database = openStoreFile(join(directory, "queues.sqlite"), disk);
  database.exec(schema);
  return database;
};
