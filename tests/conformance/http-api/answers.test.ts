import { afterEach, describe, expect, test } from "vitest";
import { readFunctionResponse } from "../../../local/http-api/function-response.ts";
import { answering, closeServers, route, serve, statusAndBody } from "./api-under-test.ts";

/** Amazon API Gateway Developer Guide, "Lambda function response for format 2.0"; "Quotas for HTTP APIs". */
describe("the function's answer", () => {
  afterEach(closeServers);

  test("sets status, headers, cookies and body; base64 becomes bytes", async () => {
    const url = await serve([
      route("GET /bytes", {
        invoke: answering({
          statusCode: 201,
          headers: { "Content-Type": "image/png", "X-N": 1 },
          cookies: ["a=1", "b=2"],
          body: "AAH/",
          isBase64Encoded: true,
        }),
      }),
    ]);
    const response = await fetch(`${url}/bytes`);
    expect(response.status).toBe(201);
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(response.headers.get("x-n")).toBe("1");
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 1, 255]);
  });

  test("without a status code is the JSON body of a 200", () => {
    expect(readFunctionResponse('{"a":1}')).toMatchObject({
      status: 200,
      headers: { "content-type": "application/json" },
      body: Buffer.from('{"a":1}'),
    });
    expect(readFunctionResponse('"Hello from Lambda!"')).toEqual({
      status: 200,
      headers: { "content-type": "application/json" },
      body: Buffer.from("Hello from Lambda!"),
    });
    expect(readFunctionResponse("[1,2]")?.body.toString()).toBe("[1,2]");
  });

  test.each([
    ["a malformed answer", answering({ statusCode: "many" }), 500, "Internal Server Error"],
    ["an answer with a status that is none", answering({ statusCode: 1000 }), 500, "Internal Server Error"],
    ["an answer whose body is no text", answering({ statusCode: 200, body: {} }), 500, "Internal Server Error"],
    [
      "an answer with a header that HTTP does not have",
      answering({ statusCode: 200, headers: { "x-a": "a\nb", "x-b": "b" } }),
      500,
      "Internal Server Error",
    ],
    [
      "a failure",
      () => Promise.resolve({ ok: false as const, error: { errorType: "E", errorMessage: "secret", trace: [] } }),
      500,
      "Internal Server Error",
    ],
    ["no answer in time", () => new Promise<never>(() => {}), 503, "Service Unavailable"],
  ])("that is %s becomes an error that says nothing of the inside", async (_, invoke, status, message) => {
    const url = await serve([route("GET /x", { invoke, timeoutMs: 50 })]);
    expect(await statusAndBody(await fetch(`${url}/x`))).toEqual([status, { message }]);
  });

  test("is not asked for when no route matches or the body is too long", async () => {
    const url = await serve([route("POST /x")]);
    expect(await statusAndBody(await fetch(`${url}/x`))).toEqual([404, { message: "Not Found" }]);
    const long = await fetch(`${url}/x`, { method: "POST", body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect(await statusAndBody(long)).toEqual([413, { message: "Request Entity Too Large" }]);
    const longest = await fetch(`${url}/x`, { method: "POST", body: Buffer.alloc(10 * 1024 * 1024) });
    expect(longest.status).toBe(200);
  });

  test("may say its status as text, and nothing more", async () => {
    const url = await serve([route("GET /x", { invoke: answering({ statusCode: "204" }) })]);
    const response = await fetch(`${url}/x`);
    expect([response.status, await response.text()]).toEqual([204, ""]);
  });

  test("keeps the content type that the function names, whatever its case", () => {
    const named = readFunctionResponse(JSON.stringify({ statusCode: 200, headers: { "CONTENT-TYPE": "text/html" } }));
    expect(named?.headers).toEqual({ "content-type": "text/html" });
  });

  test("to HEAD has no body", async () => {
    const url = await serve([route("ANY /x", { invoke: answering({ statusCode: 200, body: "five5" }) })]);
    const response = await fetch(`${url}/x`, { method: "HEAD" });
    expect([response.headers.get("content-length"), await response.text()]).toEqual(["5", ""]);
  });
});

/** Amazon API Gateway Developer Guide, "Configure CORS for HTTP APIs in API Gateway". */
describe("a browser on another origin", () => {
  afterEach(closeServers);
  const rules = {
    AllowCredentials: false,
    AllowHeaders: ["authorization", "x-a"],
    AllowMethods: ["GET", "POST"],
    AllowOrigins: ["http://portal.example"],
    ExposeHeaders: ["x-b"],
    MaxAge: 60,
  };
  const preflight = (url: string, origin: string) =>
    fetch(`${url}/x`, { method: "OPTIONS", headers: { origin, "access-control-request-method": "GET" } });

  test("is let in when the template names it, without reaching the function", async () => {
    const url = await serve([route("GET /x", { authorizer: () => Promise.resolve({ kind: "unauthorized" }) })], rules);
    const allowed = await preflight(url, "http://portal.example");
    expect(allowed.status).toBe(204);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      "access-control-allow-origin": "http://portal.example",
      "access-control-allow-methods": "GET,POST",
      "access-control-allow-headers": "authorization,x-a",
      "access-control-max-age": "60",
    });
    const refused = await fetch(`${url}/x`, { headers: { origin: "http://portal.example" } });
    expect(refused.status).toBe(401);
    expect(refused.headers.get("access-control-allow-origin")).toBe("http://portal.example");
    expect(refused.headers.get("access-control-expose-headers")).toBe("x-b");
  });

  test("is not let in otherwise", async () => {
    const url = await serve([route("GET /x")], rules);
    expect((await preflight(url, "http://other.example")).headers.get("access-control-allow-origin")).toBeNull();
    const star = await serve([route("GET /x")], { ...rules, AllowOrigins: ["*"] });
    expect((await preflight(star, "http://other.example")).headers.get("access-control-allow-origin")).toBe("*");
  });

  test("sees the API's own rules, not what the function says", async () => {
    const own = { statusCode: 200, headers: { "Access-Control-Allow-Origin": "*", "x-own": "1" } };
    const url = await serve([route("GET /x", { invoke: answering(own) })], rules);
    const stranger = await fetch(`${url}/x`, { headers: { origin: "http://other.example" } });
    expect(stranger.headers.get("access-control-allow-origin")).toBeNull();
    expect(stranger.headers.get("x-own")).toBe("1");
    const without = await serve([route("GET /x", { invoke: answering(own) })]);
    expect((await fetch(`${without}/x`)).headers.get("access-control-allow-origin")).toBe("*");
  });

  test("is told that it may send credentials, never with a star", async () => {
    const url = await serve([route("GET /x")], { ...rules, AllowCredentials: true, AllowOrigins: ["https://*"] });
    const { headers } = await preflight(url, "https://any.example");
    expect(headers.get("access-control-allow-origin")).toBe("https://any.example");
    expect(headers.get("access-control-allow-credentials")).toBe("true");
    expect((await preflight(url, "http://any.example")).headers.get("access-control-allow-origin")).toBeNull();
  });

  test("is one only when it says whence it comes: other OPTIONS requests reach their route", async () => {
    const url = await serve([route("OPTIONS /x", { invoke: answering({ statusCode: 200, body: "mine" }) })], rules);
    expect(await (await fetch(`${url}/x`, { method: "OPTIONS" })).text()).toBe("mine");
  });
});
