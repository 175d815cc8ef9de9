import type { Table } from "./table-definition.ts";

/** How tables and indexes are laid out in SQLite. Names are quoted; their characters were checked on creation. */

export const itemsTable = (table: { readonly id: number }): string => `"items_${table.id}"`;

export const indexTable = (table: { readonly id: number }, indexName: string): string =>
  `"index_${table.id}_${indexName}"`;

export const createItemsTable = (table: Table): string => `
  CREATE TABLE IF NOT EXISTS ${itemsTable(table)} (
    partition BLOB NOT NULL, sort BLOB NOT NULL, item TEXT NOT NULL, size INTEGER NOT NULL, expires REAL,
    PRIMARY KEY (partition, sort)
  );
  CREATE INDEX IF NOT EXISTS "expiries_${table.id}" ON ${itemsTable(table)} (expires) WHERE expires IS NOT NULL;
`;

export const createIndexTable = (table: Table, indexName: string): string => `
  CREATE TABLE IF NOT EXISTS ${indexTable(table, indexName)} (
    partition BLOB NOT NULL, sort BLOB NOT NULL, table_partition BLOB NOT NULL, table_sort BLOB NOT NULL,
    item TEXT NOT NULL, size INTEGER NOT NULL,
    PRIMARY KEY (partition, sort, table_partition, table_sort)
  );
`;
