import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import type { JWTPayload, JWTVerifyGetKey } from "jose";
import * as z from "zod";
import type { JwtContext } from "./request-event.ts";

export type JwtRules = { readonly issuer: string; readonly audience: readonly string[] };

export type JwtDecision =
  | { readonly kind: "allowed"; readonly jwt: JwtContext }
  | { readonly kind: "unauthorized" }
  | { readonly kind: "forbidden" };

/** Checks the `Authorization` header against what a route asks for. Never rejects. */
export type JwtAuthorizer = (authorization: string | undefined, scopes: readonly string[]) => Promise<JwtDecision>;

const discovery = z.looseObject({ jwks_uri: z.url() });

/**
 * A JWT authorizer as HTTP APIs have them: RSA signature by a key the issuer publishes under the token's `kid`, `iss`, `aud`
 * (or `client_id` when there is no `aud`), `exp`, `nbf`, `iat`, and one of the route's scopes.
 * Source: API Gateway Developer Guide, "Control access to HTTP APIs with JWT authorizers".
 */
export const createJwtAuthorizer = (rules: JwtRules, now: () => number): JwtAuthorizer => {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  const issuerKeys = (): Promise<JWTVerifyGetKey> => {
    keys ??= discoverKeys(rules.issuer).catch((error: unknown) => {
      keys = undefined;
      throw error;
    });
    return keys;
  };
  return async (authorization, scopes) => {
    const token = (authorization ?? "").replace(/^Bearer\s+/i, "");
    if (token === "") return { kind: "unauthorized" };
    try {
      const { payload, protectedHeader } = await jwtVerify(token, await issuerKeys(), {
        issuer: rules.issuer,
        algorithms: ["RS256", "RS384", "RS512"],
        currentDate: new Date(now()),
        requiredClaims: ["exp"],
      });
      if (protectedHeader.kid === undefined || !forAudience(payload, rules.audience)) return { kind: "unauthorized" };
      if ((payload.iat ?? 0) * 1000 > now()) return { kind: "unauthorized" };
      const granted = grantedScopes(payload);
      if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) return { kind: "forbidden" };
      return { kind: "allowed", jwt: { claims: claimTexts(payload), scopes: scopes.length === 0 ? null : granted } };
    } catch (error) {
      // A broken token is the caller's fault; an issuer that cannot be reached gives no token either, as in AWS.
      if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof z.ZodError)
        return { kind: "unauthorized" };
      throw error;
    }
  };
};

const discoverKeys = async (issuer: string): Promise<JWTVerifyGetKey> => {
  const response = await fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  return createRemoteJWKSet(new URL(discovery.parse(await response.json()).jwks_uri));
};

const forAudience = (payload: JWTPayload, audience: readonly string[]): boolean => {
  const stated = payload.aud ?? payload["client_id"];
  const names = Array.isArray(stated) ? stated : [stated];
  return names.some((name) => typeof name === "string" && audience.includes(name));
};

const grantedScopes = (payload: JWTPayload): string[] => {
  const scopes = payload["scope"] ?? payload["scp"];
  if (typeof scopes === "string") return scopes.split(" ").filter((scope) => scope !== "");
  return Array.isArray(scopes) ? scopes.map(String) : [];
};

/** API Gateway hands claims on as text: a list as `[a b]`. */
const claimTexts = (payload: JWTPayload): Record<string, string> =>
  Object.fromEntries(
    Object.entries(payload).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name, claimText(value)]],
    ),
  );

const claimText = (value: unknown): string => {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? `[${value.map(claimText).join(" ")}]` : JSON.stringify(value);
};
