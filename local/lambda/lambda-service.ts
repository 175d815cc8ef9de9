import type { ServerResponse } from "node:http";
import { readWholeBody } from "../network/request-body.ts";
import type { Authorize, Service } from "../network/service.ts";
import type { AsynchronousQueue } from "./asynchronous-queue.ts";
import type { FunctionPool } from "./function-pool.ts";

/** Source: Lambda Developer Guide, "Lambda quotas". */
const LARGEST_SYNCHRONOUS_BYTES = 6 * 1024 * 1024;
const LARGEST_ASYNCHRONOUS_BYTES = 1024 * 1024;

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
    const limit = asynchronous ? LARGEST_ASYNCHRONOUS_BYTES : LARGEST_SYNCHRONOUS_BYTES;
    const payload = await readWholeBody(request, limit);
    if (payload === undefined) {
      refuse(response, 413, "RequestTooLargeException", `Request must be smaller than ${limit} bytes`);
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
    } else {
      await answerSynchronously(response, pool, text);
    }
  },
  close: () => Promise.resolve(),
});

const answerSynchronously = async (response: ServerResponse, pool: FunctionPool, payload: string): Promise<void> => {
  const result = await pool.invoke(payload);
  const tooLarge = result.ok && Buffer.byteLength(result.payload) > LARGEST_SYNCHRONOUS_BYTES;
  const answer = tooLarge
    ? {
        errorType: "Function.ResponseSizeTooLarge",
        errorMessage: "Response payload size exceeded maximum allowed payload size",
      }
    : result.ok
      ? undefined
      : result.error;
  response.writeHead(200, {
    "content-type": "application/json",
    "x-amz-executed-version": "$LATEST",
    ...(answer === undefined ? {} : { "x-amz-function-error": "Unhandled" }),
  });
  response.end(answer === undefined && result.ok ? result.payload : JSON.stringify(answer));
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const refuse = (response: ServerResponse, status: number, type: string, message: string): void => {
  response.writeHead(status, { "content-type": "application/json", "x-amzn-errortype": type });
  response.end(JSON.stringify({ Type: status < 500 ? "User" : "Server", Message: message, message }));
};
