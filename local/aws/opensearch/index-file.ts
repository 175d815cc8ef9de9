import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { openStoreFile, ownDisk, type Disk } from "../disk.ts";
import { inTransaction } from "../sqlite-transaction.ts";
import { indexedFields, type Source } from "./document-fields.ts";
import { parseMapping, type Field, type Mapping } from "./mapping.ts";
import { OpenSearchError } from "./opensearch-error.ts";
import { withoutFields } from "./source-filter.ts";

/** How a write treats the version that is there: `internal` counts by itself. */
export type VersionType = "internal" | "external" | "external_gte";

export type Version = { readonly type: VersionType; readonly version: number | undefined };

export type WriteResult = {
  readonly result: "created" | "updated" | "deleted" | "not_found" | "noop";
  readonly version: number;
  readonly sequence: number;
};

export type StoredDocument = { readonly sequence: number; readonly version: number; readonly source: Source };

export type IndexFile = ReturnType<typeof openIndexFile>;

const columns = (mapping: Mapping, kind: "t" | "c"): Field[] =>
  [...mapping.fields.values()].filter(({ column }) => column.startsWith(kind));

/** The path of an index's database under the service's directory. */
export const indexPath = (directory: string, index: string): string => join(directory, `${index}.sqlite`);

/** Whether the file was finished: it is made with its tables in one transaction. */
export const isIndexFile = (path: string): boolean => {
  const database = new DatabaseSync(path);
  try {
    return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'definition'").get() !== undefined;
  } finally {
    database.close();
  }
};

/**
 * One index: one SQLite database. `doc` has a row for each document, its newest write last; `grams` the tokens of its
 * text fields under the same row id; `many` the values of lists; `gone` the versions of deleted documents, kept for
 * good so that a late write never brings one back (OpenSearch forgets them after a minute).
 */
