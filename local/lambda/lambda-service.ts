import type { ServerResponse } from "node:http";
import { readWholeBody } from "../network/request-body.ts";
import type { Authorize, Service } from "../network/service.ts";
import type { AsynchronousQueue } from "./asynchronous-queue.ts";
import type { FunctionPool } from "./function-pool.ts";
import { LARGEST_ASYNCHRONOUS_REQUEST, LARGEST_SYNCHRONOUS_REQUEST } from "./quotas.ts";

/** The Lambda API of one region, as far as functions use it: `Invoke`. Source: Lambda API Reference, "Invoke". */
export const createLambdaService = (options: {
  readonly pools: ReadonlyMap<string, FunctionPool>;
  readonly asynchronous: AsynchronousQueue;
  readonly authorize: Authorize;
}): Service => ({
  handle: async (request, response, caller) => {
    const [, named] = /^\/2015-03-31\/functions\/([^/?]+)\/invocations/.exec(request.url ?? "") ?? [];
    if (request.method !== "POST" || named === undefined) {
      refuse(response, 404, "UnknownOperationException", `${request.method ?? ""} ${request.url ?? ""} is not known`);
      return;
    }
    const name = decodeURIComponent(named);
    const pool = [...options.pools.values()].find(
      ({ definition }) => definition.arn === name || definition.name === name,
    );
    if (pool === undefined) {
      refuse(response, 404, "ResourceNotFoundException", `Function not found: ${name}`);
      return;
    }
    const decision = options.authorize(caller, "lambda:InvokeFunction", pool.definition.arn);
    if (!decision.allowed) {
      refuse(response, 403, "AccessDeniedException", decision.reason);
      return;
    }
    const asynchronous = request.headers["x-amz-invocation-type"] === "Event";
    const limit = asynchronous ? LARGEST_ASYNCHRONOUS_REQUEST : LARGEST_SYNCHRONOUS_REQUEST;
    const payload = await readWholeBody(request, limit);
    if (payload === undefined) {
      const type = asynchronous ? "Event" : "RequestResponse";
      const length = request.headers["content-length"] ?? `more than ${limit}`;
      const message = `${length} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`;
      request.resume();
      refuse(response, 413, "RequestEntityTooLargeException", message);
      return;
    }
    const text = payload.length === 0 ? "{}" : payload.toString("utf8");
    if (!isJson(text)) {
      refuse(response, 400, "InvalidRequestContentException", "Could not parse request body into json");
      return;
    }
    if (request.headers["x-amz-invocation-type"] === "DryRun") {
      response.writeHead(204).end();
    } else if (asynchronous) {
      options.asynchronous.add(pool.definition.arn, text);
      response.writeHead(202).end();
    } else if (pool.throttles()) {
      refuse(response, 429, "TooManyRequestsException", "Rate Exceeded.", {
        Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
      });
    } else {
      await answerSynchronously(response, pool, text);
    }
  },
  close: () => Promise.resolve(),
});

const answerSynchronously = async (response: ServerResponse, pool: FunctionPool, payload: string): Promise<void> => {
  const result = await pool.invoke(payload);
  response.writeHead(200, {
    "content-type": "application/json",
    "x-amz-executed-version": "$LATEST",
    ...(result.ok ? {} : { "x-amz-function-error": "Unhandled" }),
  });
  response.end(result.ok ? result.payload : JSON.stringify(result.error));
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const refuse = (
  response: ServerResponse,
  status: number,
  type: string,
  message: string,
  extra: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(status, { "content-type": "application/json", "x-amzn-errortype": type });
  response.end(JSON.stringify({ Type: status < 500 ? "User" : "Server", Message: message, message, ...extra }));
};
