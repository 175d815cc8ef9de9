import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIssuerListener } from "../../local/issuer/issuer-server.ts";
import type { Person } from "../../local/issuer/person.ts";
import { openPort } from "../../local/network/open-port.ts";
import type { OpenPort } from "../../local/network/open-port.ts";
import { eventually } from "../support/eventually.ts";

const people: Person[] = [
  { username: "li", name: { zh: "李雨", en: "Li Yu" }, archiveId: "440100", roles: ["clerk"] },
  { username: "auditor", name: { zh: "<审计>", en: "Auditor" }, archiveId: null, roles: ["auditor", "reader"] },
];
const BACK = "http://127.0.0.1:4600/signed-in";
const directory = mkdtempSync(path.join(tmpdir(), "lantai-issuer-"));
let port: OpenPort;
const start = async (at = 0): Promise<void> => {
  port = await openPort(at, "issuer");
  port.serve(
    await createIssuerListener({
      issuer: port.url,
      directory,
      people,
      redirectUris: ["http://127.0.0.1/signed-in"],
      now: Date.now,
    }),
  );
};
beforeAll(() => start());
afterAll(async () => {
  await port.close();
  rmSync(directory, { recursive: true, force: true });
});

const claimsOf = async (token: string) => {
  const configuration = (await (await fetch(`${port.url}/.well-known/openid-configuration`)).json()) as {
    jwks_uri: string;
  };
  const keys = createRemoteJWKSet(new URL(configuration.jwks_uri));
  return (await jwtVerify(token, keys, { issuer: port.url, audience: "lantai" })).payload;
};

const localToken = (body: unknown, headers: Record<string, string> = { "content-type": "application/json" }) =>
  fetch(`${port.url}/local/token`, { method: "POST", headers, body: JSON.stringify(body) });

/** A browser that keeps cookies and does not follow redirects by itself. */
const openBrowser = () => {
  const jar = new Map<string, string>();
  return async (url: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(new URL(url, port.url), {
      ...init,
      redirect: "manual",
      headers: { ...(init.headers as Record<string, string>), cookie },
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      jar.set(name, value);
    }
    return response;
  };
};

const verifier = randomBytes(32).toString("base64url");
const authorization = (extra: Record<string, string> = {}): string =>
  `/auth?${new URLSearchParams({
    client_id: "lantai",
    response_type: "code",
    redirect_uri: BACK,
    scope: "openid profile",
    state: "s1",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...extra,
  }).toString()}`;

/** Signs in by the page and returns the address the browser is sent back to. */
const signIn = async (username: string): Promise<URL> => {
  const browse = openBrowser();
  const begun = await browse(authorization());
  const page = begun.headers.get("location")!;
  const chosen = await browse(page, { method: "POST", body: new URLSearchParams({ username }) });
  const resumed = await browse(chosen.headers.get("location")!);
  return new URL(resumed.headers.get("location")!);
};

const exchange = (code: string, codeVerifier = verifier) =>
  fetch(`${port.url}/token`, {
    method: "POST",
    headers: { origin: "http://127.0.0.1:4600" },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: "lantai",
      redirect_uri: BACK,
      code,
      code_verifier: codeVerifier,
    }),
  });

describe("signing in", () => {
  test("by choosing a person gives tokens that say who it is", async () => {
    const back = await signIn("li");
    expect(`${back.origin}${back.pathname}`).toBe(BACK);
    expect(back.searchParams.get("state")).toBe("s1");
    const response = await exchange(back.searchParams.get("code")!);
    expect(response.headers.get("access-control-allow-origin")).toBe("http://127.0.0.1:4600");
    const tokens = (await response.json()) as { access_token: string; id_token: string };
    expect(await claimsOf(tokens.access_token)).toMatchObject({
      sub: "li",
      name: "李雨",
      archiveId: "440100",
      roles: ["clerk"],
      aud: "lantai",
    });
    expect((await claimsOf(tokens.id_token)).sub).toBe("li");
  });

  test("shows the people in the reader's language, and no page can be made to say something else", async () => {
    const browse = openBrowser();
    const page = (await browse(authorization())).headers.get("location")!;
    const zh = await (await browse(page, { headers: { "accept-language": "zh-CN,zh;q=0.9" } })).text();
    expect(zh).toContain("李雨");
    expect(zh).toContain("不需要密码");
    expect(zh).not.toContain("<审计>");
    const en = await (await browse(page, { headers: { "accept-language": "en-GB" } })).text();
    expect(en).toContain("Li Yu");
    expect(en).toContain('lang="en"');
  });

  test("as nobody shows the page again", async () => {
    const browse = openBrowser();
    const page = (await browse(authorization())).headers.get("location")!;
    const again = await browse(page, { method: "POST", body: new URLSearchParams({ username: "nobody" }) });
    expect(again.status).toBe(200);
    expect(await again.text()).toContain("李雨");
  });

  test("needs PKCE, the right verifier, a code used once, and an address that is ours", async () => {
    const browse = openBrowser();
    const without = await browse(authorization({ code_challenge: "", code_challenge_method: "" }));
    expect(new URL(without.headers.get("location")!).searchParams.get("error")).toBe("invalid_request");
    const elsewhere = await browse(authorization({ redirect_uri: "http://evil.example/signed-in" }));
    expect(elsewhere.status).toBe(400);
    const code = (await signIn("li")).searchParams.get("code")!;
    expect((await exchange(code, randomBytes(32).toString("base64url"))).status).toBe(400);
    const another = (await signIn("li")).searchParams.get("code")!;
    expect((await exchange(another)).status).toBe(200);
    expect((await exchange(another)).status).toBe(400);
  });
});

describe("a token for the command line", () => {
  test("says who it is and lasts eight hours", async () => {
    const response = await localToken({ username: "auditor" });
    const { access_token, expires_in } = (await response.json()) as { access_token: string; expires_in: number };
    const claims = await claimsOf(access_token);
    expect(claims).toMatchObject({ sub: "auditor", roles: ["auditor", "reader"], aud: "lantai" });
    expect(claims).not.toHaveProperty("archiveId");
    expect([expires_in, claims.exp! - claims.iat!]).toEqual([28_800, 28_800]);
  });

  test("is for known people alone, and not for a web page's form", async () => {
    expect((await localToken({ username: "nobody" })).status).toBe(404);
    expect((await localToken({ username: "li", roles: ["admin"] })).status).toBe(400);
    expect((await localToken({ username: "li" }, { "content-type": "text/plain" })).status).toBe(405);
  });

  test("outlives a restart of the issuer", async () => {
    const { access_token } = (await (await localToken({ username: "li" })).json()) as { access_token: string };
    const at = Number(new URL(port.url).port);
    await port.close();
    await start(at);
    // The client's pool may still hold connections to the server that was closed.
    await eventually(async () => {
      expect(await claimsOf(access_token)).toMatchObject({ sub: "li" });
    });
  });
});

test("a taken port is named", async () => {
  const taken = Number(new URL(port.url).port);
  await expect(openPort(taken, "issuer")).rejects.toThrow(String(taken));
});
