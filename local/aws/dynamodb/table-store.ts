import { attribute, equalItems, itemSize, type Item } from "./attribute-value.ts";
import { numberColumn, textColumn, type Database, type Row } from "./database.ts";
import { itemsTable, indexTable } from "./sqlite-tables.ts";
import { indexKeyOfItem, type KeyBytes } from "./key-schema.ts";
import type { StreamLog, UserIdentity } from "./streams.ts";
import type { Index, Table } from "./table-definition.ts";

/** An item with the bytes it counts. */
export type SizedItem = { readonly item: Item; readonly size: number };

/** A change of one item. `size` is that of `after` in bytes; `at` is in milliseconds since the epoch. */
export type Change = {
  readonly table: Table;
  readonly key: KeyBytes;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  readonly size: number;
  readonly at: number;
  readonly identity?: UserIdentity;
};

/** Items of all tables. A change reaches the item, its index rows and the stream in the caller's transaction. */
export class TableStore {
  readonly #database: Database;
  readonly #streams: StreamLog;

  constructor(database: Database, streams: StreamLog) {
    this.#database = database;
    this.#streams = streams;
  }

  read(table: Table, key: KeyBytes): SizedItem | undefined {
    const row = this.#database.get(
      `SELECT item, size FROM ${itemsTable(table)} WHERE partition = ? AND sort = ?`,
      key.partition,
      key.sort,
    );
    return row && sizedItem(row);
  }

  /**
   * Puts `after` in the place of `before`; undefined is no item. Returns the bytes written per index whose rows
   * changed. An item that stays as it was leaves no trace in the stream.
   */
  apply(change: Change): ReadonlyMap<string, readonly number[]> {
    const { table, key, before, after, size } = change;
    if (after === undefined) {
      this.#database.run(`DELETE FROM ${itemsTable(table)} WHERE partition = ? AND sort = ?`, key.partition, key.sort);
    } else {
      this.#database.run(
        `INSERT OR REPLACE INTO ${itemsTable(table)} (partition, sort, item, size, expires) VALUES (?, ?, ?, ?, ?)`,
        key.partition,
        key.sort,
        JSON.stringify(after),
        size,
        expiry(after, table.definition.timeToLiveAttribute) ?? null,
      );
    }
    const written = new Map<string, readonly number[]>();
    for (const index of table.indexes) {
      const sizes = this.#applyToIndex(change, index);
      if (sizes.length > 0) {
        written.set(index.name, sizes);
      }
    }
    const same = before !== undefined && after !== undefined && equalItems(before, after);
    if (!same) {
      this.#streams.append(table, change);
    }
    return written;
  }

  /** Adds the row of one item to an index that is being built. */
  addToIndex(table: Table, index: Index, key: KeyBytes, item: Item): void {
    const indexKey = indexKeyOfItem(item, index.schema);
    if (indexKey !== undefined) {
      this.#putIndexRow(table, index, indexKey, key, projectToIndex(item, index));
    }
  }

  #applyToIndex({ table, key, before, after }: Change, index: Index): readonly number[] {
    const oldKey = before && indexKeyOfItem(before, index.schema);
    const newKey = after && indexKeyOfItem(after, index.schema);
    const oldRow = oldKey && projectToIndex(before, index);
    const newRow = newKey && projectToIndex(after, index);
    if (oldRow !== undefined && newRow !== undefined && equalItems(oldRow, newRow)) {
      return [];
    }
    if (oldKey !== undefined) {
      this.#database.run(
        `DELETE FROM ${indexTable(table, index.name)} WHERE partition = ? AND sort = ? AND table_partition = ? AND table_sort = ?`,
        oldKey.partition,
        oldKey.sort,
        key.partition,
        key.sort,
      );
    }
    if (newKey !== undefined && newRow !== undefined) {
      this.#putIndexRow(table, index, newKey, key, newRow);
    }
    const sizes = [oldRow, newRow].filter((row) => row !== undefined).map(itemSize);
    const stays =
      oldKey !== undefined &&
      newKey !== undefined &&
      oldKey.partition.equals(newKey.partition) &&
      oldKey.sort.equals(newKey.sort);
    return stays ? [Math.max(...sizes)] : sizes;
  }

  #putIndexRow(table: Table, index: Index, indexKey: KeyBytes, key: KeyBytes, row: Item): void {
    this.#database.run(
      `INSERT OR REPLACE INTO ${indexTable(table, index.name)} (partition, sort, table_partition, table_sort, item, size) VALUES (?, ?, ?, ?, ?, ?)`,
      indexKey.partition,
      indexKey.sort,
      key.partition,
      key.sort,
      JSON.stringify(row),
      itemSize(row),
    );
  }
}

export const sizedItem = (row: Row): SizedItem => {
  const item: unknown = JSON.parse(textColumn(row, "item"));
  if (!isStoredItem(item)) {
    throw new TypeError("An item in the file is not one.");
  }
  return { item, size: numberColumn(row, "size") };
};

/** Only this file writes items, and only parsed ones, so their outline is proof enough. */
const isStoredItem = (value: unknown): value is Item => typeof value === "object" && value !== null;

const projectToIndex = (item: Item, { projected }: Index): Item =>
  projected === undefined ? item : Object.fromEntries(Object.entries(item).filter(([name]) => projected.has(name)));

/** When an item may go, in seconds since the epoch; undefined is never. */
export const expiry = (item: Item, timeToLiveAttribute: string | undefined): number | undefined => {
  const value = timeToLiveAttribute === undefined ? undefined : attribute(item, timeToLiveAttribute);
  return value !== undefined && "N" in value ? Number(value.N) : undefined;
};
