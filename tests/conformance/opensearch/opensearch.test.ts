import { spawn } from "node:child_process";
import { once } from "node:events";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Service } from "../../../local/network/service.ts";
import { tokensOf } from "../../../local/aws/opensearch/gram-encoding.ts";
import { createOpenSearchService } from "../../../local/aws/opensearch/opensearch-service.ts";
import { rankedHits } from "../../../local/aws/opensearch/search.ts";
import { allowAll, denyAll, serveService, temporaryDirectory } from "../../support/serve-service.ts";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: Awaited<ReturnType<typeof serveService>>;
let service: Service;

const open = (authorize = allowAll): Service =>
  createOpenSearchService({
    directory: directory.path,
    region: "cn-north-1",
    now: () => 0,
    authorize,
    domainArn: "arn:aws-cn:es:cn-north-1:000000000000:domain/pages",
  });

type Hit = { _id: string; _score: number | null; _source?: Record<string, unknown>; sort?: unknown[] };
type Body = {
  error?: { type: string; reason: string };
  hits?: { total?: { value: number; relation: string }; hits: Hit[] };
  items?: Record<
    string,
    { status: number; result?: string; _version?: number; error?: { type: string; reason: string } }
  >[];
  errors?: boolean;
  count?: number;
  deleted?: number;
};

const call = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(server.url + path, {
    method,
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as Body };
};

const bulk = (...lines: unknown[]) =>
  call("POST", "/pages/_bulk", lines.map((line) => `${JSON.stringify(line)}\n`).join(""));

const search = async (body: object) => {
  const answer = await call("POST", "/pages/_search", body);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body.hits!;
};

const ids = async (query: object) => (await search({ query, size: 100 })).hits.map(({ _id }) => _id).sort();

const mappings = {
  dynamic: "strict",
  properties: {
    grams: { type: "text", analyzer: "whitespace" },
    title: { type: "text", analyzer: "whitespace" },
    archive: { type: "keyword" },
    kinds: { type: "keyword" },
    page: { type: "integer" },
    made: { type: "date" },
    boxes: { type: "object", enabled: false },
  },
};

beforeEach(async () => {
  directory = await temporaryDirectory();
  service = open();
  server = await serveService(() => service);
  await call("PUT", "/pages", { settings: { number_of_shards: 1 }, mappings });
});

afterEach(async () => {
  await service.close();
  await server.close();
  await directory.remove();
});

describe("an index", () => {
  it("is there once made, shows its definition, and goes", async () => {
    expect((await call("HEAD", "/pages")).status).toBe(200);
    expect((await call("HEAD", "/other")).status).toBe(404);
    expect((await call("GET", "/pages")).body).toMatchObject({ pages: { mappings } });
    expect((await call("PUT", "/pages", {})).body.error?.type).toBe("resource_already_exists_exception");
    await call("DELETE", "/pages");
    expect((await call("GET", "/pages/_count")).body.error?.type).toBe("index_not_found_exception");
  });

  it.each([
    [{ v: { type: "knn_vector" } }, "knn_vector"],
    [{ v: { type: "text" } }, "analyzer"],
    [{ v: { type: "keyword", normalizer: "lower" } }, "normalizer"],
  ])("with what this host does not know is refused by name: %j", async (properties, name) => {
    const { status, body } = await call("PUT", "/x", { mappings: { properties } });
    expect([status, body.error?.type]).toEqual([400, "mapper_parsing_exception"]);
    expect(body.error?.reason).toContain(name);
    expect((await call("HEAD", "/x")).status).toBe(404);
  });
});

