import * as z from "zod";
import { leadingText, toSql } from "./condition.ts";
import type { IndexFile } from "./index-file.ts";
import { OpenSearchError, parseOr400 } from "./opensearch-error.ts";
import { compileQuery, type CompiledQuery } from "./query.ts";
import { filteredSource, sourceFilter } from "./source-filter.ts";
import { afterCondition, orderBy, sortKeys, sortValue, type SortKey } from "./sort.ts";

/**
 * Up to so many hits are ranked by BM25; more come newest first with the score 1. Ranking a common word in a million
 * pages takes SQLite a third of a second, Lucene a third of a millisecond: the one documented difference in order.
 */
export const rankedHits = 5_000;

/** OpenSearch's `index.max_result_window`. */
const resultWindow = 10_000;

const searchBody = z.strictObject({
  query: z.unknown().optional(),
  size: z.int().min(0).default(10),
  from: z.int().min(0).default(0),
  sort: z.unknown().optional(),
  search_after: z.array(z.union([z.string(), z.number(), z.null()])).optional(),
  _source: sourceFilter.default(true),
  track_total_hits: z.union([z.boolean(), z.int().min(0)]).default(10_000),
  timeout: z.string().optional(),
});

type Selection = { readonly from: string; readonly where: string; readonly parameters: readonly (string | number)[] };

/** Answers `POST /{index}/_search`. Throws `OpenSearchError` 400 naming what it does not know. */
export const search = (index: IndexFile, body: unknown) => {
  const request = parseOr400(searchBody, body, "search");
  if (request.from + request.size > resultWindow) {
    throw new OpenSearchError(
      400,
      "illegal_argument_exception",
      `Result window is too large, from + size must be less than or equal to: [${resultWindow}]`,
    );
  }
  if (request.search_after !== undefined && (request.from > 0 || request.sort === undefined)) {
    throw new OpenSearchError(
      400,
      "illegal_argument_exception",
      request.from > 0
        ? "`from` parameter must be set to 0 when `search_after` is used"
        : "Sort must contain at least one field for `search_after`",
    );
  }
  const keys = sortKeys(request.sort, index.mapping);
  const query = compileQuery(request.query ?? { match_all: {} }, index);
  const selection = select(query);
  const byScore = keys.some(({ by }) => by === "score");
  const ranked = byScore && query.scoring.length > 0 && rank(index, query, selection);
  const rows = page(index, { selection, keys, ranked, request });
  const total = countHits(index, selection, request.track_total_hits);
  return {
    timed_out: false,
    _shards: { total: 1, successful: 1, skipped: 0, failed: 0 },
    hits: {
      ...(total === undefined ? {} : { total }),
      max_score: byScore ? (rows[0]?.score ?? null) : null,
      hits: rows.map((row) => {
        const source = filteredSource(row.source, request._source);
        return {
          _index: index.index,
          _id: row.id,
          _score: byScore ? row.score : null,
          ...(source === undefined ? {} : { _source: source }),
          ...(request.sort === undefined ? {} : { sort: keys.map((key) => sortValue(key, row)) }),
        };
      }),
    },
  };
};

/** Answers `_count`. */
export const count = (index: IndexFile, body: unknown) => {
  const { query } = parseOr400(z.strictObject({ query: z.unknown().optional() }), body, "count");
  const selection = select(compileQuery(query ?? { match_all: {} }, index));
  return { count: countUpTo(index, selection, -1), _shards: { total: 1, successful: 1, skipped: 0, failed: 0 } };
};

/** The ids of all documents a query finds, for `_delete_by_query`. */
export const idsOf = (index: IndexFile, query: unknown): string[] => {
  const { from, where, parameters } = select(compileQuery(query, index));
  const joined = from === "grams" ? `grams ${joinDocument}` : from;
  return index.database
    .prepare(`SELECT d.id FROM ${joined} WHERE ${where}`)
    .all(...parameters)
    .map((row) => z.object({ id: z.string() }).parse(row).id);
};

const joinDocument = "CROSS JOIN doc AS d ON d.seq = grams.rowid";

