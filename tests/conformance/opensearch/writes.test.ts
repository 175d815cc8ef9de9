import { spawn } from "node:child_process";
import { once } from "node:events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { denyAll } from "../../support/serve-service.ts";
import { indexUnderTest, mappings } from "./index-under-test.ts";

const u = indexUnderTest();

/** OpenSearch documentation, "Create index" and "Mappings". */
describe("an index", () => {
  it("is there once made, shows its definition, and goes", async () => {
    expect((await u.call("HEAD", "/pages")).status).toBe(200);
    expect((await u.call("HEAD", "/other")).status).toBe(404);
    expect((await u.call("GET", "/pages")).body).toMatchObject({ pages: { mappings } });
    expect((await u.call("PUT", "/pages", {})).body.error?.type).toBe("resource_already_exists_exception");
    await u.call("DELETE", "/pages");
    expect((await u.call("GET", "/pages/_count")).body.error?.type).toBe("index_not_found_exception");
  });

  it.each([
    [{ v: { type: "knn_vector" } }, "knn_vector"],
    [{ v: { type: "text" } }, "analyzer"],
    [{ v: { type: "keyword", normalizer: "lower" } }, "normalizer"],
  ])("with what this host does not know is refused by name: %j", async (properties, name) => {
    const { status, body } = await u.call("PUT", "/x", { mappings: { properties } });
    expect([status, body.error?.type]).toEqual([400, "mapper_parsing_exception"]);
    expect(body.error?.reason).toContain(name);
    expect((await u.call("HEAD", "/x")).status).toBe(404);
  });
});

