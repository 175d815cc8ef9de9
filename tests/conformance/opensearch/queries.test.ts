import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { tokensOf } from "../../../local/aws/opensearch/gram-encoding.ts";
import { indexUnderTest, mappings } from "./index-under-test.ts";

const u = indexUnderTest();

/** OpenSearch documentation, "Query DSL": boolean, full-text and term-level queries, "Minimum should match", "Search API". */
describe("queries", () => {
  beforeEach(async () => {
    const { body } = await u.bulk(
      { index: { _id: "1" } },
      {
        grams: "王伟 伟在 在广 广州",
        archive: "440100",
        kinds: ["婚姻", "户籍"],
        page: 1,
        made: "1987-05-01",
        boxes: { any: [1] },
      },
      { index: { _id: "2" } },
      { grams: "广州 州王 王伟 伟强", archive: "440100", kinds: "土地", page: 2, made: "1990" },
      { index: { _id: "3" } },
      { grams: "李娜 王伟 王伟 王伟", title: "广州 户籍", archive: "510100", page: 3 },
      { index: { _id: "4" } },
      { grams: "WANG Wei wei c++ 3.14 a_b", archive: "510100", kinds: [], page: 30 },
    );
    expect(body.errors).toBe(false);
  });

  it.each<[object, string[]]>([
    [{ match_all: {} }, ["1", "2", "3", "4"]],
    [{ match_phrase: { grams: "王伟" } }, ["1", "2", "3"]],
    [{ match_phrase: { grams: "王伟 伟在" } }, ["1"]],
    [{ match_phrase: { grams: { query: "伟在 王伟" } } }, []],
    [{ match_phrase: { grams: "" } }, []],
    [{ match: { grams: "李娜 广州" } }, ["1", "2", "3"]],
    [{ match: { grams: { query: "王伟 广州", operator: "and" } } }, ["1", "2"]],
    [{ match: { grams: { query: "王伟 伟在 在广 无此", minimum_should_match: "75%" } } }, ["1"]],
    [{ match: { grams: { query: "王伟 伟强 李娜", minimum_should_match: 2 } } }, ["2", "3"]],
    [{ match: { grams: { query: "王伟 伟强 李娜", minimum_should_match: "-1" } } }, ["2", "3"]],
    [{ match: { grams: { query: "王伟 伟在 在广 无此", minimum_should_match: "-25%" } } }, ["1"]],
    [{ match: { grams: { query: "王伟 李娜", minimum_should_match: "49%" } } }, ["1", "2", "3"]],
    [{ match_phrase_prefix: { grams: "王伟 伟" } }, ["1", "2"]],
    [{ match_phrase_prefix: { grams: "李" } }, ["3"]],
    [{ prefix: { grams: "州" } }, ["2"]],
    [{ term: { grams: "wei" } }, ["4"]],
    [{ term: { grams: "Wei" } }, ["4"]],
    [{ term: { grams: "WEI" } }, []],
    [{ term: { grams: "c++" } }, ["4"]],
    [{ term: { grams: "c" } }, []],
    [{ match_phrase: { grams: "3.14 a_b" } }, ["4"]],
    [{ match_phrase: { grams: 'a" OR "王伟' } }, []],
    [{ term: { archive: "440100" } }, ["1", "2"]],
    [{ term: { kinds: "户籍" } }, ["1"]],
    [{ terms: { kinds: ["土地", "婚姻"] } }, ["1", "2"]],
    [{ terms: { archive: [] } }, []],
    [{ prefix: { archive: "51" } }, ["3", "4"]],
    [{ range: { page: { gt: 1, lte: 3 } } }, ["2", "3"]],
    [{ range: { made: { gte: "1987", lt: "1990" } } }, ["1"]],
    [{ range: { made: { lte: "1987-05" } } }, ["1"]],
    [{ range: { made: { gt: "1987-05-01" } } }, ["2"]],
    [{ exists: { field: "kinds" } }, ["1", "2"]],
    [
      {
        bool: {
          must: { match_phrase: { grams: "王伟" } },
          filter: [{ term: { archive: "440100" } }],
          must_not: [{ term: { page: 2 } }],
        },
      },
      ["1"],
    ],
    [{ bool: { should: [{ term: { page: 1 } }, { match_phrase: { grams: "李娜" } }] } }, ["1", "3"]],
    [{ bool: { filter: [{ term: { page: 1 } }], should: [{ term: { page: 2 } }] } }, ["1"]],
    [
      {
        bool: {
          should: [{ term: { page: 1 } }, { term: { archive: "440100" } }, { exists: { field: "made" } }],
          minimum_should_match: 2,
        },
      },
      ["1", "2"],
    ],
    [
      {
        bool: {
          should: [{ term: { page: 1 } }, { term: { page: 2 } }, { term: { page: 3 } }],
          minimum_should_match: -2,
        },
      },
      ["1", "2", "3"],
    ],
    [{ bool: { should: [{ term: { page: 1 } }], minimum_should_match: 2 } }, []],
    [
      {
        bool: { must: [{ match_phrase: { grams: "王伟" } }], should: [{ term: { page: 2 } }], minimum_should_match: 1 },
      },
      ["2"],
    ],
    [{ bool: { must_not: [{ match_phrase: { grams: "王伟" } }] } }, ["4"]],
    [{ bool: { filter: [{ prefix: { grams: "c" } }], must: [{ term: { archive: "510100" } }] } }, ["4"]],
    [{ range: { page: { gte: "2", lt: 30 } } }, ["2", "3"]],
    [{ range: { page: { gt: 30 } } }, []],
    [{ match_none: {} }, []],
    [
      {
        bool: {
          should: [
            { match_phrase: { grams: "李娜" } },
            { match_phrase: { title: "广州" } },
            { bool: { must: [{ match_phrase: { grams: "伟强" } }, { term: { page: 2 } }] } },
          ],
        },
      },
      ["2", "3"],
    ],
    [{ bool: {} }, ["1", "2", "3", "4"]],
  ])("%j", async (query, expected) => {
    expect(await u.ids(query)).toEqual(expected);
    expect((await u.call("POST", "/pages/_count", { query })).body.count).toBe(expected.length);
  });

  it("rank by how often the words occur, and should raises the rank", async () => {
    const hits = (await u.search({ query: { match_phrase: { grams: "王伟" } } })).hits;
    expect(hits[0]?._id).toBe("3");
    expect(hits[0]?._score).toBeGreaterThan(hits[1]?._score ?? Infinity);
    const raised = await u.search({
      query: { bool: { must: [{ match_phrase: { grams: "王伟" } }], should: [{ match_phrase: { grams: "伟强" } }] } },
    });
    expect(raised.hits[0]?._id).toBe("2");
  });

  it("give the wanted parts of documents", async () => {
    const source = async (_source: unknown) =>
      (await u.search({ query: { term: { page: 1 } }, _source })).hits[0]?._source;
    expect(await source(["archive", "p*"])).toEqual({ archive: "440100", page: 1 });
    expect(await source({ excludes: ["grams", "boxes"] })).toEqual({
      archive: "440100",
      kinds: ["婚姻", "户籍"],
      page: 1,
      made: "1987-05-01",
    });
    expect(await source(false)).toBeUndefined();
    expect(await source(["boxes.any"])).toEqual({ boxes: { any: [1] } });
  });

  it("count as far as asked", async () => {
    const total = async (track_total_hits: unknown) => (await u.search({ size: 0, track_total_hits })).total;
    expect(await total(true)).toEqual({ value: 4, relation: "eq" });
    expect(await total(4)).toEqual({ value: 4, relation: "eq" });
    expect(await total(2)).toEqual({ value: 2, relation: "gte" });
    expect(await total(false)).toBeUndefined();
  });

  it.each<[object, string]>([
    [{ query: { fuzzy: { grams: "x" } } }, "fuzzy"],
    [{ query: { match: { grams: { query: "x", fuzziness: 1 } } } }, "fuzziness"],
    [{ query: { term: { nowhere: 1 } } }, "nowhere"],
    [{ query: { match_phrase: { grams: { query: "x", slop: 2 } } } }, "slop"],
    [{ query: { range: { made: { gte: "now-1d" } } } }, "now-1d"],
    [{ aggs: {} }, "aggs"],
    [{ sort: [{ grams: "asc" }] }, "grams"],
    [{ sort: [{ page: { order: "asc", mode: "max" } }] }, "mode"],
    [{ from: 9_999, size: 2 }, "10000"],
    [{ sort: ["page"], search_after: [1, 2] }, "search_after"],
    [{ search_after: [1] }, "search_after"],
    [{ sort: ["page"], search_after: [1], from: 1 }, "from"],
    [{ query: { bool: { should: [], minimum_should_match: "2<75%" } } }, "minimum_should_match"],
    [{ query: { match_all: {}, term: { page: 1 } } }, "match_all, term"],
  ])("that this host does not know are refused by name: %j", async (body, name) => {
    const answer = await u.call("POST", "/pages/_search", body);
    expect(answer.status).toBe(400);
    expect(answer.body.error?.reason).toContain(name);
  });

  it("and calls that it does not know too", async () => {
    for (const [method, path] of [
      ["GET", "/_cat/indices"],
      ["POST", "/pages/_search?preference=x"],
      ["POST", "/pages/_mget"],
    ] as const) {
      const { status, body } = await u.call(method, path);
      expect([status, body.error?.type]).toEqual([400, "illegal_argument_exception"]);
    }
  });
});

