import type { SQLInputValue } from "node:sqlite";
import { invalid, type Item } from "./attribute-value.ts";
import type { Database } from "./database.ts";
import { inRange, type KeyRange } from "./expression/key-condition.ts";
import { indexKeyOfItem, keyAttributes, keyOfRequest, onlyKey, partitionBytes, segmentBounds } from "./key-schema.ts";
import { indexTable, itemsTable } from "./sqlite-tables.ts";
import type { Index, Table } from "./table-definition.ts";
import { sizedItem, type SizedItem } from "./table-store.ts";

/** Which rows of a table or index to read, in which order. */
export type Range = {
  readonly table: Table;
  readonly index: Index | undefined;
  readonly rows:
    | { readonly kind: "partition"; readonly range: KeyRange; readonly forward: boolean }
    | { readonly kind: "segment"; readonly segment: number; readonly total: number };
  /** The key after which to begin. */
  readonly start: Item | undefined;
};

/** The rows one by one; a caller that leaves early reads no further. Throws when the start key is not a place in the range. */
export const readRange = function* (database: Database, range: Range): Generator<SizedItem> {
  const { table, index, rows } = range;
  const source = index === undefined ? itemsTable(table) : indexTable(table, index.name);
  const order = index === undefined ? ["partition", "sort"] : ["partition", "sort", "table_partition", "table_sort"];
  const forward = rows.kind === "segment" || rows.forward;
  const bounds = rows.kind === "segment" ? segmentClauses(rows.segment, rows.total) : partitionClauses(rows.range);
  const start = range.start === undefined ? undefined : startPosition(range, range.start);
  const clauses = [...bounds];
  if (start !== undefined) {
    const sql = `(${order.join(", ")}) ${forward ? ">" : "<"} (${order.map(() => "?").join(", ")})`;
    clauses.push({ sql, parameters: start });
  }
  const where = clauses.map(({ sql }) => sql).join(" AND ");
  const sorted = order.map((column) => `${column} ${forward ? "ASC" : "DESC"}`).join(", ");
  const sql = `SELECT item, size FROM ${source} WHERE ${where} ORDER BY ${sorted}`;
  for (const row of database.iterate(sql, ...clauses.flatMap(({ parameters }) => parameters))) {
    yield sizedItem(row);
  }
};

type Clause = { readonly sql: string; readonly parameters: readonly SQLInputValue[] };

const partitionClauses = ({ partition, from, to, except }: KeyRange): readonly Clause[] => [
  { sql: "partition = ?", parameters: [partitionBytes(partition)] },
  ...(from === undefined ? [] : [{ sql: except === undefined ? "sort >= ?" : "sort > ?", parameters: [from] }]),
  ...(to === undefined ? [] : [{ sql: to.included ? "sort <= ?" : "sort < ?", parameters: [to.bytes] }]),
];

const segmentClauses = (segment: number, total: number): readonly Clause[] => {
  const { from, to } = segmentBounds(segment, total);
  return [
    { sql: "partition >= ?", parameters: [from] },
    ...(to === undefined ? [] : [{ sql: "partition < ?", parameters: [to] }]),
  ];
};

const startPosition = ({ table, index, rows }: Range, start: Item): readonly SQLInputValue[] => {
  const keys = new Set(
    [table.schema, ...(index === undefined ? [] : [index.schema])].flatMap(keyAttributes).map(({ name }) => name),
  );
  const fits = Object.keys(start).length === keys.size && Object.keys(start).every((name) => keys.has(name));
  if (!fits) {
    throw invalid("The provided starting key is invalid");
  }
  const tableKey = keyOfRequest(onlyKey(start, table.schema), table.schema);
  const indexKey = index && indexKeyOfItem(start, index.schema);
  if (index !== undefined && indexKey === undefined) {
    throw invalid("The provided starting key is invalid");
  }
  const first = indexKey ?? tableKey;
  if (rows.kind === "partition" && !first.partition.equals(partitionBytes(rows.range.partition))) {
    throw invalid("The provided starting key is outside query boundaries based on provided conditions");
  }
  if (rows.kind === "partition" && !inRange(rows.range, first.sort)) {
    throw invalid("The provided starting key does not match the range key predicate");
  }
  if (rows.kind === "segment") {
    const { from, to } = segmentBounds(rows.segment, rows.total);
    if (Buffer.compare(first.partition, from) < 0 || (to !== undefined && Buffer.compare(first.partition, to) >= 0)) {
      throw invalid(
        "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment.",
      );
    }
  }
  return index === undefined
    ? [first.partition, first.sort]
    : [first.partition, first.sort, tableKey.partition, tableKey.sort];
};
