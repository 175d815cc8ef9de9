import { DatabaseSync, type StatementSync } from "node:sqlite";

/** What stores write on. */
export type Disk = {
  /** Called before anything is made durable. Throws when there is no room; comes back late when the disk is slow. */
  readonly write: () => void;
};

/** The machine's own disk, which says itself when it is full. */
export const ownDisk: Disk = { write: () => undefined };

/** What the file systems of this machine answer when there is no room. */
export class DiskFull extends Error {
  override readonly name = "DiskFull";
  readonly code = "ENOSPC";

  constructor() {
    super("ENOSPC: no space left on device, write");
  }
}

/** A SQLite file on a disk, which is asked before every commit: an explicit one, or that of a statement by itself. */
class FileOnDisk extends DatabaseSync {
  readonly #disk: Disk;

  constructor(file: string, disk: Disk) {
    super(file);
    this.#disk = disk;
  }

  override exec(sql: string): void {
    if (sql === "COMMIT") this.#disk.write();
    super.exec(sql);
  }

  override prepare(sql: string): StatementSync {
    const statement = super.prepare(sql);
    if (/^\s*SELECT\b/i.test(sql)) return statement;
    const run = statement.run.bind(statement);
    const value = (...parameters: readonly unknown[]): unknown => {
      if (!this.isTransaction) this.#disk.write();
      return Reflect.apply(run, undefined, parameters);
    };
    return Object.defineProperty(statement, "run", { value });
  }
}

/** Opens a SQLite file of a store. */
export const openStoreFile = (file: string, disk: Disk): DatabaseSync => new FileOnDisk(file, disk);
