import * as z from "zod";
import { or, type Condition } from "./condition.ts";
import { columnValue, dateSpan, type ColumnValue } from "./field-value.ts";
import { encodeToken } from "./gram-encoding.ts";
import { requireField, type Field } from "./mapping.ts";
import { OpenSearchError, parseOr400 } from "./opensearch-error.ts";
import type { QueryContext } from "./query-context.ts";

type OnField = { readonly path: string; readonly body: unknown };

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const termOptions = z.union([scalar.transform((value) => ({ value })), z.strictObject({ value: scalar })]);

/** `term`, `terms` and `prefix`: whole values, or how they begin. On text they are about single tokens. */
export const termsCondition = (
  { path, body }: OnField,
  { mapping, listed, kind }: QueryContext & { readonly kind: "term" | "terms" | "prefix" },
): Condition => {
  const field = requireField(mapping, path);
  const place = `${kind}.${path}`;
  const values =
    kind === "terms" ? parseOr400(z.array(scalar), body, place) : [parseOr400(termOptions, body, place).value];
  if (field.kind === "text") {
    return or(values.map((value) => tokenCondition(field, String(value), kind === "prefix")));
  }
  if (kind !== "prefix") {
    const wanted = values.map((value) => columnValue(field, value));
    return valueCondition(field, listed, (column) => ({
      sql: `${column} IN (${wanted.map(() => "?").join(", ")})`,
      parameters: wanted,
    }));
  }
  if (field.kind !== "keyword") {
    throw new OpenSearchError(
      400,
      "query_shard_exception",
      `Can only use prefix queries on keyword and text fields, not on [${path}]`,
    );
  }
  const beginning = String(values[0]).toWellFormed();
  return valueCondition(field, listed, (column) => ({
    // The largest code point ends the range of all that begins so; an index can be used, which LIKE could not.
    sql: `${column} >= ? AND ${column} < ? || char(1114111)`,
    parameters: [beginning, beginning],
  }));
};

const tokenCondition = (field: Field, token: string, prefix: boolean): Condition => ({
  kind: "text",
  match: `{${field.column}} : "${encodeToken(token)}"${prefix ? " *" : ""}`,
});

const bound = z.union([z.string(), z.number()]);
const rangeOptions = z.strictObject({
  gt: bound.optional(),
  gte: bound.optional(),
  lt: bound.optional(),
  lte: bound.optional(),
  format: z.enum(["strict_date_optional_time||epoch_millis", "strict_date_optional_time"]).optional(),
});

/** `range`; a date bound covers its whole year, month or day as in OpenSearch. */
export const rangeCondition = ({ path, body }: OnField, { mapping, listed }: QueryContext): Condition => {
  const field = requireField(mapping, path);
  const options = parseOr400(rangeOptions, body, `range.${path}`);
  if (field.kind === "text") {
    throw new OpenSearchError(400, "query_shard_exception", `[range] does not work on the text field [${path}]`);
  }
  const edge = (value: string | number, side: "first" | "last"): ColumnValue =>
    field.kind === "date" ? dateSpan(value, path)[side] : columnValue(field, value);
  const comparisons: { operator: string; value: ColumnValue }[] = [
    ...(options.gt === undefined ? [] : [{ operator: ">", value: edge(options.gt, "last") }]),
    ...(options.gte === undefined ? [] : [{ operator: ">=", value: edge(options.gte, "first") }]),
    ...(options.lt === undefined ? [] : [{ operator: "<", value: edge(options.lt, "first") }]),
    ...(options.lte === undefined ? [] : [{ operator: "<=", value: edge(options.lte, "last") }]),
  ];
  return comparisons.length === 0
    ? existsCondition(field)
    : valueCondition(field, listed, (column) => ({
        sql: comparisons.map(({ operator }) => `${column} ${operator} ?`).join(" AND "),
        parameters: comparisons.map(({ value }) => value),
      }));
};

/** `exists`: the document has a value. A text field without a token has none. */
export const existsCondition = (field: Field): Condition => {
  if (field.kind === "text") {
    throw new OpenSearchError(
      400,
      "query_shard_exception",
      `[exists] on the text field [${field.path}] is not known here`,
    );
  }
  return { kind: "sql", sql: `d.${field.column} IS NOT NULL`, parameters: [] };
};

/** The test on the field's own value, or on any value of a list. */
const valueCondition = (
  field: Field,
  listed: ReadonlySet<string>,
  test: (column: string) => { sql: string; parameters: readonly ColumnValue[] },
): Condition => {
  const own: Condition = { kind: "sql", ...test(`d.${field.column}`) };
  if (!listed.has(field.column)) {
    return own;
  }
  const one = test("many.value");
  return or([
    own,
    {
      kind: "sql",
      sql: `d.seq IN (SELECT many.seq FROM many WHERE many.field = '${field.column}' AND ${one.sql})`,
      parameters: one.parameters,
    },
  ]);
};
