import middy from "@middy/core";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type * as z from "zod";
import type { FunctionName } from "../contract/env.ts";
import type { Problem } from "../contract/problem.ts";
import type { Route } from "../contract/route.ts";
import type { Language } from "../domain/sentence.ts";
import { isVendor, type Viewer } from "../domain/viewer.ts";
import { documentClient } from "../storage/documents.ts";
import { systemClock } from "./clock.ts";
import { readAttemptsEnvironment, readEnvironment, type FunctionEnvironment } from "./environment.ts";
import { CallerError, problemKinds } from "./errors.ts";
import { eventIdsFrom } from "./event-ids.ts";
import { languageOf } from "./language.ts";
import { logsWithContext } from "./log-context.ts";
import { loggerFor, type Logger } from "./logger.ts";
import { vendorAttempts } from "./vendor-attempts.ts";
import { viewerFrom } from "./viewer.ts";

/** A request whose every part has been parsed by its route. */
export type RouteRequest<P, Q, B> = {
  readonly path: P;
  readonly query: Q;
  readonly body: B;
  readonly viewer: Viewer;
  readonly language: Language;
};

const nobody: Viewer = { principal: "nobody", archiveId: undefined, roles: [] };
const securityHeaders = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/** One parse for every part of a request; what is wrong is named by its place, never echoed. */
const parsed = <T extends z.ZodType>(schema: T, value: unknown, part: string): z.output<T> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const places = [...new Set(result.error.issues.map((issue) => [part, ...issue.path].join(".")))].join(", ");
  throw new CallerError("request-invalid", {
    zh: `请检查以下内容：${places}。`,
    en: `Check these parts of the request: ${places}.`,
  });
};

const jsonBody = (event: APIGatewayProxyEventV2): unknown => {
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? "", "base64").toString("utf8") : (event.body ?? "");
  try {
    return JSON.parse(text);
  } catch {
    throw new CallerError("request-invalid", { zh: "请求正文应为 JSON。", en: "The body must be JSON." });
  }
};

const whenInternal = {
  zh: "请稍后再试；如仍不行，请把编号告诉平台运维人员。",
  en: "Try again later; if it persists, tell the operator this id.",
};

/** Errors leave as problem documents; one that is not the caller's is logged and leaves without its message. */
const answersWithProblems = (logger: Logger): middy.MiddlewareObj<APIGatewayProxyEventV2> => ({
  onError: (request: middy.Request<APIGatewayProxyEventV2>) => {
    const language = languageOf(request.event.headers["accept-language"]);
    const error = request.error ?? new Error("unknown");
    const [code, detail] =
      error instanceof CallerError ? [error.code, error.detail] : (["internal", whenInternal] as const);
    if (code === "internal") logger.error("request failed", error);
    const { status, title } = problemKinds[code];
    const problem: Problem = {
      type: `urn:lantai:problem:${code}`,
      title: title[language],
      status,
      code,
      detail: detail[language],
      requestId: request.context.awsRequestId,
    };
    const headers = { ...securityHeaders, "content-type": "application/problem+json", "content-language": language };
    request.response = { statusCode: status, headers, body: JSON.stringify(problem) };
  },
});

/**
 * An HTTP operation: parses the request by its route, runs, parses the answer so that only fields of the contract leave,
 * and turns errors into problem documents (RFC 9457) in the caller's language. A vendor gets through to operations that are
 * for vendors only, and what it is refused is noted.
 */
export const httpHandler = <
  N extends FunctionName,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType,
>(
  route: Route<N, P, Q, B, A>,
  build: (
    environment: FunctionEnvironment<N>,
  ) => (request: RouteRequest<z.output<P>, z.output<Q>, z.output<B>>) => Promise<z.input<A>>,
) => {
  const logger = loggerFor(route.handler);
  let operation: ReturnType<typeof build> | undefined;
  let attempts: ReturnType<typeof vendorAttempts> | undefined;

  /** Most functions never meet a vendor: they open the history only when they do. */
  const attemptsNoted = (): ReturnType<typeof vendorAttempts> =>
    (attempts ??= vendorAttempts({
      documents: documentClient(),
      history: readAttemptsEnvironment(route.handler).HISTORY_TABLE,
      newEvent: eventIdsFrom(systemClock),
    }));

  const run = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const context: unknown = "authorizer" in event.requestContext ? event.requestContext.authorizer : undefined;
    const viewer = viewerFrom(context) ?? (route.signedIn ? undefined : nobody);
    if (viewer === undefined) throw new CallerError("not-signed-in", { zh: "请先登录。", en: "Sign in first." });
    const path = event.pathParameters ?? {};
    const answered = () => {
      operation ??= build(readEnvironment(route.handler));
      return operation({
        path: parsed(route.pathParameters, path, "path"),
        query: parsed(route.query, event.queryStringParameters ?? {}, "query"),
        body: parsed(route.body, route.method === "POST" ? jsonBody(event) : undefined, "body"),
        viewer,
        language: languageOf(event.headers["accept-language"]),
      });
    };
    const answer = await (isVendor(viewer) ? attemptsNoted()({ route, path, viewer }, answered) : answered());
    return {
      statusCode: 200,
      headers: { ...securityHeaders, "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify(route.answer.parse(answer)),
    };
  };

  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(logsWithContext(logger))
    .use(answersWithProblems(logger))
    .handler(run);
};