describe("tokens", () => {
  it("are equal exactly when the texts between white space are, whatever the characters", async () => {
    const token = fc
      .string({
        unit: fc.oneof(
          fc.constantFrom(
            "a",
            "A",
            "é",
            "É",
            "王",
            "伟",
            "-",
            '"',
            "*",
            "\ue041",
            "\ue080",
            "\ue081",
            "𠮷",
            "\u00a0",
            "\u0301",
            "\0",
          ),
          fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
        ),
        minLength: 1,
        maxLength: 3,
      })
      .filter((text) => tokensOf(text).length === 1 && tokensOf(text)[0] === text);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(token, { minLength: 1, maxLength: 12 }), async (tokens) => {
        await u.call("DELETE", "/pages");
        await u.call("PUT", "/pages", { mappings });
        await u.bulk(...tokens.flatMap((grams, number) => [{ index: { _id: String(number) } }, { grams }]));
        for (const [number, one] of tokens.entries()) {
          expect(await u.ids({ match_phrase: { grams: one } })).toEqual([String(number)]);
          const beginning = Array.from(one)[0]!;
          const starting = tokens.flatMap((other, place) => (other.startsWith(beginning) ? [String(place)] : []));
          expect(await u.ids({ prefix: { grams: beginning } })).toEqual(starting.sort());
        }
      }),
      { numRuns: 25 },
    );
  });
});
