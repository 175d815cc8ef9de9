/**
 * What runs inside a function's own process: imports the handler once, then serves one invocation at a time.
 * Source: Lambda Developer Guide, "Define Lambda function handler in Node.js" and "context object".
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as z from "zod";
import { armCrash } from "./crash-between-calls.ts";
import { followClock } from "./function-date.ts";
import type { FromFunction, FunctionError } from "./invocation.ts";

const environment = z
  .looseObject({
    _HANDLER: z.string(),
    LAMBDA_TASK_ROOT: z.string(),
    AWS_LAMBDA_FUNCTION_NAME: z.string(),
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: z.string(),
    AWS_LAMBDA_LOG_GROUP_NAME: z.string(),
    AWS_LAMBDA_LOG_STREAM_NAME: z.string(),
    LANTAI_FUNCTION_ARN: z.string(),
  })
  .parse(process.env);

const toFunction = z.object({
  kind: z.literal("invoke"),
  requestId: z.string(),
  payload: z.string(),
  now: z.number(),
  deadline: z.number(),
  crash: z.object({ call: z.number(), moment: z.enum(["before", "after"]) }).optional(),
});

type Handler = (event: unknown, context: unknown) => unknown;

const send = (message: FromFunction): void => {
  process.send?.(message);
};

const describe = (error: unknown): FunctionError =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

const isHandler = (value: unknown): value is Handler => typeof value === "function";

const loadHandler = async (): Promise<Handler> => {
  const dot = environment._HANDLER.lastIndexOf(".");
  const base = path.join(environment.LAMBDA_TASK_ROOT, environment._HANDLER.slice(0, dot));
  const file = [".mjs", ".js", ".cjs"].map((extension) => base + extension).find(existsSync);
  if (file === undefined) throw new Error(`Cannot find module '${base}'`);
  const loaded: unknown = await import(pathToFileURL(file).href);
  const exported = z.record(z.string(), z.unknown()).parse({ ...(typeof loaded === "object" ? loaded : {}) });
  const handler = exported[environment._HANDLER.slice(dot + 1)];
  if (!isHandler(handler)) throw new Error(`${environment._HANDLER} is undefined or not exported`);
  return handler;
};

const contextOf = (requestId: string, deadline: number): unknown => ({
  awsRequestId: requestId,
  callbackWaitsForEmptyEventLoop: true,
  functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: "$LATEST",
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  invokedFunctionArn: environment.LANTAI_FUNCTION_ARN,
  logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
  memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
});

const serve = (handler: Handler): void => {
  process.on("message", (message) => {
    const { requestId, payload, now, deadline, crash } = toFunction.parse(message);
    const crashBeforeTheAnswer = crash === undefined ? undefined : armCrash(crash);
    followClock(now);
    const event: unknown = JSON.parse(payload);
    Promise.resolve()
      .then(() => handler(event, contextOf(requestId, deadline)))
      .then((result) => {
        crashBeforeTheAnswer?.();
        send({ kind: "result", requestId, payload: toJson(result) });
      })
      .catch((error: unknown) => {
        console.error(error);
        send({ kind: "error", requestId, error: describe(error) });
      });
  });
  send({ kind: "ready" });
};

const toJson = (result: unknown): string => (result === undefined ? "null" : JSON.stringify(result));

// The host going away must not leave functions behind.
process.on("disconnect", () => process.exit(0));

loadHandler().then(serve, (error: unknown) => {
  console.error(error);
  send({ kind: "init-error", error: describe(error) });
});
