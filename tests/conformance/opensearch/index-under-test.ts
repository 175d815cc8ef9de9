import { afterEach, beforeEach, expect } from "vitest";
import type { Authorize, Service } from "../../../local/network/service.ts";
import { createOpenSearchService } from "../../../local/aws/opensearch/opensearch-service.ts";
import { allowAll, serveService, temporaryDirectory } from "../../support/serve-service.ts";

type Hit = { _id: string; _score: number | null; _source?: Record<string, unknown>; sort?: unknown[] };
type Body = {
  error?: { type: string; reason: string; root_cause?: unknown[] };
  status?: number;
  took?: number;
  _version?: number;
  _seq_no?: number;
  result?: string;
  hits?: { total?: { value: number; relation: string }; hits: Hit[] };
  items?: Record<
    string,
    { status: number; result?: string; _version?: number; error?: { type: string; reason: string } }
  >[];
  errors?: boolean;
  count?: number;
  deleted?: number;
};

export const mappings = {
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

/** An engine behind a real socket, with the index `pages`. */
export const indexUnderTest = () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let server: Awaited<ReturnType<typeof serveService>>;
  let service: Service;

  const open = (authorize: Authorize): Service =>
    createOpenSearchService({
      directory: directory.path,
      region: "cn-north-1",
      now: () => 0,
      authorize,
      domainArn: "arn:aws-cn:es:cn-north-1:000000000000:domain/pages",
    });

  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(server.url + path, {
      method,
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as Body };
  };
  const search = async (body: object) => {
    const answer = await call("POST", "/pages/_search", body);
    expect(answer).toMatchObject({ status: 200 });
    return answer.body.hits!;
  };

  beforeEach(async () => {
    directory = await temporaryDirectory();
    service = open(allowAll);
    server = await serveService(() => service);
    await call("PUT", "/pages", { settings: { number_of_shards: 1 }, mappings });
  });
  afterEach(async () => {
    await service.close();
    await server.close();
    await directory.remove();
  });

  return {
    call,
    search,
    bulk: (...lines: unknown[]) =>
      call("POST", "/pages/_bulk", lines.map((line) => `${JSON.stringify(line)}\n`).join("")),
    ids: async (query: object) => (await search({ query, size: 100 })).hits.map(({ _id }) => _id).sort(),
    directory: () => directory.path,
    /** Closes the engine, lets something happen, and opens it again. */
    reopen: async ({
      authorize = allowAll,
      meanwhile,
    }: { authorize?: Authorize; meanwhile?: () => Promise<void> } = {}) => {
      await service.close();
      await meanwhile?.();
      service = open(authorize);
    },
  };
};
