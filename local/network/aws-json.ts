import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { crc32 } from "node:zlib";
import * as z from "zod";
import type { Caller, Service } from "./service.ts";

/**
 * The server's side of the AWS JSON 1.0 and 1.1 protocols, which DynamoDB, SQS, EventBridge, KMS and Textract share:
 * a POST whose `X-Amz-Target` names the operation, JSON in, JSON out.
 * Source: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */

/** An error of an AWS service, answered as such to the caller. `extra` are fields beside `__type` and `message`. */
export class AwsError extends Error {
  override readonly name = "AwsError";
  readonly code: string;
  readonly status: number;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: { status?: number; extra?: Record<string, unknown> } = {}) {
    super(message);
    this.code = code;
    this.status = options.status ?? 400;
    this.extra = options.extra ?? {};
  }
}

/** One operation; make it with `operation`, which ties the input's schema to the function. */
export type Operation = { readonly run: (body: unknown, caller: Caller, signal: AbortSignal) => Promise<unknown> };

/**
 * Ties a schema to the function that takes what it parses. Objects of the schema are to be `z.strictObject`: a
 * parameter the schema does not know is then refused by name instead of being ignored. `signal` aborts when the
 * client hangs up, for operations that wait.
 */
export const operation = <Input>(
  input: z.ZodType<Input>,
  run: (input: Input, caller: Caller, signal: AbortSignal) => unknown,
): Operation => ({
  run: async (body, caller, signal) => await run(input.parse(body), caller, signal),
});

/** What went wrong in a way the owner of the host should see; `error` is set only when it was unexpected. */
export type AwsJsonProblem = { readonly operation: string; readonly message: string; readonly error?: unknown };

export type AwsJsonApi = {
  /** What stands before the dot in `X-Amz-Target`, such as `DynamoDB_20120810`. */
  readonly targetPrefix: string;
  readonly version: "1.0" | "1.1";
  readonly operations: Readonly<Record<string, Operation>>;
  /** What stands before the `#` in `__type`; without it the bare code is sent. */
  readonly errorNamespace?: string;
  /** The service's own code for input of the wrong shape. Default `ValidationException`. */
  readonly invalidInputCode?: string;
  /** Headers of an error, such as SQS's `x-amzn-query-error`. */
  readonly errorHeaders?: (error: AwsError) => Readonly<Record<string, string>>;
  /** Whether to send `x-amz-crc32`, as DynamoDB does. */
  readonly checksum?: boolean;
  /** Longest body in bytes. Default 16 MiB, the longest request DynamoDB takes. */
  readonly maximumBodyBytes?: number;
  /** Default: one JSON line on standard error. */
  readonly report?: (problem: AwsJsonProblem) => void;
};

const sixteenMebibytes = 16 * 1024 * 1024;

/** Answers requests of one API; never rejects, whatever the request or the operation does. */
export const awsJsonHandler =
  (api: AwsJsonApi): Service["handle"] =>
  async (request, response, caller) => {
    const name = operationName(request, api.targetPrefix);
    const hangUp = new AbortController();
    response.once("close", () => {
      hangUp.abort();
    });
    try {
      const run = name === undefined ? undefined : ownOperation(api, name);
      if (run === undefined) {
        const target = String(request.headers["x-amz-target"]);
        throw new AwsError("UnknownOperationException", `This host does not know the operation ${target}.`);
      }
      const body = parseJson(await readBody(request, api.maximumBodyBytes ?? sixteenMebibytes));
      answer(api, response, 200, await run(body, caller, hangUp.signal));
    } catch (error) {
      const known = asAwsError(api, error);
      if (known.code === "UnknownOperationException" || known.status >= 500 || isUnknownParameter(error)) {
        const problem = { operation: `${api.targetPrefix}.${name ?? "?"}`, message: known.message };
        (api.report ?? reportOnStandardError)(known.status >= 500 ? { ...problem, error } : problem);
      }
      answerError(api, response, known);
    }
  };

/** The operation that `X-Amz-Target` names, when the target belongs to this prefix. */
export const operationName = (request: IncomingMessage, targetPrefix: string): string | undefined => {
  const target = request.headers["x-amz-target"];
  return typeof target === "string" && target.startsWith(`${targetPrefix}.`)
    ? target.slice(targetPrefix.length + 1)
    : undefined;
};

const ownOperation = (api: AwsJsonApi, name: string): Operation["run"] | undefined =>
  Object.hasOwn(api.operations, name) ? api.operations[name]?.run : undefined;

const readBody = async (request: IncomingMessage, maximumBytes: number): Promise<string> => {
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop early must keep the socket open, or the refusal could not be sent.
  const stream: AsyncIterable<unknown> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of stream) {
    const bytes = chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.from(String(chunk));
    length += bytes.length;
    if (length > maximumBytes) {
      throw new AwsError("RequestEntityTooLargeException", `The request is longer than ${maximumBytes} bytes.`, {
        status: 413,
      });
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
};

const parseJson = (text: string): unknown => {
  if (text === "") {
    return {};
  }
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    throw new AwsError("SerializationException", "The body is not JSON.");
  }
};

const asAwsError = (api: AwsJsonApi, error: unknown): AwsError => {
  if (error instanceof AwsError) {
    return error;
  }
  if (error instanceof z.ZodError) {
    return new AwsError(api.invalidInputCode ?? "ValidationException", error.issues.map(sentence).join("; "));
  }
  return new AwsError("InternalServerError", "The local service failed; its log says why.", { status: 500 });
};

const isUnknownParameter = (error: unknown): boolean =>
  error instanceof z.ZodError && error.issues.some((issue) => issue.code === "unrecognized_keys");

const sentence = (issue: z.core.$ZodIssue): string => {
  const place = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    const names = issue.keys.map((key) => (place === "" ? key : `${place}.${key}`));
    return `This host does not know the parameter ${names.join(", ")}`;
  }
  return place === "" ? issue.message : `${issue.message} (at ${place})`;
};

const answerError = (api: AwsJsonApi, response: ServerResponse, error: AwsError): void => {
  const type = api.errorNamespace === undefined ? error.code : `${api.errorNamespace}#${error.code}`;
  const body = { __type: type, message: error.message, ...error.extra };
  answer(api, response, error.status, body, {
    "x-amzn-errortype": error.code,
    ...api.errorHeaders?.(error),
  });
};

const answer = (
  api: AwsJsonApi,
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void => {
  if (response.destroyed || response.headersSent) {
    return;
  }
  const bytes = Buffer.from(body === undefined ? "{}" : JSON.stringify(body));
  response.writeHead(status, {
    "content-type": `application/x-amz-json-${api.version}`,
    "content-length": bytes.length,
    "x-amzn-requestid": randomUUID(),
    ...(api.checksum === true ? { "x-amz-crc32": String(crc32(bytes)) } : {}),
    // An unread rest of a refused body must not be taken for the next request.
    ...(status === 413 ? { connection: "close" } : {}),
    ...headers,
  });
  response.end(bytes);
};

const reportOnStandardError = ({ error, ...problem }: AwsJsonProblem): void => {
  const stack = error instanceof Error ? { stack: error.stack } : {};
  process.stderr.write(`${JSON.stringify({ level: "ERROR", ...problem, ...stack })}\n`);
};