/** OpenSearch documentation, "Bulk", "Index document", "Delete document", external versions. */
describe("writes", () => {
  const item = async (action: object, document?: object) => {
    const { body } = await (document === undefined ? u.bulk(action) : u.bulk(action, document));
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
          const { status, body } = await u.call("GET", `/pages/_doc/${_id}`);
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
    const { body } = await u.bulk(
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
    expect((await u.search({ query: { term: { archive: "440100" } } })).hits[0]?._source).toEqual({
      page: 1,
      archive: "440100",
    });
  });

  it("replace what was found before", async () => {
    await item({ index: { _id: "x" } }, { grams: "王伟", kinds: ["a", "b"] });
    await item({ index: { _id: "x" } }, { grams: "李娜" });
    expect(await u.ids({ match_phrase: { grams: "王伟" } })).toEqual([]);
    expect(await u.ids({ term: { kinds: "a" } })).toEqual([]);
    expect(await u.ids({ match_phrase: { grams: "李娜" } })).toEqual(["x"]);
    expect((await u.call("DELETE", "/pages/_doc/x")).status).toBe(200);
    expect(await u.ids({ match_all: {} })).toEqual([]);
  });

  it("delete by query", async () => {
    await u.bulk({ index: { _id: "x" } }, { archive: "440100" }, { index: { _id: "y" } }, { archive: "510100" });
    const { body } = await u.call("POST", "/pages/_delete_by_query?refresh=true", {
      query: { term: { archive: "440100" } },
    });
    expect(body.deleted).toBe(1);
    expect(await u.ids({ match_all: {} })).toEqual(["y"]);
  });

  it("are refused whole when a line cannot be read", async () => {
    const { status } = await u.call("POST", "/pages/_bulk", '{"index":{"_id":"x"}}\n{"page":1}\n{"indx":{}}\n{}\n');
    expect(status).toBe(400);
    expect(await u.ids({ match_all: {} })).toEqual([]);
  });

  it("into an index that does not exist fail item by item", async () => {
    const { body } = await u.call("POST", "/none/_bulk", '{"index":{"_id":"x"}}\n{"page":1}\n');
    expect(body.items?.[0]?.["index"]).toMatchObject({ status: 404, error: { type: "index_not_found_exception" } });
  });

  it("that were acknowledged survive a kill", async () => {
    const program = `
      import { openIndexFile, indexPath } from ${JSON.stringify(new URL("../../../local/aws/opensearch/index-file.ts", import.meta.url).href)};
      const file = openIndexFile(indexPath(${JSON.stringify(u.directory())}, "pages"), "pages");
      const put = (id) => file.put(id, { grams: "王伟" }, { type: "internal" });
      file.transaction(() => put("acknowledged"));
      file.database.exec("BEGIN IMMEDIATE");
      put("cut off");
      process.kill(process.pid, "SIGKILL");`;
    await u.reopen({
      meanwhile: async () => {
        const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: "inherit" });
        expect((await once(child, "exit"))[1]).toBe("SIGKILL");
      },
    });
    expect(await u.ids({ match_phrase: { grams: "王伟" } })).toEqual(["acknowledged"]);
  });

  it("are seen at once, with and without a refresh", async () => {
    await bulkOne("x");
    expect(await u.ids({ match_all: {} })).toEqual(["x"]);
    expect(await u.call("POST", "/pages/_refresh")).toMatchObject({ status: 200 });
    expect(await u.ids({ match_all: {} })).toEqual(["x"]);
  });

  it("of one document answer as its own call, and conflicts have the body of an error", async () => {
    const path = "/pages/_doc/440100%2FZ109%C2%B71%2F1?version_type=external_gte&version=";
    const first = await u.call("PUT", `${path}3`, { page: 1 });
    expect(first).toMatchObject({
      status: 201,
      body: {
        _index: "pages",
        _id: "440100/Z109·1/1",
        _version: 3,
        result: "created",
        _seq_no: expect.any(Number) as number,
      },
    });
    expect(await u.call("PUT", `${path}3`, { page: 2 })).toMatchObject({ status: 200, body: { result: "updated" } });
    for (const [method, body] of [
      ["PUT", { page: 9 }],
      ["DELETE", undefined],
    ] as const) {
      const late = await u.call(method, `${path}2`, body);
      expect(late).toMatchObject({
        status: 409,
        body: { status: 409, error: { type: "version_conflict_engine_exception", root_cause: [{}] } },
      });
    }
    expect(await u.call("GET", "/pages/_doc/440100%2FZ109%C2%B71%2F1")).toMatchObject({
      body: { found: true, _version: 3, _source: { page: 2 } },
    });
    expect(await u.call("DELETE", `${path}4`)).toMatchObject({ status: 200, body: { result: "deleted", _version: 4 } });
    expect(await u.call("PUT", `${path}3`, { page: 1 })).toMatchObject({ status: 409 });
    expect(await u.call("GET", "/pages/_doc/440100%2FZ109%C2%B71%2F1")).toMatchObject({
      status: 404,
      body: { found: false },
    });
  });

  it.each<[string, object, string]>([
    ["a number that is a word", { page: "many" }, "mapper_parsing_exception"],
    ["a number too large", { page: 2 ** 31 }, "mapper_parsing_exception"],
    ["a date that is none", { made: "1987-02-30" }, "mapper_parsing_exception"],
    ["an object for a text", { grams: { a: 1 } }, "mapper_parsing_exception"],
    ["a field that is not mapped", { nowhere: 1 }, "strict_dynamic_mapping_exception"],
    ["a keyword of more than 32,766 bytes", { archive: "档".repeat(10_923) }, "illegal_argument_exception"],
  ])("with %s are refused as the documentation says", async (_, document, type) => {
    expect(await u.call("PUT", "/pages/_doc/x", document)).toMatchObject({
      status: 400,
      body: { status: 400, error: { type, reason: expect.any(String) as string, root_cause: [{ type }] } },
    });
    expect((await item({ index: { _id: "x" } }, document)).error?.type).toBe(type);
    expect(await u.ids({ match_all: {} })).toEqual([]);
  });

  it("have ids of at most 512 bytes", async () => {
    const long = "档".repeat(171);
    expect(await item({ index: { _id: long } }, { page: 1 })).toMatchObject({ status: 400 });
    expect(await u.call("PUT", `/pages/_doc/${encodeURIComponent(long)}`, { page: 1 })).toMatchObject({ status: 400 });
    expect(await item({ index: { _id: "档".repeat(170) } }, { page: 1 })).toMatchObject({ status: 201 });
  });

  it("are read back without what the mapping leaves out, and found by it", async () => {
    await u.call("PUT", "/lean", {
      mappings: {
        _source: { excludes: ["grams"] },
        properties: { grams: { type: "text", analyzer: "whitespace" }, page: { type: "integer" } },
      },
    });
    await u.call("PUT", "/lean/_doc/x", { grams: "王伟", page: 1 });
    const { body } = await u.call("POST", "/lean/_search", { query: { match_phrase: { grams: "王伟" } } });
    expect(body.hits?.hits.map(({ _id, _source }) => [_id, _source])).toEqual([["x", { page: 1 }]]);
  });

  const bulkOne = (_id: string) => u.bulk({ index: { _id } }, { page: 1 });
});

it("whom no policy allows is refused", async () => {
  await u.reopen({ authorize: denyAll });
  expect((await u.call("POST", "/pages/_search", {})).status).toBe(403);
});
