import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import { openStoreFile, type Disk } from "../disk.ts";
import { inTransaction } from "../sqlite-transaction.ts";

export type Row = Readonly<Record<string, SQLOutputValue>>;

const cacheKibibytes = 48 * 1024;
const checkpointPages = 8192;

/**
 * One SQLite file. A committed transaction survives the death of the process: it is in the write-ahead log, which the
 * operating system holds. Only a power cut may take the last moments with it (synchronous=NORMAL); the file itself
 * stays sound even then.
 */
export class Database {
  readonly #sqlite: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string, disk: Disk) {
    this.#sqlite = openStoreFile(path, disk);
    this.#sqlite.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000");
    // Keys are scattered: without room for a table's inner pages, and with a sync for every 4 MiB, millions of items crawl.
    this.#sqlite.exec(`PRAGMA cache_size = -${cacheKibibytes}; PRAGMA wal_autocheckpoint = ${checkpointPages}`);
  }

  /** Runs statements that change the shape of the file. Prepared statements are made anew afterwards. */
  define(sql: string): void {
    this.#statements.clear();
    this.#sqlite.exec(sql);
  }

  run(sql: string, ...parameters: SQLInputValue[]): void {
    this.#statement(sql).run(...parameters);
  }

  /** Inserts one row and returns its rowid. */
  insert(sql: string, ...parameters: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...parameters).lastInsertRowid);
  }

  get(sql: string, ...parameters: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...parameters);
  }

  all(sql: string, ...parameters: SQLInputValue[]): readonly Row[] {
    return this.#statement(sql).all(...parameters);
  }

  /** Rows one by one; the loop may leave early. */
  iterate(sql: string, ...parameters: SQLInputValue[]): Iterable<Row> {
    return this.#statement(sql).iterate(...parameters);
  }

  /** Runs `body` in one transaction; when it throws, nothing has happened. */
  transaction<Result>(body: () => Result): Result {
    return inTransaction(this.#sqlite, body);
  }

  close(): void {
    this.#statements.clear();
    this.#sqlite.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) {
      return known;
    }
    const statement = this.#sqlite.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** Columns of a row, checked: a file written by something else stops here instead of travelling on. */
export const textColumn = (row: Row, name: string): string => {
  const value = row[name];
  if (typeof value !== "string") {
    throw new TypeError(`Column ${name} is not text.`);
  }
  return value;
};

export const numberColumn = (row: Row, name: string): number => {
  const value = row[name];
  if (typeof value !== "number") {
    throw new TypeError(`Column ${name} is not a number.`);
  }
  return value;
};

export const bytesColumn = (row: Row, name: string): Buffer => {
  const value = row[name];
  if (!(value instanceof Uint8Array)) {
    throw new TypeError(`Column ${name} is not a blob.`);
  }
  return Buffer.from(value);
};
