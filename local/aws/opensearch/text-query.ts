import * as z from "zod";
import { atLeast, none, type Condition } from "./condition.ts";
import { encodeToken, tokensOf } from "./gram-encoding.ts";
import { requireField, type Field } from "./mapping.ts";
import { OpenSearchError, parseOr400 } from "./opensearch-error.ts";
import { minimumShouldMatch, shareOf, type QueryContext } from "./query-context.ts";
import { termsCondition } from "./value-query.ts";

type OnField = { readonly path: string; readonly body: unknown };

const matchOptions = z.strictObject({
  query: z.union([z.string(), z.number(), z.boolean()]),
  operator: z.enum(["and", "or", "AND", "OR"]).default("or"),
  minimum_should_match: minimumShouldMatch.optional(),
});

/** `match`: all tokens, any, or some number of them. On other than text it is `term`, as in OpenSearch. */
export const matchCondition = ({ path, body }: OnField, context: QueryContext): Condition => {
  const { query, operator, minimum_should_match } = parseOr400(
    matchOptions,
    typeof body === "object" ? body : { query: body },
    `match.${path}`,
  );
  const field = requireField(context.mapping, path);
  if (field.kind !== "text") {
    return termsCondition({ path, body: query }, { ...context, kind: "term" });
  }
  const tokens = [...new Set(tokensOf(String(query)))].map((token) => phrase(field, [token], false));
  if (tokens.length === 0) {
    return none;
  }
  return operator.toLowerCase() === "and"
    ? allOf(tokens)
    : atLeast(Math.max(shareOf(minimum_should_match ?? 1, tokens.length), 1), tokens);
};

const phraseOptions = z.strictObject({ query: z.string(), slop: z.literal(0).optional() });
const phrasePrefixOptions = phraseOptions.extend({ max_expansions: z.int().optional() });

/** `match_phrase`, and with `prefix` the last token may be only a beginning (`match_phrase_prefix`; all expansions). */
export const phraseCondition = (
  { path, body }: OnField,
  { mapping, prefix, kind }: QueryContext & { readonly prefix: boolean; readonly kind: string },
): Condition => {
  const { query } = parseOr400(
    prefix ? phrasePrefixOptions : phraseOptions,
    typeof body === "object" ? body : { query: body },
    `${kind}.${path}`,
  );
  const field = requireField(mapping, path);
  if (field.kind !== "text") {
    throw new OpenSearchError(400, "query_shard_exception", `[${kind}] wants a text field, [${path}] is ${field.kind}`);
  }
  const tokens = tokensOf(query);
  return tokens.length === 0 ? none : phrase(field, tokens, prefix);
};

/** One FTS5 phrase; the tokens are as in the document, not yet encoded. */
const phrase = (field: Field, tokens: readonly string[], prefix: boolean): Condition & { kind: "text" } => ({
  kind: "text",
  match: `{${field.column}} : "${tokens.map(encodeToken).join(" ")}"${prefix ? " *" : ""}`,
});

const allOf = (tokens: readonly (Condition & { kind: "text" })[]): Condition => ({
  kind: "text",
  match: tokens.map(({ match }) => `(${match})`).join(" AND "),
});
