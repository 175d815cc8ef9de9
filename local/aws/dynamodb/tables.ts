import { AwsError } from "../../network/aws-json.ts";
import { bytesColumn, numberColumn, textColumn, type Database } from "./database.ts";
import { createIndexTable, createItemsTable, indexTable, itemsTable } from "./sqlite-tables.ts";
import { readTable, streamArn, tableDefinitionShape, type Table, type TableDefinition } from "./table-definition.ts";
import { expiry, sizedItem, type TableStore } from "./table-store.ts";

export const createCatalogueTable = `
  CREATE TABLE IF NOT EXISTS tables (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, definition TEXT NOT NULL,
    created_at INTEGER NOT NULL, stream_label TEXT
  );
`;

/** The tables of a region. */
export class Tables {
  readonly #database: Database;
  readonly #store: TableStore;
  readonly #tables = new Map<string, Table>();

  constructor(database: Database, store: TableStore) {
    this.#database = database;
    this.#store = store;
    for (const row of database.all("SELECT id, definition, created_at, stream_label FROM tables")) {
      const definition = tableDefinitionShape.parse(JSON.parse(textColumn(row, "definition")));
      const streamLabel = row["stream_label"] === null ? undefined : textColumn(row, "stream_label");
      const stored = { id: numberColumn(row, "id"), createdAt: numberColumn(row, "created_at"), streamLabel };
      this.#tables.set(definition.tableName, readTable(definition, stored));
    }
  }

  find(name: string): Table | undefined {
    return this.#tables.get(name);
  }

  /** The table of this name. Throws ResourceNotFoundException. */
  get(name: string): Table {
    const table = this.#tables.get(name);
    if (table === undefined) {
      throw new AwsError("ResourceNotFoundException", "Requested resource not found");
    }
    return table;
  }

  /** Finds a table by its own ARN or its stream's. */
  byArn(arn: string): Table | undefined {
    return this.all().find((table) => table.definition.arn === arn || streamArn(table) === arn);
  }

  /** All tables, by name. */
  all(): readonly Table[] {
    return [...this.#tables.values()].toSorted((a, b) => (a.definition.tableName < b.definition.tableName ? -1 : 1));
  }

  /**
   * Makes a table be as defined: creates it, or adds and removes indexes, stream and time to live of the one there
   * is. A key cannot change; that throws, naming the table.
   */
  ensure(definition: TableDefinition, now: number): Table {
    const existing = this.#tables.get(definition.tableName);
    if (existing !== undefined && JSON.stringify(existing.definition) === JSON.stringify(definition)) {
      return existing;
    }
    const table = this.#database.transaction(() =>
      existing === undefined ? this.#create(definition, now) : this.#change(existing, definition, now),
    );
    this.#tables.set(definition.tableName, table);
    return table;
  }

  remove(table: Table): void {
    this.#database.transaction(() => {
      for (const index of table.indexes) {
        this.#database.define(`DROP TABLE ${indexTable(table, index.name)}`);
      }
      this.#database.define(`DROP TABLE ${itemsTable(table)}`);
      this.#database.run("DELETE FROM stream_records WHERE table_id = ?", table.id);
      this.#database.run("DELETE FROM tables WHERE id = ?", table.id);
    });
    this.#tables.delete(table.definition.tableName);
  }

  countItems(table: Table): { items: number; bytes: number } {
    const row = this.#database.get(`SELECT count(*) AS items, total(size) AS bytes FROM ${itemsTable(table)}`);
    return row === undefined
      ? { items: 0, bytes: 0 }
      : { items: numberColumn(row, "items"), bytes: numberColumn(row, "bytes") };
  }

  #create(definition: TableDefinition, now: number): Table {
    const streamLabel = labelOf(definition, now);
    readTable(definition, { id: 0, createdAt: now, streamLabel });
    const id = this.#database.insert(
      "INSERT INTO tables (name, definition, created_at, stream_label) VALUES (?, ?, ?, ?)",
      definition.tableName,
      JSON.stringify(definition),
      now,
      streamLabel ?? null,
    );
    const table = readTable(definition, { id, createdAt: now, streamLabel });
    this.#database.define(createItemsTable(table));
    for (const index of table.indexes) {
      this.#database.define(createIndexTable(table, index.name));
    }
    return table;
  }

  #change(existing: Table, definition: TableDefinition, now: number): Table {
    const sameStream = existing.definition.streamViewType === definition.streamViewType;
    const streamLabel =
      sameStream && definition.streamLabel === undefined ? existing.streamLabel : labelOf(definition, now);
    const table = readTable(definition, { id: existing.id, createdAt: existing.createdAt, streamLabel });
    if (JSON.stringify(table.schema) !== JSON.stringify(existing.schema)) {
      throw new Error(
        `The key of table ${definition.tableName} changed; DynamoDB cannot do that to a table. Give the table another name, or remove its data.`,
      );
    }
    const fresh = this.#replaceIndexes(existing, table);
    const newExpiry = existing.definition.timeToLiveAttribute !== definition.timeToLiveAttribute;
    if (fresh.length > 0 || newExpiry) {
      this.#rebuild(table, fresh, newExpiry);
    }
    this.#database.run(
      "UPDATE tables SET definition = ?, stream_label = ? WHERE id = ?",
      JSON.stringify(definition),
      streamLabel ?? null,
      table.id,
    );
    return table;
  }

  /** Drops indexes that are gone or different; returns those that must be filled. */
  #replaceIndexes(existing: Table, table: Table): Table["indexes"] {
    const shape = ({ indexes }: Table, name: string) => {
      const index = indexes.find((candidate) => candidate.name === name);
      return index && JSON.stringify([index.schema, index.projected && [...index.projected]]);
    };
    for (const { name } of existing.indexes) {
      if (shape(existing, name) !== shape(table, name)) {
        this.#database.define(`DROP TABLE ${indexTable(existing, name)}`);
      }
    }
    const fresh = table.indexes.filter(({ name }) => shape(existing, name) !== shape(table, name));
    for (const { name } of fresh) {
      this.#database.define(createIndexTable(table, name));
    }
    return fresh;
  }

  #rebuild(table: Table, fresh: Table["indexes"], newExpiry: boolean): void {
    const source = `SELECT rowid AS place, partition, sort, item, size FROM ${itemsTable(table)} WHERE rowid > ? ORDER BY rowid LIMIT 1000`;
    let rows = this.#database.all(source, 0);
    while (rows.length > 0) {
      for (const row of rows) {
        const { item } = sizedItem(row);
        const key = { partition: bytesColumn(row, "partition"), sort: bytesColumn(row, "sort") };
        for (const index of fresh) {
          this.#store.addToIndex(table, index, key, item);
        }
        if (newExpiry) {
          this.#database.run(
            `UPDATE ${itemsTable(table)} SET expires = ? WHERE rowid = ?`,
            expiry(item, table.definition.timeToLiveAttribute) ?? null,
            numberColumn(row, "place"),
          );
        }
      }
      rows = this.#database.all(source, numberColumn(rows.at(-1) ?? {}, "place"));
    }
  }
}

/** A stream's label is the moment it was made, such as 2026-11-23T01:30:27.123, unless the definition names one. */
const labelOf = ({ streamViewType, streamLabel }: TableDefinition, now: number): string | undefined =>
  streamViewType === undefined ? undefined : (streamLabel ?? new Date(now).toISOString().replace("Z", ""));
