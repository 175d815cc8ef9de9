import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Invoke } from "../lambda/invocation.ts";
import { readWholeBody } from "../network/request-body.ts";
import { crossOriginHeaders, withoutCrossOriginHeaders } from "./cross-origin.ts";
import type { CrossOriginRules } from "./cross-origin.ts";
import { readFunctionResponse } from "./function-response.ts";
import type { HttpAnswer } from "./function-response.ts";
import type { JwtAuthorizer } from "./jwt-authorizer.ts";
import { requestEvent } from "./request-event.ts";
import type { JwtContext } from "./request-event.ts";
import { createRouter } from "./route-matching.ts";
import type { RouteMatch } from "./route-matching.ts";

export type HttpApiRoute = {
  readonly routeKey: string;
  /** `undefined` for a route open to everyone. */
  readonly authorizer: JwtAuthorizer | undefined;
  readonly scopes: readonly string[];
  readonly timeoutMs: number;
  readonly invoke: Invoke;
};

export type HttpApi = {
  readonly apiId: string;
  readonly accountId: string;
  readonly routes: readonly HttpApiRoute[];
  readonly crossOrigin: CrossOriginRules | undefined;
};

/** Source: API Gateway Developer Guide, "Quotas for configuring and running an HTTP API". */
const LARGEST_BODY_BYTES = 10 * 1024 * 1024;

/** Serves an HTTP API of API Gateway, payload format 2.0. */
export const httpApiListener = (
  api: HttpApi,
  options: { readonly now: () => number; readonly report: (problem: string) => void },
): RequestListener => {
  const route = createRouter(api.routes);
  return (request, response) => {
    const cors = (preflight: boolean): Readonly<Record<string, string>> =>
      api.crossOrigin === undefined
        ? {}
        : crossOriginHeaders(
            api.crossOrigin,
            {
              origin: request.headers.origin,
              requestedHeaders: request.headers["access-control-request-headers"],
            },
            preflight,
          );
    const isPreflight =
      api.crossOrigin !== undefined &&
      request.method === "OPTIONS" &&
      request.headers.origin !== undefined &&
      request.headers["access-control-request-method"] !== undefined;
    if (isPreflight) {
      response.writeHead(204, cors(true)).end();
      return;
    }
    const [rawPath = "/"] = (request.url ?? "/").split("?", 1);
    answer(api, route(request.method ?? "GET", rawPath), request, options)
      .catch((error: unknown): HttpAnswer => {
        options.report(String(error));
        return message(500, "Internal Server Error");
      })
      .then((reply) => {
        const headers = api.crossOrigin === undefined ? reply.headers : withoutCrossOriginHeaders(reply.headers);
        respond(response, request, { ...reply, headers: { ...headers, ...cors(false) } }, options.report);
      })
      .catch((error: unknown) => options.report(String(error)));
  };
};

const answer = async (
  api: HttpApi,
  match: RouteMatch<HttpApiRoute> | undefined,
  request: IncomingMessage,
  options: { readonly now: () => number; readonly report: (problem: string) => void },
): Promise<HttpAnswer> => {
  if (match === undefined) return message(404, "Not Found");
  const { route, pathParameters } = match;
  let jwt: JwtContext | undefined;
  if (route.authorizer !== undefined) {
    const decision = await route.authorizer(request.headers.authorization, route.scopes);
    if (decision.kind === "unauthorized")
      return { ...message(401, "Unauthorized"), headers: { ...JSON_TYPE, "www-authenticate": "Bearer" } };
    if (decision.kind !== "allowed") return message(403, "Forbidden");
    jwt = decision.jwt;
  }
  const body = await readWholeBody(request, LARGEST_BODY_BYTES);
  if (body === undefined) return message(413, "Request Entity Too Large");
  const event = requestEvent(request, {
    routeKey: route.routeKey,
    pathParameters,
    jwt,
    body,
    accountId: api.accountId,
    apiId: api.apiId,
    requestId: randomUUID(),
    receivedAt: options.now(),
  });
  const result = await within(route.timeoutMs, route.invoke(JSON.stringify(event)));
  if (result === "too late") return message(503, "Service Unavailable");
  if (!result.ok) {
    options.report(`${route.routeKey}: ${result.error.errorType}: ${result.error.errorMessage}`);
    return message(500, "Internal Server Error");
  }
  return readFunctionResponse(result.payload) ?? message(500, "Internal Server Error");
};

const JSON_TYPE = { "content-type": "application/json" } as const;

const message = (status: number, text: string): HttpAnswer => ({
  status,
  headers: JSON_TYPE,
  body: Buffer.from(JSON.stringify({ message: text })),
});

const within = async <Result>(milliseconds: number, work: Promise<Result>): Promise<Result | "too late"> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"too late">((resolve) => {
    timer = setTimeout(() => resolve("too late"), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

const respond = (
  response: ServerResponse,
  request: IncomingMessage,
  { status, headers, body }: HttpAnswer,
  report: (problem: string) => void,
): void => {
  try {
    for (const [name, value] of Object.entries(headers))
      response.setHeader(name, typeof value === "string" ? value : [...value]);
  } catch (error) {
    // The function named a header that HTTP does not have.
    report(String(error));
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    respond(response, request, message(500, "Internal Server Error"), report);
    return;
  }
  response.setHeader("apigw-requestid", randomUUID());
  // The rest of a body that was refused unread must not be taken for the next request.
  if (!request.complete) response.setHeader("connection", "close");
  if (status !== 204 && status !== 304) response.setHeader("content-length", body.length);
  response.writeHead(status);
  response.end(request.method === "HEAD" || status === 204 || status === 304 ? undefined : body);
};
