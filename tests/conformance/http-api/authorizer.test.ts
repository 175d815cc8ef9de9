import { createServer } from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { CryptoKey } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createJwtAuthorizer } from "../../../local/http-api/jwt-authorizer.ts";
import { answering, closeServers, listen, route, serve, statusAndBody } from "./api-under-test.ts";

/** Amazon API Gateway Developer Guide, "Control access to HTTP APIs with JWT authorizers in API Gateway". */
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
  const sign = (claims: Record<string, unknown>, key: CryptoKey = keys.privateKey, kid: string | undefined = "k1") =>
    new SignJWT(claims).setProtectedHeader({ alg: "RS256", ...(kid === "" ? {} : { kid }) }).sign(key);
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
    ["a key id the issuer does not publish", () => sign(good(), keys.privateKey, "k2")],
    ["no key id", () => sign(good(), keys.privateKey, "")],
    [
      "an elliptic curve's signature",
      async () => {
        const { privateKey } = await generateKeyPair("ES256");
        return new SignJWT(good()).setProtectedHeader({ alg: "ES256", kid: "e1" }).sign(privateKey);
      },
    ],
    ["an empty token", () => "Bearer "],
    ["another scheme", async () => `Basic ${await sign(good())}`],
    ["another client", () => sign({ ...good(), aud: undefined, client_id: "other" })],
    ["a client's id beside another audience", () => sign({ ...good(), aud: "other", client_id: "lantai" })],
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

  test("takes the token with and without Bearer, in any case", async () => {
    const token = await sign(good());
    for (const header of [token, `Bearer ${token}`, `bearer ${token}`]) expect(await kindOf(header)).toBe("allowed");
  });

  test("takes one of several audiences, scopes of scp, and hands scopes on", async () => {
    const token = await sign({ ...good(), aud: ["other", "lantai"], scp: ["a", "b"] });
    expect(await authorizer()(token, ["b"])).toMatchObject({ kind: "allowed", jwt: { scopes: ["a", "b"] } });
  });

  test("lets nobody reach the function without a token, or without its scope", async () => {
    let reached = 0;
    const invoke = () => {
      reached += 1;
      return answering({ statusCode: 200 })();
    };
    const url = await serve([route("GET /x", { authorizer: authorizer(), scopes: ["a"], invoke })]);
    const refused = await fetch(`${url}/x`);
    expect(refused.headers.get("www-authenticate")).toContain("Bearer");
    expect(await statusAndBody(refused)).toEqual([401, { message: "Unauthorized" }]);
    const headers = { authorization: `Bearer ${await sign(good())}` };
    expect(await statusAndBody(await fetch(`${url}/x`, { headers }))).toEqual([403, { message: "Forbidden" }]);
    expect(reached).toBe(0);
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