export const openIndexFile = (
  path: string,
  index: string,
  body?: { settings: Source; mappings: unknown },
  disk: Disk = ownDisk,
) => {
  const database = openStoreFile(path, disk);
  // What is committed survives the death of the process; only a power failure may lose the last moments.
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768");
  if (body !== undefined) {
    createOrClose(database, body);
  }
  const { text: stored } = z.object({ text: z.string() }).parse(database.prepare("SELECT text FROM definition").get());
  const definition = z
    .object({ settings: z.record(z.string(), z.unknown()), mappings: z.unknown() })
    .parse(JSON.parse(stored));
  const mapping = parseMapping(definition.mappings);
  const textColumns = columns(mapping, "t");
  const valueColumns = columns(mapping, "c");
  const listed = new Set(
    database
      .prepare("SELECT DISTINCT field FROM many")
      .all()
      .map((row) => z.object({ field: z.string() }).parse(row).field),
  );

  const marks = (count: number): string => Array.from({ length: count }, () => "?").join(", ");
  const find = database.prepare("SELECT seq, version, source FROM doc WHERE id = ?");
  const findGone = database.prepare("SELECT version FROM gone WHERE id = ?");
  const removeDoc = database.prepare("DELETE FROM doc WHERE seq = ?");
  const removeMany = database.prepare("DELETE FROM many WHERE seq = ?");
  const removeGrams = textColumns.length === 0 ? undefined : database.prepare("DELETE FROM grams WHERE rowid = ?");
  const insertDoc = database.prepare(
    `INSERT INTO doc (id, version, ${valueColumns.map(({ column }) => `${column}, `).join("")}source) VALUES (${marks(valueColumns.length + 3)})`,
  );
  const insertGrams =
    textColumns.length === 0
      ? undefined
      : database.prepare(
          `INSERT INTO grams (rowid, ${textColumns.map(({ column }) => column).join(", ")}) VALUES (${marks(textColumns.length + 1)})`,
        );
  const insertMany = database.prepare("INSERT INTO many VALUES (?, ?, ?)");
  const bury = database.prepare(
    "INSERT INTO gone VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version",
  );
  const exhume = database.prepare("DELETE FROM gone WHERE id = ?");
  const maximum = database.prepare("SELECT coalesce(max(seq), 0) AS seq FROM sqlite_sequence WHERE name = 'doc'");

  const get = (id: string): StoredDocument | undefined => {
    const row = find.get(id);
    if (row === undefined) {
      return undefined;
    }
    const { seq, version, source } = docRow.parse(row);
    return { sequence: seq, version, source: z.record(z.string(), z.unknown()).parse(JSON.parse(source)) };
  };

  /** The version after the write. Throws `OpenSearchError` 409 when a newer one is there. */
  const nextVersion = (id: string, wanted: Version): { version: number; seq: number | undefined } => {
    const row = find.get(id);
    const doc = row === undefined ? undefined : docRow.parse(row);
    const gone = doc === undefined ? findGone.get(id) : undefined;
    const current =
      doc?.version ?? (gone === undefined ? undefined : z.object({ version: z.number() }).parse(gone).version);
    if (wanted.type === "internal" || wanted.version === undefined) {
      return { version: (current ?? 0) + 1, seq: doc?.seq };
    }
    const late =
      current !== undefined && (wanted.type === "external" ? wanted.version <= current : wanted.version < current);
    if (late) {
      throw new OpenSearchError(
        409,
        "version_conflict_engine_exception",
        `[${id}]: version conflict, current version [${current}] is higher ${wanted.type === "external" ? "or equal to" : "than"} the one provided [${wanted.version}]`,
      );
    }
    return { version: wanted.version, seq: doc?.seq };
  };

  const forget = (seq: number): void => {
    removeDoc.run(seq);
    removeMany.run(seq);
    removeGrams?.run(seq);
  };

  return {
    index,
    database,
    mapping,
    definition,
    /** Fields of which some document holds a list. */
    listed,

    /** Runs writes as one transaction. */
    transaction: <Result>(work: () => Result): Result => inTransaction(database, work),

    get,

    /** Writes a whole document. Throws `OpenSearchError` before anything is written. */
    put: (id: string, source: Source, wanted: Version): WriteResult => {
      const { text, values } = indexedFields(mapping, source);
      const { version, seq } = nextVersion(id, wanted);
      if (seq === undefined) {
        exhume.run(id);
      } else {
        forget(seq);
      }
      const { lastInsertRowid } = insertDoc.run(
        id,
        version,
        ...valueColumns.map((field) => values.get(field)?.[0] ?? null),
        JSON.stringify(withoutFields(source, mapping.sourceExcludes)),
      );
      insertGrams?.run(lastInsertRowid, ...textColumns.map(({ column }) => text.get(column) ?? ""));
      for (const [field, list] of values) {
        if (list.length > 1) {
          listed.add(field.column);
          for (const value of list) {
            insertMany.run(lastInsertRowid, field.column, value);
          }
        }
      }
      return { result: seq === undefined ? "created" : "updated", version, sequence: Number(lastInsertRowid) };
    },

    /** Deletes a document, there or not, and remembers the version. Throws `OpenSearchError` 409. */
    remove: (id: string, wanted: Version): WriteResult => {
      const { version, seq } = nextVersion(id, wanted);
      if (seq !== undefined) {
        forget(seq);
      }
      bury.run(id, version);
      const { seq: sequence } = z.object({ seq: z.number() }).parse(maximum.get());
      return { result: seq === undefined ? "not_found" : "deleted", version, sequence };
    },

    close: (): void => {
      database.close();
    },
  };
};

const docRow = z.object({ seq: z.number(), version: z.number(), source: z.string() });

/** A file that could not be made must not stay locked: it is made anew at the next try. */
const createOrClose = (database: DatabaseSync, body: { settings: Source; mappings: unknown }): void => {
  try {
    create(database, body);
  } catch (error) {
    database.close();
    throw error;
  }
};

const create = (database: DatabaseSync, { settings, mappings }: { settings: Source; mappings: unknown }): void => {
  const mapping = parseMapping(mappings);
  const values = columns(mapping, "c").map(({ column }) => column);
  const text = columns(mapping, "t").map(({ column }) => column);
  database.exec(`
    BEGIN;
    CREATE TABLE definition (text TEXT NOT NULL) STRICT;
    CREATE TABLE doc (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
      ${values.map((column) => `${column} ANY,`).join(" ")} source TEXT NOT NULL) STRICT;
    ${values.map((column) => `CREATE INDEX doc_${column} ON doc (${column});`).join("\n")}
    CREATE TABLE many (seq INTEGER NOT NULL, field TEXT NOT NULL, value ANY NOT NULL,
      PRIMARY KEY (seq, field, value)) STRICT, WITHOUT ROWID;
    CREATE INDEX many_value ON many (field, value);
    CREATE TABLE gone (id TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    ${text.length === 0 ? "" : `CREATE VIRTUAL TABLE grams USING fts5(${text.join(", ")}, content='', contentless_delete=1, tokenize='ascii', prefix='1');`}
  `);
  database.prepare("INSERT INTO definition VALUES (?)").run(JSON.stringify({ settings, mappings: mappings ?? {} }));
  database.exec("COMMIT");
};
