import { once } from "node:events";
import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { createRouter } from "../../../local/http-api/route-matching.ts";
import { closeServers, route, serve } from "./api-under-test.ts";

/** Amazon API Gateway Developer Guide, "Create routes for HTTP APIs in API Gateway", routing API requests. */
describe("the most specific route answers", () => {
  const find = createRouter(
    [
      "GET /v1/items/{id}",
      "GET /v1/items/new",
      "ANY /v1/items/{id}",
      "GET /v1/{rest+}",
      "POST /{all+}",
      "$default",
    ].map((routeKey) => ({ routeKey })),
  );
  test.each([
    ["GET", "/v1/items/new", "GET /v1/items/new", {}],
    ["GET", "/v1/items/7", "GET /v1/items/{id}", { id: "7" }],
    ["GET", "/v1/items/7/", "GET /v1/items/{id}", { id: "7" }],
    ["DELETE", "/v1/items/7", "ANY /v1/items/{id}", { id: "7" }],
    ["GET", "/v1/items/7/pages", "GET /v1/{rest+}", { rest: "items/7/pages" }],
    ["POST", "/v1/x", "POST /{all+}", { all: "v1/x" }],
    ["PUT", "/v2", "$default", {}],
    ["GET", "/v1/items/Z109-WS%C2%B72011%C2%B7Y-0001", "GET /v1/items/{id}", { id: "Z109-WS·2011·Y-0001" }],
    ["GET", "/v1/items/a%2Fb", "GET /v1/items/{id}", { id: "a/b" }],
    ["GET", "/v1/items/100%", "GET /v1/items/{id}", { id: "100%" }],
  ])("%s %s → %s", (method, path, routeKey, pathParameters) => {
    expect(find(method, path)).toEqual({ route: { routeKey }, pathParameters });
  });

  test("and none when there is neither a match nor $default", () => {
    expect(createRouter([{ routeKey: "GET /a" }])("GET", "/b")).toBeUndefined();
  });

  const documented = createRouter(
    ["GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default"].map((routeKey) => ({
      routeKey,
    })),
  );
  test.each([
    ["GET", "/pets/dog/1", "GET /pets/dog/1"],
    ["GET", "/pets/dog/2", "GET /pets/dog/{id}"],
    ["GET", "/pets/cat/1", "GET /pets/{proxy+}"],
    ["POST", "/test/5", "ANY /{proxy+}"],
    ["POST", "/pets/dog/1", "ANY /{proxy+}"],
    ["GET", "/", "$default"],
  ])("as in the documented example: %s %s → %s", (method, path, routeKey) => {
    expect(documented(method, path)?.route.routeKey).toBe(routeKey);
  });

  test("with a method of its own before one for any", () => {
    const both = createRouter(["ANY /a", "GET /a"].map((routeKey) => ({ routeKey })));
    expect(both("GET", "/a")?.route.routeKey).toBe("GET /a");
    expect(both("PUT", "/a")?.route.routeKey).toBe("ANY /a");
  });
});

