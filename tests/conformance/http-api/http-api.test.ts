import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { CryptoKey } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { readFunctionResponse } from "../../../local/http-api/function-response.ts";
import { httpApiListener } from "../../../local/http-api/http-api-server.ts";
import type { HttpApi, HttpApiRoute } from "../../../local/http-api/http-api-server.ts";
import { createJwtAuthorizer } from "../../../local/http-api/jwt-authorizer.ts";
import { createRouter } from "../../../local/http-api/route-matching.ts";
import type { InvocationResult } from "../../../local/lambda/invocation.ts";

const servers: Server[] = [];
const listen = async (server: Server): Promise<string> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const closeServers = (): void => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
};

const echo = (payload: string): Promise<InvocationResult> => Promise.resolve({ ok: true, payload });
const route = (routeKey: string, more: Partial<HttpApiRoute> = {}): HttpApiRoute => ({
  routeKey,
  authorizer: undefined,
  scopes: [],
  timeoutMs: 30_000,
  invoke: echo,
  ...more,
});
const answering = (answer: unknown) => (): Promise<InvocationResult> =>
  Promise.resolve({ ok: true, payload: JSON.stringify(answer) });
const serve = (routes: HttpApiRoute[], crossOrigin?: HttpApi["crossOrigin"]): Promise<string> =>
  listen(
    createServer(
      httpApiListener(
        { apiId: "a1", accountId: "1", routes, crossOrigin },
        { now: () => 1_583_348_638_390, report: () => {} },
      ),
    ),
  );
const statusAndBody = async (response: Response): Promise<unknown> => [response.status, await response.json()];

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
});

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
});

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
    expect(readFunctionResponse('"text"')?.body.toString()).toBe("text");
  });

  test.each([
    ["a malformed answer", answering({ statusCode: "many" }), 500, "Internal Server Error"],
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
});

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
});

describe("a JWT authorizer", () => {
  const NOW = 1_800_000_000;
  let issuer: string;
  let keys: { privateKey: CryptoKey; publicKey: CryptoKey };
  let foreign: { privateKey: CryptoKey; publicKey: CryptoKey };
  let keyRequests = 0;
  beforeAll(async () => {
    keys = await generateKeyPair("RS256");
    foreign = await generateKeyPair("RS256");
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: "k1", alg: "RS256", use: "sig" };
    issuer = await listen(
      createServer((request, response) => {
        if (request.url === "/keys") keyRequests += 1;
        response.setHeader("content-type", "application/json");
        response.end(
          JSON.stringify(request.url === "/keys" ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/keys` }),
        );
      }),
    );
  });
  afterAll(closeServers);

  const good = () => ({ iss: issuer, aud: "lantai", sub: "li", iat: NOW, exp: NOW + 60 });
  const sign = (claims: Record<string, unknown>, key: CryptoKey = keys.privateKey) =>
    new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "k1" }).sign(key);
  const authorizer = () => createJwtAuthorizer({ issuer, audience: ["lantai"] }, () => NOW * 1000);
  const kindOf = async (token: string | undefined, scopes: string[] = []) => (await authorizer()(token, scopes)).kind;

  test("lets a good token in and hands on its claims as texts", async () => {
    const token = await sign({ ...good(), roles: ["clerk", "reviewer"], archiveId: "440100", admin: true });
    expect(await authorizer()(`Bearer ${token}`, [])).toEqual({
      kind: "allowed",
      jwt: {
        claims: {
          iss: issuer,
          aud: "lantai",
          sub: "li",
          iat: String(NOW),
          exp: String(NOW + 60),
          roles: "[clerk reviewer]",
          archiveId: "440100",
          admin: "true",
        },
        scopes: null,
      },
    });
    expect(await kindOf(await sign({ ...good(), aud: undefined, client_id: "lantai" }))).toBe("allowed");
  });

  test.each<[string, () => Promise<string | undefined> | string | undefined]>([
    ["no token", () => undefined],
    ["something else", () => "Bearer not.a.token"],
    ["another audience", () => sign({ ...good(), aud: "other" })],
    ["another issuer", () => sign({ ...good(), iss: "http://other.example" })],
    ["an expired token", () => sign({ ...good(), exp: NOW - 1 })],
    ["no expiry", () => sign({ ...good(), exp: undefined })],
    ["a token not yet valid", () => sign({ ...good(), nbf: NOW + 60 })],
    ["a token issued in the future", () => sign({ ...good(), iat: NOW + 60 })],
    ["another key's signature", () => sign(good(), foreign.privateKey)],
    [
      "the algorithm none",
      () => {
        const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
        return `${part({ alg: "none" })}.${part(good())}.`;
      },
    ],
    [
      "a symmetric signature made with the public key",
      async () => {
        const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(keys.publicKey)));
        return new SignJWT(good()).setProtectedHeader({ alg: "HS256", kid: "k1" }).sign(secret);
      },
    ],
  ])("refuses %s", async (_, token) => {
    expect(await kindOf(await token())).toBe("unauthorized");
  });

  test("forbids a good token without one of the route's scopes", async () => {
    const token = await sign({ ...good(), scope: "openid items:read" });
    expect(await kindOf(token, ["items:write"])).toBe("forbidden");
    expect(await kindOf(token, ["items:write", "items:read"])).toBe("allowed");
  });

  test("asks the issuer for its keys once, and says unauthorized while it cannot be asked", async () => {
    const one = authorizer();
    const before = keyRequests;
    for (let time = 0; time < 3; time += 1) expect((await one(await sign(good()), [])).kind).toBe("allowed");
    expect(keyRequests - before).toBe(1);
    const nowhere = createJwtAuthorizer({ issuer: "http://127.0.0.1:1", audience: ["lantai"] }, () => NOW * 1000);
    expect((await nowhere(await sign(good()), [])).kind).toBe("unauthorized");
  });
});
