import type { ColumnValue } from "./field-value.ts";

/**
 * What a document must satisfy: `text` is an FTS5 expression, `sql` an expression on the row `d` of `doc`.
 * Conditions of text alone stay one FTS5 expression as long as possible, which can then lead the search.
 */
export type Condition =
  | { readonly kind: "text"; readonly match: string }
  | { readonly kind: "sql"; readonly sql: string; readonly parameters: readonly ColumnValue[] }
  | { readonly kind: "and"; readonly conditions: readonly Condition[] };

export const all: Condition = { kind: "and", conditions: [] };
export const none: Condition = { kind: "sql", sql: "FALSE", parameters: [] };

export const and = (conditions: readonly Condition[]): Condition => ({
  kind: "and",
  conditions: conditions.flatMap((condition) => (condition.kind === "and" ? condition.conditions : [condition])),
});

export const or = (conditions: readonly Condition[]): Condition => {
  const texts = conditions.flatMap((condition) => (condition.kind === "text" ? [condition.match] : []));
  const [only] = conditions;
  if (only !== undefined && conditions.length === 1) {
    return only;
  }
  if (conditions.length > 0 && texts.length === conditions.length) {
    return { kind: "text", match: texts.map((match) => `(${match})`).join(" OR ") };
  }
  return combined(conditions, (parts) => (parts.length === 0 ? "FALSE" : parts.join(" OR ")));
};

export const not = (condition: Condition): Condition => combined([condition], ([part = "TRUE"]) => `NOT ${part}`);

/** At least `wanted` of the conditions. */
export const atLeast = (wanted: number, conditions: readonly Condition[]): Condition => {
  if (wanted <= 0) {
    return all;
  }
  if (wanted > conditions.length) {
    return none;
  }
  if (wanted === 1) {
    return or(conditions);
  }
  return wanted === conditions.length
    ? and(conditions)
    : combined(conditions, (parts) => `${parts.join(" + ")} >= ${wanted}`);
};

/** The condition as an SQL expression that is 0 or 1, never null. */
export const toSql = (condition: Condition): { sql: string; parameters: ColumnValue[] } => {
  switch (condition.kind) {
    case "text":
      return { sql: "(d.seq IN (SELECT rowid FROM grams WHERE grams MATCH ?))", parameters: [condition.match] };
    case "sql":
      return { sql: `coalesce(${condition.sql}, FALSE)`, parameters: [...condition.parameters] };
    case "and": {
      const parts = condition.conditions.map(toSql);
      return {
        sql: parts.length === 0 ? "TRUE" : `(${parts.map(({ sql }) => sql).join(" AND ")})`,
        parameters: parts.flatMap(({ parameters }) => parameters),
      };
    }
    default:
      return condition satisfies never;
  }
};

/** The FTS5 expression that can lead the search, if any, and what else each hit must satisfy. */
export const leadingText = (condition: Condition): { match: string | undefined; rest: readonly Condition[] } => {
  const conditions = condition.kind === "and" ? condition.conditions : [condition];
  const texts = conditions.flatMap((one) => (one.kind === "text" ? [`(${one.match})`] : []));
  return {
    match: texts.length === 0 ? undefined : texts.join(" AND "),
    rest: conditions.filter(({ kind }) => kind !== "text"),
  };
};

const combined = (conditions: readonly Condition[], join: (parts: readonly string[]) => string): Condition => {
  const parts = conditions.map(toSql);
  return {
    kind: "sql",
    sql: `(${join(parts.map(({ sql }) => sql))})`,
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
};
