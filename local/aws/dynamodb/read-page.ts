import type { Item } from "./attribute-value.ts";
import { readUnits, type Usage } from "./capacity.ts";
import type { Database } from "./database.ts";
import type { Condition } from "./expression/condition.ts";
import { holds } from "./expression/holds.ts";
import type { Path } from "./expression/path.ts";
import { project } from "./expression/projection.ts";
import { onlyKey } from "./key-schema.ts";
import { readRange, type Range } from "./range-read.ts";

/** One page of a Query or Scan. */
export type Page = {
  readonly items: readonly Item[];
  readonly scannedCount: number;
  readonly lastEvaluatedKey: Item | undefined;
  readonly usage: Usage;
};

/** A page ends with the item that brings it to this size: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html */
const pageBytes = 1024 * 1024;

/**
 * Reads items until `limit` of them or 1 MB were looked at; the filter counts afterwards. A page that ends for one of
 * these reasons names its last key even when nothing follows, as DynamoDB does.
 */
export const readPage = (
  database: Database,
  range: Range,
  wanted: {
    readonly filter: Condition | undefined;
    readonly paths: readonly Path[] | undefined;
    readonly limit: number | undefined;
    readonly consistent: boolean;
  },
): Page => {
  const { table, index } = range;
  const schemas = index === undefined ? [table.schema] : [index.schema, table.schema];
  const items: Item[] = [];
  let scannedCount = 0;
  let bytes = 0;
  let lastEvaluatedKey: Item | undefined;
  for (const { item, size } of readRange(database, range)) {
    scannedCount += 1;
    bytes += size;
    if (wanted.filter === undefined || holds(wanted.filter, item)) {
      items.push(wanted.paths === undefined ? item : project(item, wanted.paths));
    }
    if (scannedCount === wanted.limit || bytes >= pageBytes) {
      lastEvaluatedKey = onlyKey(item, ...schemas);
      break;
    }
  }
  const units = readUnits(bytes, wanted.consistent ? "consistent" : "eventual");
  const usage: Usage = {
    tableName: table.definition.tableName,
    table: index === undefined ? units : 0,
    indexes: new Map(index === undefined ? [] : [[index.name, units]]),
  };
  return { items, scannedCount, lastEvaluatedKey, usage };
};
