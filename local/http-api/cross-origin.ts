/** `CorsConfiguration` of an HTTP API. */
export type CrossOriginRules = {
  readonly AllowCredentials: boolean;
  readonly AllowHeaders: readonly string[];
  readonly AllowMethods: readonly string[];
  readonly AllowOrigins: readonly string[];
  readonly ExposeHeaders: readonly string[];
  readonly MaxAge?: number | undefined;
};

type Headers = Readonly<Record<string, string>>;

/**
 * The headers API Gateway adds to a response for a browser on another origin; none for an origin the rules do not name.
 * `preflight` adds what only the answer to `OPTIONS` carries.
 * Source: API Gateway Developer Guide, "Configure CORS for HTTP APIs".
 */
export const crossOriginHeaders = (
  rules: CrossOriginRules,
  request: { readonly origin: string | undefined; readonly requestedHeaders: string | undefined },
  preflight: boolean,
): Headers => {
  const { origin } = request;
  if (origin === undefined) return {};
  const any = rules.AllowOrigins.includes("*");
  if (!any && !rules.AllowOrigins.some((allowed) => originMatches(allowed, origin))) return {};
  return {
    "access-control-allow-origin": any && !rules.AllowCredentials ? "*" : origin,
    ...(any ? {} : { vary: "Origin" }),
    ...(rules.AllowCredentials ? { "access-control-allow-credentials": "true" } : {}),
    ...(rules.ExposeHeaders.length === 0 ? {} : { "access-control-expose-headers": rules.ExposeHeaders.join(",") }),
    ...(preflight ? preflightHeaders(rules, request.requestedHeaders) : {}),
  };
};

/** A backend's own answer to browsers is ignored where the API has rules. */
export const withoutCrossOriginHeaders = <Value>(headers: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith("access-control-")));

const preflightHeaders = (rules: CrossOriginRules, requested: string | undefined): Headers => ({
  ...(rules.AllowMethods.length === 0 ? {} : { "access-control-allow-methods": rules.AllowMethods.join(",") }),
  ...(rules.AllowHeaders.length === 0
    ? {}
    : {
        "access-control-allow-headers": rules.AllowHeaders.includes("*")
          ? (requested ?? "*")
          : rules.AllowHeaders.join(",").toLowerCase(),
      }),
  ...(rules.MaxAge === undefined ? {} : { "access-control-max-age": String(rules.MaxAge) }),
});

/** `https://*` allows every origin of that scheme. */
const originMatches = (allowed: string, origin: string): boolean =>
  allowed.endsWith("://*") ? origin.startsWith(allowed.slice(0, -1)) : allowed === origin;