/** Amazon API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs in API Gateway", format 2.0. */
describe("a request reaches the function in payload format 2.0", () => {
  afterEach(closeServers);

  test("with path, query, headers, cookies and text body", async () => {
    const url = await serve([route("POST /items/{id}")]);
    const response = await fetch(`${url}/items/%E6%A1%A3?q=%E4%BA%91+%E5%B1%B1&a=1&a=2`, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8", "x-two": "1", cookie: "a=1; b=2" },
      body: '{"名":"云"}',
    });
    expect(await response.json()).toMatchObject({
      version: "2.0",
      routeKey: "POST /items/{id}",
      rawPath: "/items/档",
      rawQueryString: "q=%E4%BA%91+%E5%B1%B1&a=1&a=2",
      queryStringParameters: { q: "云 山", a: "1,2" },
      pathParameters: { id: "档" },
      cookies: ["a=1", "b=2"],
      headers: { "x-two": "1" },
      body: '{"名":"云"}',
      isBase64Encoded: false,
      requestContext: {
        accountId: "1",
        apiId: "a1",
        stage: "$default",
        http: { method: "POST", path: "/items/档", protocol: "HTTP/1.1", sourceIp: "127.0.0.1" },
        timeEpoch: 1_583_348_638_390,
        time: "04/Mar/2020:19:03:58 +0000",
      },
    });
  });

  test("without members for what the request does not have, and bytes as base64", async () => {
    const url = await serve([route("$default")]);
    const bare = (await (await fetch(`${url}/x`)).json()) as Record<string, unknown>;
    for (const absent of ["body", "cookies", "pathParameters", "queryStringParameters"])
      expect(bare).not.toHaveProperty(absent);
    const bytes = await fetch(url, { method: "PUT", body: new Uint8Array([0, 1, 255]) });
    expect(await bytes.json()).toMatchObject({ body: "AAH/", isBase64Encoded: true });
  });

  /** What the request came as, past any client that would put it in order first. */
  const raw = async (url: string, options: { path: string; headers?: Record<string, string | string[]> }) => {
    const { hostname, port } = new URL(url);
    const asked = request({ hostname, port, path: options.path, headers: options.headers ?? {} });
    asked.end();
    const [response] = (await once(asked, "response")) as [IncomingMessage];
    return (await json(response)) as Record<string, unknown>;
  };

  test("with every field of the format", async () => {
    const url = await serve([route("GET /x")]);
    const event = await raw(url, { path: "/x", headers: { "user-agent": "agent", host: "a1.example.com:80" } });
    expect(event).toEqual({
      version: "2.0",
      routeKey: "GET /x",
      rawPath: "/x",
      rawQueryString: "",
      headers: { "user-agent": "agent", host: "a1.example.com:80", connection: expect.any(String) as string },
      requestContext: {
        accountId: "1",
        apiId: "a1",
        domainName: "a1.example.com:80",
        domainPrefix: "a1",
        http: { method: "GET", path: "/x", protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "agent" },
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        routeKey: "GET /x",
        stage: "$default",
        time: "04/Mar/2020:19:03:58 +0000",
        timeEpoch: 1_583_348_638_390,
      },
      isBase64Encoded: false,
    });
  });

  test("with headers in lower case, several values of one joined by commas, cookies apart", async () => {
    const url = await serve([route("$default")]);
    const event = await raw(url, {
      path: "/x",
      headers: { "X-Many": ["value1", "value2"], Cookie: ["cookie1=1", "cookie2=2; cookie3=3"] },
    });
    expect(event).toMatchObject({
      headers: { "x-many": "value1,value2" },
      cookies: ["cookie1=1", "cookie2=2", "cookie3=3"],
    });
    expect(event["headers"]).not.toHaveProperty("cookie");
  });

  test.each([
    ["parameter1=value1&parameter1=value2&parameter2=value", { parameter1: "value1,value2", parameter2: "value" }],
    ["a=%2C&a=%26&b", { a: ",,&", b: "" }],
    ["%E5%90%8D=%E7%8E%8B+%E4%BC%9F", { 名: "王 伟" }],
  ])("with the query %s as it came, and read", async (rawQueryString, queryStringParameters) => {
    const url = await serve([route("$default")]);
    expect(await raw(url, { path: `/x?${rawQueryString}` })).toMatchObject({ rawQueryString, queryStringParameters });
  });

  test.each([
    ["GET /{proxy+}", "/a/b%2Fc/%E6%A1%A3", { proxy: "a/b/c/档" }],
    ["GET /v1/{archive}/{code}", "/v1/440100/Z109%C2%B7WS", { archive: "440100", code: "Z109·WS" }],
  ])("with the parameters of %s in %s", async (routeKey, path, pathParameters) => {
    const url = await serve([route(routeKey)]);
    expect(await raw(url, { path })).toMatchObject({ routeKey, pathParameters });
  });

  test.each([
    ["text/plain", false],
    ["application/problem+json", false],
    ["application/x-www-form-urlencoded", false],
    ["application/octet-stream", true],
    ["image/png", true],
  ])("with a body of %s as text, or as base64: %s", async (type, isBase64Encoded) => {
    const url = await serve([route("$default")]);
    const answer = await fetch(url, { method: "POST", headers: { "content-type": type }, body: "名" });
    const body = isBase64Encoded ? Buffer.from("名").toString("base64") : "名";
    expect(await answer.json()).toMatchObject({ body, isBase64Encoded });
  });
});
