/**
 * Capacity units as DynamoDB counts them.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */

export type CapacityDetail = "INDEXES" | "TOTAL" | "NONE" | undefined;

/** Units of one table and its indexes, in one request. */
export type Usage = {
  readonly tableName: string;
  readonly table: number;
  readonly indexes: ReadonlyMap<string, number>;
};

const readUnitBytes = 4096;
const writeUnitBytes = 1024;

/** Units for reading so many bytes at once: half as many when it may be a little old, twice in a transaction. */
export const readUnits = (bytes: number, mode: "eventual" | "consistent" | "transaction"): number => {
  const units = Math.max(1, Math.ceil(bytes / readUnitBytes));
  return mode === "eventual" ? units / 2 : mode === "consistent" ? units : units * 2;
};

/** Units for writing one item of so many bytes. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / writeUnitBytes));

/** Several usages of one table as one. */
const addUsage = (a: Usage, b: Usage): Usage => {
  const indexes = new Map(a.indexes);
  for (const [name, units] of b.indexes) {
    indexes.set(name, (indexes.get(name) ?? 0) + units);
  }
  return { tableName: a.tableName, table: a.table + b.table, indexes };
};

/** Usages summed per table, in the order in which the tables first occur. */
export const usagePerTable = (usages: readonly Usage[]): readonly Usage[] => {
  const byTable = new Map<string, Usage>();
  for (const usage of usages) {
    const sum = byTable.get(usage.tableName);
    byTable.set(usage.tableName, sum === undefined ? usage : addUsage(sum, usage));
  }
  return [...byTable.values()];
};

export type ConsumedCapacity = {
  readonly TableName: string;
  readonly CapacityUnits: number;
  readonly Table?: { readonly CapacityUnits: number };
  readonly GlobalSecondaryIndexes?: Readonly<Record<string, { readonly CapacityUnits: number }>>;
};

/** The answer's ConsumedCapacity, or undefined when the request did not ask for it. */
export const consumedCapacity = (usage: Usage, detail: CapacityDetail): ConsumedCapacity | undefined => {
  if (detail === undefined || detail === "NONE") {
    return undefined;
  }
  const indexUnits = [...usage.indexes.values()].reduce((sum, units) => sum + units, 0);
  const total = { TableName: usage.tableName, CapacityUnits: usage.table + indexUnits };
  if (detail === "TOTAL") {
    return total;
  }
  const indexes: Record<string, { CapacityUnits: number }> = {};
  for (const [name, units] of usage.indexes) {
    indexes[name] = { CapacityUnits: units };
  }
  return {
    ...total,
    Table: { CapacityUnits: usage.table },
    ...(usage.indexes.size === 0 ? {} : { GlobalSecondaryIndexes: indexes }),
  };
};