describe("queries", () => {
  beforeEach(async () => {
    const { body } = await bulk(
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
    [{ bool: { must_not: [{ match_phrase: { grams: "王伟" } }] } }, ["4"]],
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
    expect(await ids(query)).toEqual(expected);
    expect((await call("POST", "/pages/_count", { query })).body.count).toBe(expected.length);
  });

  it("rank by how often the words occur, and should raises the rank", async () => {
    const hits = (await search({ query: { match_phrase: { grams: "王伟" } } })).hits;
    expect(hits[0]?._id).toBe("3");
    expect(hits[0]?._score).toBeGreaterThan(hits[1]?._score ?? Infinity);
    const raised = await search({
      query: { bool: { must: [{ match_phrase: { grams: "王伟" } }], should: [{ match_phrase: { grams: "伟强" } }] } },
    });
    expect(raised.hits[0]?._id).toBe("2");
  });

  it("give the wanted parts of documents", async () => {
    const source = async (_source: unknown) =>
      (await search({ query: { term: { page: 1 } }, _source })).hits[0]?._source;
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
    const total = async (track_total_hits: unknown) => (await search({ size: 0, track_total_hits })).total;
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
  ])("that this host does not know are refused by name: %j", async (body, name) => {
    const answer = await call("POST", "/pages/_search", body);
    expect(answer.status).toBe(400);
    expect(answer.body.error?.reason).toContain(name);
  });

  it("and calls that it does not know too", async () => {
    for (const [method, path] of [
      ["GET", "/_cat/indices"],
      ["POST", "/pages/_search?preference=x"],
      ["POST", "/pages/_mget"],
    ] as const) {
      const { status, body } = await call(method, path);
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
        await call("DELETE", "/pages");
        await call("PUT", "/pages", { mappings });
        await bulk(...tokens.flatMap((grams, number) => [{ index: { _id: String(number) } }, { grams }]));
        for (const [number, one] of tokens.entries()) {
          expect(await ids({ match_phrase: { grams: one } })).toEqual([String(number)]);
          const beginning = Array.from(one)[0]!;
          const starting = tokens.flatMap((other, place) => (other.startsWith(beginning) ? [String(place)] : []));
          expect(await ids({ prefix: { grams: beginning } })).toEqual(starting.sort());
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe("order", () => {
  beforeEach(() =>
    bulk(
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
    const whole = (await search({ query, sort, size: 100 })).hits.map(({ _id }) => _id);
    expect(new Set(whole).size).toBe(25);
    const paged: string[] = [];
    for (let search_after: unknown[] | undefined; ;) {
      const { hits } = await search({ query, sort, size: 4, ...(search_after === undefined ? {} : { search_after }) });
      paged.push(...hits.map(({ _id }) => _id));
      search_after = hits.at(-1)?.sort;
      if (hits.length === 0) {
        break;
      }
    }
    expect(paged).toEqual(whole);
  });

  it("is newest first among equals, and documents without the field come last", async () => {
    expect((await search({ size: 2 })).hits.map(({ _id }) => _id)).toEqual(["p24", "p23"]);
    const { hits } = await search({ sort: [{ page: "desc" }], size: 100 });
    expect(hits.slice(0, 2).map(({ sort }) => sort)).toEqual([[4], [4]]);
    expect(hits.at(-1)?.sort).toEqual([null]);
  });
});

it(`more than ${rankedHits} hits come newest first, all with the same score`, async () => {
  const lines = Array.from({ length: rankedHits + 1 }, (_, page) => [
    { index: { _id: String(page) } },
    { grams: page === 0 ? "王伟 王伟" : "王伟", page: page % 2 },
  ]).flat();
  await bulk(...lines);
  const query = { match_phrase: { grams: "王伟" } };
  const many = await search({ query, size: 2, track_total_hits: true });
  expect(many.total).toEqual({ value: rankedHits + 1, relation: "eq" });
  expect(many.hits.map(({ _id, _score }) => [_id, _score])).toEqual([
    [String(rankedHits), 1],
    [String(rankedHits - 1), 1],
  ]);
  const few = await search({ query: { bool: { must: [query], filter: [{ term: { page: 0 } }] } }, size: 1 });
  expect(few.hits[0]?._id).toBe("0");
});

describe("writes", () => {
  const item = async (action: object, document?: object) => {
    const { body } = await (document === undefined ? bulk(action) : bulk(action, document));
    return Object.values(body.items?.[0] ?? {})[0]!;
  };

  it("of an older version never win, in whatever order they come, deletions included", async () => {
    const writes = fc.uniqueArray(fc.record({ version: fc.integer({ min: 1, max: 50 }), remove: fc.boolean() }), {
      minLength: 1,
      maxLength: 8,
      selector: ({ version }) => version,
    });
    await fc.assert(
      fc.asyncProperty(
        writes,
        fc.constantFrom("external", "external_gte"),
        fc.uuid(),
        async (given, version_type, _id) => {
          for (const { version, remove } of given) {
            const meta = { _id, version, version_type };
            await (remove ? item({ delete: meta }) : item({ index: meta }, { page: version }));
          }
          const last = [...given].sort((one, other) => other.version - one.version)[0]!;
          const { status, body } = await call("GET", `/pages/_doc/${_id}`);
          expect(last.remove ? { status } : { status, body }).toMatchObject(
            last.remove
              ? { status: 404 }
              : { status: 200, body: { _version: last.version, _source: { page: last.version } } },
          );
        },
      ),
      { numRuns: 25 },
    );
  });

  it("of the same version are refused by external and taken by external_gte", async () => {
    const meta = (version_type: string) => ({ index: { _id: "x", version: 7, version_type } });
    expect(await item(meta("external"), { page: 1 })).toMatchObject({ status: 201, result: "created", _version: 7 });
    expect(await item(meta("external"), { page: 2 })).toMatchObject({
      status: 409,
      error: { type: "version_conflict_engine_exception" },
    });
    expect(await item(meta("external_gte"), { page: 3 })).toMatchObject({ status: 200, result: "updated" });
  });

  it("answer one by one, and a bad one leaves the others standing", async () => {
    const { body } = await bulk(
      { create: { _id: "a" } },
      { page: 1 },
      { create: { _id: "a" } },
      { page: 2 },
      { index: { _id: "b" } },
      { page: "many" },
      { index: { _id: "c" } },
      { nowhere: 1 },
      { update: { _id: "a" } },
      { doc: { archive: "440100" } },
      { update: { _id: "d" } },
      { doc: { page: 4 }, doc_as_upsert: true },
      { update: { _id: "e" } },
      { doc: { page: 4 } },
      { delete: { _id: "none" } },
    );
    expect(body.errors).toBe(true);
    expect(
      body.items?.map((one) => Object.entries(one).map(([name, { status, error }]) => [name, status, error?.type])[0]),
    ).toEqual([
      ["create", 201, undefined],
      ["create", 409, "version_conflict_engine_exception"],
      ["index", 400, "mapper_parsing_exception"],
      ["index", 400, "strict_dynamic_mapping_exception"],
      ["update", 200, undefined],
      ["update", 201, undefined],
      ["update", 404, "document_missing_exception"],
      ["delete", 404, undefined],
    ]);
    expect((await search({ query: { term: { archive: "440100" } } })).hits[0]?._source).toEqual({
      page: 1,
      archive: "440100",
    });
  });

  it("replace what was found before", async () => {
    await item({ index: { _id: "x" } }, { grams: "王伟", kinds: ["a", "b"] });
    await item({ index: { _id: "x" } }, { grams: "李娜" });
    expect(await ids({ match_phrase: { grams: "王伟" } })).toEqual([]);
    expect(await ids({ term: { kinds: "a" } })).toEqual([]);
    expect(await ids({ match_phrase: { grams: "李娜" } })).toEqual(["x"]);
    expect((await call("DELETE", "/pages/_doc/x")).status).toBe(200);
    expect(await ids({ match_all: {} })).toEqual([]);
  });

  it("delete by query", async () => {
    await bulk({ index: { _id: "x" } }, { archive: "440100" }, { index: { _id: "y" } }, { archive: "510100" });
    const { body } = await call("POST", "/pages/_delete_by_query?refresh=true", {
      query: { term: { archive: "440100" } },
    });
    expect(body.deleted).toBe(1);
    expect(await ids({ match_all: {} })).toEqual(["y"]);
  });

  it("are refused whole when a line cannot be read", async () => {
    const { status } = await call("POST", "/pages/_bulk", '{"index":{"_id":"x"}}\n{"page":1}\n{"indx":{}}\n{}\n');
    expect(status).toBe(400);
    expect(await ids({ match_all: {} })).toEqual([]);
  });

  it("into an index that does not exist fail item by item", async () => {
    const { body } = await call("POST", "/none/_bulk", '{"index":{"_id":"x"}}\n{"page":1}\n');
    expect(body.items?.[0]?.["index"]).toMatchObject({ status: 404, error: { type: "index_not_found_exception" } });
  });

  it("that were acknowledged survive a kill", async () => {
    await service.close();
    const program = `
      import { openIndexFile, indexPath } from ${JSON.stringify(new URL("../../../local/aws/opensearch/index-file.ts", import.meta.url).href)};
      const file = openIndexFile(indexPath(${JSON.stringify(directory.path)}, "pages"), "pages");
      const put = (id) => file.put(id, { grams: "王伟" }, { type: "internal" });
      file.transaction(() => put("acknowledged"));
      file.database.exec("BEGIN IMMEDIATE");
      put("cut off");
      process.kill(process.pid, "SIGKILL");`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: "inherit" });
    expect((await once(child, "exit"))[1]).toBe("SIGKILL");
    service = open();
    expect(await ids({ match_phrase: { grams: "王伟" } })).toEqual(["acknowledged"]);
  });
});

it("whom no policy allows is refused", async () => {
  await service.close();
  service = open(denyAll);
  expect((await call("POST", "/pages/_search", {})).status).toBe(403);
});
