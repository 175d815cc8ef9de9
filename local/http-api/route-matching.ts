/** One route of an HTTP API: `GET /v1/items/{archiveId}/{proxy+}`, `ANY /x`, or `$default`. */
export type RouteKey = string;

export type RouteMatch<Route> = {
  readonly route: Route;
  /** Decoded values, by the names in the route's braces. */
  readonly pathParameters: Readonly<Record<string, string>>;
};

type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "one"; readonly name: string }
  | { readonly kind: "rest"; readonly name: string };

type Compiled<Route> = { readonly route: Route; readonly method: string; readonly segments: readonly Segment[] };

/**
 * Makes a function that finds the most specific route: a literal segment before a parameter, a parameter before a greedy
 * one, a named method before `ANY`, and `$default` last. `rawPath` is the path as it came, percent-encoded, so that an
 * encoded slash does not end a segment.
 *
 * Source: API Gateway Developer Guide, "Routing API requests" of HTTP APIs.
 */
export const createRouter = <Route extends { readonly routeKey: RouteKey }>(
  routes: readonly Route[],
): ((method: string, rawPath: string) => RouteMatch<Route> | undefined) => {
  const fallback = routes.find(({ routeKey }) => routeKey === "$default");
  const compiled = routes
    .filter((route) => route !== fallback)
    .map(compile)
    .sort(bySpecificity);
  return (method, rawPath) => {
    const path = splitPath(rawPath);
    for (const candidate of compiled) {
      if (candidate.method !== "ANY" && candidate.method !== method) continue;
      const pathParameters = matchSegments(candidate.segments, path);
      if (pathParameters !== undefined) return { route: candidate.route, pathParameters };
    }
    return fallback === undefined ? undefined : { route: fallback, pathParameters: {} };
  };
};

/** The value itself when it is not valid percent-encoding. */
export const decodePercent = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const compile = <Route extends { readonly routeKey: RouteKey }>(route: Route): Compiled<Route> => {
  const [method = "", path = ""] = route.routeKey.split(" ");
  const segments = splitPath(path).map((text): Segment => {
    const [, name, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(text) ?? [];
    if (name === undefined) return { kind: "literal", text: decodePercent(text) };
    return { kind: greedy === "+" ? "rest" : "one", name };
  });
  return { route, method, segments };
};

const rank = { literal: 0, one: 1, rest: 2 } as const;

const bySpecificity = (a: Compiled<unknown>, b: Compiled<unknown>): number => {
  const length = Math.max(a.segments.length, b.segments.length);
  for (let at = 0; at < length; at += 1) {
    const difference = rank[a.segments[at]?.kind ?? "rest"] - rank[b.segments[at]?.kind ?? "rest"];
    if (difference !== 0) return difference;
  }
  return Number(a.method === "ANY") - Number(b.method === "ANY");
};

/** A slash at the end does not make another route. */
const splitPath = (path: string): string[] => path.replace(/^\//, "").replace(/\/$/, "").split("/");

const matchSegments = (segments: readonly Segment[], path: readonly string[]): Record<string, string> | undefined => {
  const parameters: Record<string, string> = {};
  for (const [at, segment] of segments.entries()) {
    const text = path[at];
    if (text === undefined || (text === "" && segment.kind !== "literal")) return undefined;
    if (segment.kind === "rest") {
      parameters[segment.name] = path.slice(at).map(decodePercent).join("/");
      return parameters;
    }
    const decoded = decodePercent(text);
    if (segment.kind === "one") parameters[segment.name] = decoded;
    else if (segment.text !== decoded) return undefined;
  }
  return segments.length === path.length ? parameters : undefined;
};
