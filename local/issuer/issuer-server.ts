import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { importJWK, SignJWT } from "jose";
import type { Provider } from "oidc-provider";
import * as z from "zod";
import { readWholeBody } from "../network/request-body.ts";
import { AUDIENCE, CLIENT_ID, createOpenidProvider, TOKEN_SECONDS } from "./openid-provider.ts";
import { claimsOf } from "./person.ts";
import type { Person } from "./person.ts";
import { pageLanguage, signInPage } from "./sign-in-page.ts";
import { openIssuerKeys } from "./signing-keys.ts";
import type { IssuerKeys } from "./signing-keys.ts";

export type IssuerSettings = {
  /** The issuer's own address, as tokens name it. */
  readonly issuer: string;
  /** Where its keys are kept. */
  readonly directory: string;
  readonly people: readonly Person[];
  /** Where the browser may come back to after signing in. */
  readonly redirectUris: readonly string[];
  readonly now: () => number;
};

const tokenRequest = z.strictObject({ username: z.string() });
const LARGEST_BODY_BYTES = 64 * 1024;

/**
 * The OpenID issuer of one machine. Beside the standard's endpoints it has a sign-in page without passwords and
 * `POST /local/token {"username"}`, which answers `{"access_token","expires_in"}`: whoever reaches this machine's
 * loopback address may be anybody. It must never listen elsewhere.
 */
export const createIssuerListener = async (settings: IssuerSettings): Promise<RequestListener> => {
  const keys = await openIssuerKeys(settings.directory);
  const people = new Map(settings.people.map((person) => [person.username, person]));
  const provider = createOpenidProvider({ ...settings, keys, people });
  const standard = provider.callback();
  return (request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    const own = path === "/local/token" ? issueToken : path.startsWith("/sign-in/") ? signIn : undefined;
    if (own === undefined) {
      void standard(request, response);
      return;
    }
    own({ ...settings, keys, peopleByName: people, provider }, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else respond(response, 400, "text/plain", error instanceof Error ? error.name : "Bad Request");
    });
  };
};

type Everything = IssuerSettings & {
  readonly keys: IssuerKeys;
  readonly peopleByName: ReadonlyMap<string, Person>;
  readonly provider: Provider;
};

const issueToken = async (all: Everything, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  // A web page can make a browser post here, but not as JSON without asking first.
  if (request.method !== "POST" || !(request.headers["content-type"] ?? "").startsWith("application/json")) {
    respond(response, 405, "text/plain", "POST application/json");
    return;
  }
  const { username } = tokenRequest.parse(JSON.parse(await readText(request)));
  const person = all.peopleByName.get(username);
  if (person === undefined) {
    respond(response, 404, "application/json", JSON.stringify({ error: "unknown_user", username }));
    return;
  }
  const issuedAt = Math.floor(all.now() / 1000);
  const token = await new SignJWT({ ...claimsOf(person), client_id: CLIENT_ID, scope: "openid profile" })
    .setProtectedHeader({ alg: "RS256", typ: "at+jwt", kid: all.keys.signing.kid })
    .setIssuer(all.issuer)
    .setSubject(username)
    .setAudience(AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + TOKEN_SECONDS)
    .sign(await importJWK(all.keys.signing, "RS256"));
  respond(response, 200, "application/json", JSON.stringify({ access_token: token, expires_in: TOKEN_SECONDS }));
};

const signIn = async (all: Everything, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { uid } = await all.provider.interactionDetails(request, response);
  if (request.method === "POST") {
    const username = new URLSearchParams(await readText(request)).get("username") ?? "";
    if (all.peopleByName.has(username)) {
      await all.provider.interactionFinished(request, response, {
        login: { accountId: username },
        // A native client is otherwise asked for consent every time.
        consent: {},
      });
      return;
    }
  }
  const language = pageLanguage(request.headers["accept-language"]);
  respond(response, 200, "text/html; charset=utf-8", signInPage(all.people, `/sign-in/${uid}`, language));
};

const readText = async (request: IncomingMessage): Promise<string> => {
  const body = await readWholeBody(request, LARGEST_BODY_BYTES);
  if (body === undefined) throw new RangeError("Body too large");
  return body.toString("utf8");
};

const respond = (response: ServerResponse, status: number, type: string, body: string): void => {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
  response.end(body);
};
