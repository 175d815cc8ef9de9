import { bytesColumn } from "./database.ts";
import type { RegionTables } from "./region-tables.ts";
import { itemsTable } from "./sqlite-tables.ts";
import type { Table } from "./table-definition.ts";

/** Items whose time has passed by more than five years stay: a guard against wrong units. See howitworks-ttl.html. */
const oldestSeconds = 5 * 365 * 24 * 60 * 60;
const atOnce = 100;

/** Removes every item whose time to live has passed, as the service itself. Returns how many. */
export const sweepExpired = (context: RegionTables): number =>
  context.tables
    .all()
    .filter(({ definition }) => definition.timeToLiveAttribute !== undefined)
    .reduce((sum, table) => sum + sweepTable(context, table), 0);

const sweepTable = (context: RegionTables, table: Table): number => {
  let removed = 0;
  let batch = removeSome(context, table);
  while (batch > 0) {
    removed += batch;
    batch = removeSome(context, table);
  }
  return removed;
};

const removeSome = (context: RegionTables, table: Table): number => {
  const at = context.now();
  const removed = context.database.transaction(() => {
    const rows = context.database.all(
      `SELECT partition, sort FROM ${itemsTable(table)} WHERE expires <= ? AND expires > ? LIMIT ${atOnce}`,
      at / 1000,
      at / 1000 - oldestSeconds,
    );
    for (const row of rows) {
      const key = { partition: bytesColumn(row, "partition"), sort: bytesColumn(row, "sort") };
      const identity = { type: "Service", principalId: "dynamodb.amazonaws.com" } as const;
      const before = context.store.read(table, key)?.item;
      context.store.apply({ table, key, before, after: undefined, size: 0, at, identity });
    }
    return rows.length;
  });
  if (removed > 0) {
    context.written([table]);
  }
  return removed;
};
