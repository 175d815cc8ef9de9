import { mkdirSync } from "node:fs";
import path from "node:path";
import { openStoreFile, ownDisk, type Disk } from "../aws/disk.ts";

export type StreamCheckpoints = {
  /** Where a mapping stands; at its first start, what `initial` answers, which is kept at once. */
  readonly read: (mapping: string, initial: () => string) => string;
  readonly write: (mapping: string, sequenceNumber: string) => void;
  readonly close: () => void;
};

/** Keeps how far each stream mapping has come, so that a restart neither skips nor starts over. */
export const openStreamCheckpoints = (directory: string, disk: Disk = ownDisk): StreamCheckpoints => {
  mkdirSync(directory, { recursive: true });
  const database = openStoreFile(path.join(directory, "checkpoints.sqlite"), disk);
  database.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS checkpoint (mapping TEXT PRIMARY KEY, sequence_number TEXT NOT NULL) STRICT;
  `);
  const select = database.prepare("SELECT sequence_number FROM checkpoint WHERE mapping = ?");
  const upsert = database.prepare(`
    INSERT INTO checkpoint (mapping, sequence_number) VALUES (?, ?)
    ON CONFLICT (mapping) DO UPDATE SET sequence_number = excluded.sequence_number
  `);
  const write = (mapping: string, sequenceNumber: string): void => {
    upsert.run(mapping, sequenceNumber);
  };
  return {
    read: (mapping, initial) => {
      const stored = select.get(mapping)?.["sequence_number"];
      if (typeof stored === "string") return stored;
      const first = initial();
      write(mapping, first);
      return first;
    },
    write,
    close: () => database.close(),
  };
};
