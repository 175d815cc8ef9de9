import { Provider } from "oidc-provider";
import type { Configuration } from "oidc-provider";
import { createGrantMemory } from "./grant-memory.ts";
import { claimsOf } from "./person.ts";
import type { Person } from "./person.ts";
import type { IssuerKeys } from "./signing-keys.ts";

/** What access tokens are for; the `aud` the APIs ask for. */
export const AUDIENCE = "lantai";
export const CLIENT_ID = "lantai";
export const TOKEN_SECONDS = 8 * 60 * 60;

const RESOURCE = "urn:lantai:api";
const SCOPES = ["openid", "profile"];

/**
 * An OpenID provider with one public client (`lantai`: authorization code with PKCE) and the demonstration's people.
 * Whoever signs in has thereby consented: there is only this one client, and it is theirs.
 */
export const createOpenidProvider = (settings: {
  readonly issuer: string;
  readonly keys: IssuerKeys;
  readonly people: ReadonlyMap<string, Person>;
  readonly redirectUris: readonly string[];
  readonly now: () => number;
}): Provider => {
  const personClaims = (username: string | undefined) => {
    const person = username === undefined ? undefined : settings.people.get(username);
    return person === undefined ? {} : claimsOf(person);
  };
  const configuration: Configuration = {
    adapter: createGrantMemory(settings.now),
    jwks: { keys: [{ ...settings.keys.signing }] },
    cookies: { keys: [settings.keys.cookies] },
    clients: [
      {
        client_id: CLIENT_ID,
        // Native clients may come back to any port of this machine (RFC 8252, section 7.3).
        application_type: "native",
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code"],
        response_types: ["code"],
        redirect_uris: [...settings.redirectUris],
      },
    ],
    clientBasedCORS: () => true,
    scopes: SCOPES,
    claims: { openid: ["sub"], profile: ["name", "archiveId", "roles"] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    interactions: { url: (_, interaction) => `/sign-in/${interaction.uid}` },
    findAccount: (_, username) =>
      settings.people.has(username)
        ? { accountId: username, claims: () => ({ sub: username, ...personClaims(username) }) }
        : undefined,
    extraTokenClaims: (_, token) => ("accountId" in token ? personClaims(token.accountId) : {}),
    renderError: (context, { error, error_description: description }) => {
      context.type = "text/plain; charset=utf-8";
      context.body = `登录失败 / Sign-in failed: ${error}${description === undefined ? "" : ` (${description})`}\n`;
    },
    loadExistingGrant: async (context) => {
      const { client, session, provider } = context.oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(SCOPES.join(" "));
      grant.addResourceScope(RESOURCE, SCOPES.join(" "));
      await grant.save();
      return grant;
    },
    ttl: {
      AccessToken: TOKEN_SECONDS,
      IdToken: TOKEN_SECONDS,
      Session: TOKEN_SECONDS,
      Grant: TOKEN_SECONDS,
      Interaction: 3600,
    },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          audience: AUDIENCE,
          scope: SCOPES.join(" "),
          accessTokenFormat: "jwt",
          accessTokenTTL: TOKEN_SECONDS,
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
  };
  return new Provider(settings.issuer, configuration);
};