/** CROSS JOIN keeps SQLite from leading with a column's index and asking FTS5 row by row. */
const select = ({ condition }: CompiledQuery): Selection => {
  const { match, rest } = leadingText(condition);
  const { sql, parameters } = toSql({ kind: "and", conditions: rest });
  if (match === undefined) {
    return { from: "doc AS d", where: sql, parameters };
  }
  return rest.length === 0
    ? { from: "grams", where: "grams MATCH ?", parameters: [match] }
    : { from: `grams ${joinDocument}`, where: `grams MATCH ? AND ${sql}`, parameters: [match, ...parameters] };
};

const rowId = ({ from }: Selection): string => (from.startsWith("grams") ? "grams.rowid" : "d.seq");

const countUpTo = ({ database }: IndexFile, { from, where, parameters }: Selection, limit: number): number =>
  z
    .object({ hits: z.number() })
    .parse(
      database
        .prepare(`SELECT count(*) AS hits FROM (SELECT 1 FROM ${from} WHERE ${where} LIMIT ?)`)
        .get(...parameters, limit),
    ).hits;

const countHits = (index: IndexFile, selection: Selection, track: boolean | number) => {
  if (track === false) {
    return undefined;
  }
  const limit = track === true ? -1 : track;
  const value = countUpTo(index, selection, limit === -1 ? -1 : limit + 1);
  return limit !== -1 && value > limit
    ? ({ value: limit, relation: "gte" } as const)
    : ({ value, relation: "eq" } as const);
};

/** Fills the temporary table of scores, unless there are too many hits; says whether it did. */
const rank = ({ database }: IndexFile, { scoring }: CompiledQuery, selection: Selection): boolean => {
  const { from, where, parameters } = selection;
  database.exec(
    "CREATE TEMP TABLE IF NOT EXISTS scored (seq INTEGER PRIMARY KEY, score REAL NOT NULL); DELETE FROM scored",
  );
  const { changes } = database
    .prepare(`INSERT INTO scored SELECT ${rowId(selection)}, 0 FROM ${from} WHERE ${where} LIMIT ?`)
    .run(...parameters, rankedHits + 1);
  if (changes > rankedHits) {
    return false;
  }
  const add = database.prepare(`INSERT INTO scored SELECT rowid, -bm25(grams) FROM grams
    WHERE grams MATCH ? AND +rowid IN (SELECT seq FROM scored)
    ON CONFLICT (seq) DO UPDATE SET score = score + excluded.score`);
  for (const condition of scoring) {
    if (condition.kind === "text") {
      add.run(condition.match);
    }
  }
  return true;
};

const pageRow = z.looseObject({
  seq: z.number(),
  id: z.string(),
  score: z.number(),
  source: z.string().transform((text) => z.record(z.string(), z.unknown()).parse(JSON.parse(text))),
});

const page = (
  { database }: IndexFile,
  {
    selection,
    keys,
    ranked,
    request,
  }: { selection: Selection; keys: readonly SortKey[]; ranked: boolean; request: z.infer<typeof searchBody> },
) => {
  const score = ranked ? "scored.score" : "1.0";
  const { from, where, parameters } = ranked
    ? { from: "temp.scored CROSS JOIN doc AS d ON d.seq = scored.seq", where: "TRUE", parameters: [] }
    : selection.from === "grams"
      ? { ...selection, from: `grams ${joinDocument}` }
      : selection;
  const columns = { score, sequence: !ranked && from.startsWith("grams") ? "grams.rowid" : "d.seq" };
  const after = afterCondition(keys, request.search_after, columns);
  const values = keys.flatMap(({ by }) => (typeof by === "object" ? [`, d.${by.column}`] : [])).join("");
  return database
    .prepare(
      `SELECT d.seq, d.id, ${score} AS score, d.source${values} FROM ${from}
       WHERE ${where} AND ${after.sql} ${orderBy(keys, columns, ranked)} LIMIT ? OFFSET ?`,
    )
    .all(...parameters, ...after.parameters, request.size, request.from)
    .map((row) => pageRow.parse(row));
};
