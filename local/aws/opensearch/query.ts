import * as z from "zod";
import { requireField } from "./mapping.ts";
import { OpenSearchError, parseOr400 } from "./opensearch-error.ts";
import { all, and, atLeast, none, not, type Condition } from "./condition.ts";
import { minimumShouldMatch, shareOf, type QueryContext } from "./query-context.ts";
import { existsCondition, rangeCondition, termsCondition } from "./value-query.ts";
import { matchCondition, phraseCondition } from "./text-query.ts";

/** A query as conditions on documents, and the text conditions whose rank adds up to the score. */
export type CompiledQuery = { readonly condition: Condition; readonly scoring: readonly Condition[] };

const clauses = z.union([z.array(z.unknown()), z.unknown().transform((clause) => [clause])]).default([]);
const boolSchema = z.strictObject({
  must: clauses,
  filter: clauses,
  should: clauses,
  must_not: clauses,
  minimum_should_match: minimumShouldMatch.optional(),
});

/**
 * Reads a query. Throws `OpenSearchError` 400 naming a kind of query or an option this host does not know.
 * Reference: https://docs.opensearch.org/latest/query-dsl/
 */
export const compileQuery = (query: unknown, context: QueryContext): CompiledQuery => {
  const [kind, body] = onlyEntry(query, "query");
  switch (kind) {
    case "match_all":
      parseOr400(z.strictObject({}), body, kind);
      return unscored(all);
    case "match_none":
      return unscored(none);
    case "bool":
      return compileBool(body, context);
    case "match":
      return scored(matchCondition(fieldAndBody(body, kind), context));
    case "match_phrase":
      return scored(phraseCondition(fieldAndBody(body, kind), { ...context, prefix: false, kind }));
    case "match_phrase_prefix":
      return scored(phraseCondition(fieldAndBody(body, kind), { ...context, prefix: true, kind }));
    case "prefix":
    case "term":
    case "terms":
      return unscored(termsCondition(fieldAndBody(body, kind), { ...context, kind }));
    case "range":
      return unscored(rangeCondition(fieldAndBody(body, kind), context));
    case "exists": {
      const { field } = parseOr400(z.strictObject({ field: z.string() }), body, kind);
      return unscored(existsCondition(requireField(context.mapping, field)));
    }
    default:
      throw new OpenSearchError(400, "parsing_exception", `unknown query [${kind}]`);
  }
};

const compileBool = (body: unknown, context: QueryContext): CompiledQuery => {
  const { must, filter, should, must_not, minimum_should_match } = parseOr400(boolSchema, body, "bool");
  const compile = (queries: readonly unknown[]): CompiledQuery[] =>
    queries.map((query) => compileQuery(query, context));
  const musts = compile(must);
  const shoulds = compile(should);
  const fallback = must.length + filter.length > 0 || should.length === 0 ? 0 : 1;
  const wanted = minimum_should_match === undefined ? fallback : shareOf(minimum_should_match, should.length);
  return {
    condition: and([
      ...musts.map(({ condition }) => condition),
      ...compile(filter).map(({ condition }) => condition),
      ...compile(must_not).map(({ condition }) => not(condition)),
      atLeast(
        wanted,
        shoulds.map(({ condition }) => condition),
      ),
    ]),
    scoring: [...musts, ...shoulds].flatMap(({ scoring }) => scoring),
  };
};

const scored = (condition: Condition): CompiledQuery => ({ condition, scoring: [condition] });
const unscored = (condition: Condition): CompiledQuery => ({ condition, scoring: [] });

const fieldAndBody = (body: unknown, kind: string): { path: string; body: unknown } => {
  const [path, inner] = onlyEntry(body, kind);
  return { path, body: inner };
};

const onlyEntry = (value: unknown, place: string): [string, unknown] => {
  const entries = Object.entries(parseOr400(z.record(z.string(), z.unknown()), value, place));
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) {
    const names = entries.map(([name]) => name).join(", ");
    throw new OpenSearchError(400, "parsing_exception", `[${place}] wants exactly one key, not [${names}]`);
  }
  return entry;
};
