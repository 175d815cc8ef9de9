import type { IncomingMessage } from "node:http";
import { decodePercent } from "./route-matching.ts";

export type JwtContext = {
  readonly claims: Readonly<Record<string, string>>;
  readonly scopes: readonly string[] | null;
};

export type RequestDetails = {
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly jwt: JwtContext | undefined;
  readonly body: Buffer;
  readonly accountId: string;
  readonly apiId: string;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
};

/**
 * A request as a function receives it, payload format 2.0.
 * Source: API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs". The path is decoded there too.
 */
export const requestEvent = (request: IncomingMessage, details: RequestDetails): Record<string, unknown> => {
  const [rawPath = "/", rawQueryString = ""] = (request.url ?? "/").split(/\?(.*)/s, 2);
  const path = rawPath.split("/").map(decodePercent).join("/");
  const { cookie, ...headers } = joinedHeaders(request);
  const query = queryParameters(rawQueryString);
  const isText = isTextual(headers["content-type"]);
  return {
    version: "2.0",
    routeKey: details.routeKey,
    rawPath: path,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/).filter((one) => one !== "") }),
    headers,
    ...(query === undefined ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: details.accountId,
      apiId: details.apiId,
      ...(details.jwt === undefined ? {} : { authorizer: { jwt: details.jwt } }),
      domainName: headers["host"] ?? "",
      domainPrefix: (headers["host"] ?? "").split(/[.:]/, 1)[0],
      http: {
        method: request.method ?? "GET",
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? "",
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: details.requestId,
      routeKey: details.routeKey,
      stage: "$default",
      time: commonLogTime(details.receivedAt),
      timeEpoch: details.receivedAt,
    },
    ...(Object.keys(details.pathParameters).length === 0 ? {} : { pathParameters: details.pathParameters }),
    ...(details.body.length === 0
      ? {}
      : { body: isText ? details.body.toString("utf8") : details.body.toString("base64") }),
    isBase64Encoded: details.body.length > 0 && !isText,
  };
};

/** Header names in lower case, several values joined by commas. */
const joinedHeaders = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values = []]) => [
      name,
      // Node reads header bytes as Latin-1; what clients send is UTF-8.
      values.map((value) => Buffer.from(value, "latin1").toString("utf8")).join(name === "cookie" ? "; " : ","),
    ]),
  );

/** Decoded; several values of one name are joined by commas. `undefined` for no query at all. */
const queryParameters = (rawQuery: string): Record<string, string> | undefined => {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    const before = parameters.get(name);
    parameters.set(name, before === undefined ? value : `${before},${value}`);
  }
  return parameters.size === 0 ? undefined : Object.fromEntries(parameters);
};

/** Media types API Gateway passes on as text; everything else is base64. */
const isTextual = (contentType: string | undefined): boolean =>
  /^(text\/|application\/(json|xml|javascript|x-www-form-urlencoded)|[^;]+\+(json|xml))/i.test(contentType ?? "");

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `12/Mar/2020:19:03:58 +0000`. */
const commonLogTime = (milliseconds: number): string => {
  const [date = "", time = ""] = new Date(milliseconds).toISOString().split("T");
  const [year = "", month = "", day = ""] = date.split("-");
  return `${day}/${MONTHS[Number(month) - 1] ?? ""}/${year}:${time.slice(0, 8)} +0000`;
};
