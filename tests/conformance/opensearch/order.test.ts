import { beforeEach, describe, expect, it } from "vitest";
import { rankedHits } from "../../../local/aws/opensearch/search.ts";
import { indexUnderTest } from "./index-under-test.ts";

const u = indexUnderTest();

/** OpenSearch documentation, "Sort results" and "Paginate results", search_after. */
describe("order", () => {
  beforeEach(() =>
    u.bulk(
      ...Array.from({ length: 25 }, (_, page) => [
        { index: { _id: `p${page}` } },
        { grams: "王伟", ...(page % 6 === 5 ? {} : { page: page % 5 }), archive: `a${page % 3}` },
      ]).flat(),
    ),
  );

  it.each<[unknown[]]>([
    [[{ page: "asc" }, { archive: { order: "desc" } }, "_doc"]],
    [[{ page: "desc" }, "_doc"]],
    [["_score", "_doc"]],
    [[{ archive: "asc" }, { _doc: "desc" }]],
  ])("pages by search_after without loss or repetition: %j", async (sort) => {
    const query = { match_phrase: { grams: "王伟" } };
    const whole = (await u.search({ query, sort, size: 100 })).hits.map(({ _id }) => _id);
    expect(new Set(whole).size).toBe(25);
    const paged: string[] = [];
    for (let search_after: unknown[] | undefined; ;) {
      const { hits } = await u.search({
        query,
        sort,
        size: 4,
        ...(search_after === undefined ? {} : { search_after }),
      });
      paged.push(...hits.map(({ _id }) => _id));
      search_after = hits.at(-1)?.sort;
      if (hits.length === 0) {
        break;
      }
    }
    expect(paged).toEqual(whole);
  });

  it("is newest first among equals, and documents without the field come last", async () => {
    expect((await u.search({ size: 2 })).hits.map(({ _id }) => _id)).toEqual(["p24", "p23"]);
    const { hits } = await u.search({ sort: [{ page: "desc" }], size: 100 });
    expect(hits.slice(0, 2).map(({ sort }) => sort)).toEqual([[4], [4]]);
    expect(hits.at(-1)?.sort).toEqual([null]);
  });

  it("is the one our search asks for: the best first, and by a field among equals", async () => {
    await u.bulk({ index: { _id: "best" } }, { grams: "王伟 王伟 王伟", archive: "a1" });
    const sort = [{ _score: "desc" }, { archive: "asc" }, { page: "asc" }];
    const { hits } = await u.search({ query: { match_phrase: { grams: "王伟" } }, sort, size: 100 });
    expect(hits[0]?._id).toBe("best");
    const rest = hits.slice(1).map(({ sort: [, archive, page] = [] }) => [archive, page ?? Infinity]);
    expect(rest).toEqual(
      rest.toSorted(([a, p], [b, q]) => String(a).localeCompare(String(b)) || Number(p) - Number(q)),
    );
  });
});

it(`more than ${rankedHits} hits come newest first, all with the same score`, async () => {
  const lines = Array.from({ length: rankedHits + 1 }, (_, page) => [
    { index: { _id: String(page) } },
    { grams: page === 0 ? "王伟 王伟" : "王伟", page: page % 2 },
  ]).flat();
  await u.bulk(...lines);
  const query = { match_phrase: { grams: "王伟" } };
  const many = await u.search({ query, size: 2, track_total_hits: true });
  expect(many.total).toEqual({ value: rankedHits + 1, relation: "eq" });
  expect(many.hits.map(({ _id, _score }) => [_id, _score])).toEqual([
    [String(rankedHits), 1],
    [String(rankedHits - 1), 1],
  ]);
  const few = await u.search({ query: { bool: { must: [query], filter: [{ term: { page: 0 } }] } }, size: 1 });
  expect(few.hits[0]?._id).toBe("0");
});
