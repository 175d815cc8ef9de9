import * as z from "zod";
import { searchIndexName } from "../contract/names.ts";
import type { SignedFetch } from "./signed-fetch.ts";

/** A page as the index holds it: tokens to find it by, facts to filter by, and where to read what it says. */
const indexedPage = z.object({
  archiveId: z.string(),
  archivalCode: z.string(),
  page: z.int(),
  title: z.string(),
  kind: z.string().optional(),
  year: z.int().optional(),
  /** Address of the OCR result in the holdings; the text itself is not in the index. */
  ocrSha256: z.string(),
});
export type IndexedPage = z.infer<typeof indexedPage>;

/** What must be on a page. Tokens are cut by our analyzer; the index splits them at spaces and no further. */
export type Clause =
  /** These tokens at consecutive places. */
  | { readonly kind: "phrase"; readonly grams: readonly string[] }
  /** Some token that begins so. */
  | { readonly kind: "prefix"; readonly gram: string };

export type IndexQuery = {
  readonly clauses: readonly Clause[];
  /** `all`: every clause as a phrase. `most`: pages that share two thirds of the tokens, for text that OCR misread. */
  readonly match: "all" | "most";
  readonly archives: readonly string[];
  readonly kind: string | undefined;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly limit: number;
  readonly after: readonly (string | number)[] | undefined;
};

export type IndexHit = {
  readonly page: IndexedPage;
  readonly score: number;
  readonly sort: readonly (string | number)[];
};
export type IndexAnswer = {
  readonly hits: IndexHit[];
  readonly total: { readonly value: number; readonly exact: boolean };
};

/** The index did not answer, or answered in a way that is not understood. */
export class SearchUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "SearchUnavailable";
  }
}

const mapping = {
  settings: { index: { number_of_shards: 1 } },
  mappings: {
    dynamic: "strict",
    // Tokens are only searched: kept with the document as well, they would be most of it.
    _source: { excludes: ["grams"] },
    properties: {
      grams: { type: "text", analyzer: "whitespace" },
      archiveId: { type: "keyword" },
      archivalCode: { type: "keyword" },
      page: { type: "integer" },
      title: { type: "keyword" },
      kind: { type: "keyword" },
      year: { type: "integer" },
      ocrSha256: { type: "keyword" },
      id: { type: "keyword" },
    },
  },
};

const answered = z.object({
  hits: z.object({
    total: z.object({ value: z.int(), relation: z.enum(["eq", "gte"]) }),
    hits: z.array(
      z.object({
        _score: z.number().nullable(),
        _source: indexedPage,
        sort: z.array(z.union([z.string(), z.number()])).default([]),
      }),
    ),
  }),
});

/** A later revision is there already. */
const newerThere = 409;
/** There is nothing to be removed. */
const notThere = 404;

/** Totals beyond this are answered as "at least". */
const countedExactly = 10_000;

const matching = ({ clauses, match }: IndexQuery): object => {
  const phrases = clauses.map((clause) =>
    clause.kind === "prefix" ? { prefix: { grams: clause.gram } } : { match_phrase: { grams: clause.grams.join(" ") } },
  );
  if (match === "all") return { must: phrases };
  const grams = [...new Set(clauses.flatMap((clause) => (clause.kind === "phrase" ? clause.grams : [])))];
  return {
    should: grams.map((gram) => ({ match_phrase: { grams: gram } })),
    minimum_should_match: Math.max(1, Math.ceil((grams.length * 2) / 3)),
  };
};

const filters = ({ archives, kind, from, to }: IndexQuery): object[] => [
  { terms: { archiveId: archives } },
  ...(kind === undefined ? [] : [{ term: { kind } }]),
  ...(from === undefined && to === undefined
    ? []
    : [
        { range: { year: { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lte: to }) } } },
      ]),
];

/** The full-text index of one region. Derived data: filled from that region's own records and rebuilt at will. */
export const searchIndex = (fetch: SignedFetch) => {
  let prepared = false;
  const call = async (method: Parameters<SignedFetch>[0], path: string, body?: object | string) => {
    try {
      return await fetch(method, path, typeof body === "object" ? JSON.stringify(body) : body);
    } catch (cause) {
      throw new SearchUnavailable("the index cannot be reached", { cause });
    }
  };

  const settle = (
    what: string,
    { status, text }: { status: number; text: string },
    alsoFine: readonly number[],
  ): void => {
    if (status < 300 || alsoFine.includes(status)) return;
    throw new SearchUnavailable(`${what}: ${status} ${text.slice(0, 300)}`);
  };

  const document = (id: string, revision: number): string =>
    `/${searchIndexName}/_doc/${encodeURIComponent(id)}?version=${revision}&version_type=external_gte`;

  return {
    /** Makes the index if it is not there; asks once. */
    async prepare(): Promise<void> {
      if (prepared) return;
      const made = await call("PUT", `/${searchIndexName}`, mapping);
      if (made.status !== 400 || !made.text.includes("resource_already_exists")) settle("create index", made, []);
      prepared = true;
    },

    /** Writes a page; a later revision that is already there stays. */
    async put(id: string, revision: number, page: IndexedPage, grams: string): Promise<void> {
      const put = await call("PUT", document(id, revision), { ...page, id, grams });
      // The index was deleted since it was made: the next page makes it again.
      if (put.status === notThere) prepared = false;
      settle("index page", put, [newerThere]);
    },

    /** Takes a page out; a later revision that is already there stays. */
    async remove(id: string, revision: number): Promise<void> {
      settle("remove page", await call("DELETE", document(id, revision)), [notThere, newerThere]);
    },

    /** @throws SearchUnavailable */
    async find(query: IndexQuery): Promise<IndexAnswer> {
      const response = await call("POST", `/${searchIndexName}/_search`, {
        query: { bool: { ...matching(query), filter: filters(query) } },
        sort: [{ _score: "desc" }, { id: "asc" }],
        size: query.limit,
        _source: { excludes: ["grams", "id"] },
        track_total_hits: countedExactly,
        ...(query.after === undefined ? {} : { search_after: query.after }),
      });
      if (response.status === 404) return { hits: [], total: { value: 0, exact: true } };
      settle("search", response, []);
      const { hits } = answered.parse(JSON.parse(response.text));
      return {
        hits: hits.hits.map(({ _score, _source, sort }) => ({ page: _source, score: _score ?? 0, sort })),
        total: { value: hits.total.value, exact: hits.total.relation === "eq" },
      };
    },
  };
};
export type SearchIndex = ReturnType<typeof searchIndex>;
