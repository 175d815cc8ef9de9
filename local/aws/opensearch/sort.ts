import * as z from "zod";
import { requireField, type Field, type Mapping } from "./mapping.ts";
import { OpenSearchError, parseOr400 } from "./opensearch-error.ts";

/** One key of an order; a document without the field comes last either way. */
export type SortKey = { readonly by: "score" | "doc" | Field; readonly descending: boolean };

/** SQL expressions of the score and of the position of a write. */
export type SortColumns = { readonly score: string; readonly sequence: string };

const direction = z.enum(["asc", "desc"]);
const sortOptions = z.union([
  direction.transform((order) => ({ order })),
  z.strictObject({
    order: direction.optional(),
    missing: z.literal("_last").optional(),
    unmapped_type: z.string().optional(),
  }),
]);
const sortEntry = z.union([z.string(), z.record(z.string(), z.unknown())]);

/** The keys of a search's `sort`; by score when there is none. `_doc`, the order of the index, is newest first here. */
export const sortKeys = (sort: unknown, mapping: Mapping): SortKey[] => {
  if (sort === undefined) {
    return [{ by: "score", descending: true }];
  }
  return parseOr400(z.union([z.array(sortEntry), sortEntry.transform((entry) => [entry])]), sort, "sort").flatMap(
    (entry) =>
      typeof entry === "string"
        ? [sortKey(entry, undefined, mapping)]
        : Object.entries(entry).map(([path, options]) =>
            sortKey(path, parseOr400(sortOptions, options, `sort.${path}`).order, mapping),
          ),
  );
};

const sortKey = (path: string, order: "asc" | "desc" | undefined, mapping: Mapping): SortKey => {
  if (path === "_score") {
    return { by: "score", descending: order !== "asc" };
  }
  if (path === "_doc") {
    return { by: "doc", descending: order === "desc" };
  }
  const field = requireField(mapping, path);
  if (field.kind === "text") {
    throw new OpenSearchError(
      400,
      "illegal_argument_exception",
      `Text fields are not optimised for sorting: [${path}]`,
    );
  }
  return { by: field, descending: order === "desc" };
};

/**
 * The order, with newest first among equals. Without ranks every score is equal, and leaving it out lets FTS5 give its
 * rows in order by itself.
 */
export const orderBy = (keys: readonly SortKey[], columns: SortColumns, ranked: boolean): string => {
  const terms = keys
    .filter(({ by }) => ranked || by !== "score")
    .map(({ by, descending }) => {
      if (by === "doc") {
        return `${columns.sequence} ${descending ? "ASC" : "DESC"}`;
      }
      return `${expression({ by }, columns)} ${descending ? "DESC" : "ASC"}${typeof by === "object" ? " NULLS LAST" : ""}`;
    });
  const decided = keys.some(({ by }) => by === "doc");
  return `ORDER BY ${[...terms, ...(decided ? [] : [`${columns.sequence} DESC`])].join(", ")}`;
};

/** Rows that come after the values `search_after` gives. Throws `OpenSearchError` when it has not one for each key. */
export const afterCondition = (
  keys: readonly SortKey[],
  after: readonly (string | number | null)[] | undefined,
  columns: SortColumns,
): { sql: string; parameters: (string | number)[] } => {
  if (after === undefined) {
    return { sql: "TRUE", parameters: [] };
  }
  if (after.length !== keys.length) {
    throw new OpenSearchError(
      400,
      "illegal_argument_exception",
      `search_after has ${after.length} value(s) but sort has ${keys.length}.`,
    );
  }
  return keys.reduceRight<{ sql: string; parameters: (string | number)[] }>(
    (later, key, index) => {
      const value = after[index] ?? null;
      const column = expression(key, columns);
      if (value === null) {
        return { sql: `(${column} IS NULL AND ${later.sql})`, parameters: later.parameters };
      }
      const beyond = `${column} ${key.descending ? "<" : ">"} ? OR ${column} IS NULL`;
      return {
        sql: `(${beyond} OR (${column} = ? AND ${later.sql}))`,
        parameters: [value, value, ...later.parameters],
      };
    },
    { sql: "FALSE", parameters: [] },
  );
};

/** The value of a key in a hit's `sort`, to be given back in `search_after`. */
export const sortValue = ({ by }: SortKey, row: Readonly<Record<string, unknown>>): string | number | null => {
  const value = by === "score" ? row["score"] : by === "doc" ? -Number(row["seq"]) : row[by.column];
  return typeof value === "string" || typeof value === "number" ? value : null;
};

const expression = ({ by }: Pick<SortKey, "by">, { score, sequence }: SortColumns): string =>
  by === "score" ? score : by === "doc" ? `-${sequence}` : `d.${by.column}`;
