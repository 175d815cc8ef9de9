import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AsynchronousQueue } from "../../../local/lambda/asynchronous-queue.ts";
import type { FunctionPool } from "../../../local/lambda/function-pool.ts";
import { createLambdaService } from "../../../local/lambda/lambda-service.ts";
import { eventually } from "../../support/eventually.ts";
import { openWorkshop, type Workshop } from "../../support/function-code.ts";
import { allowAll, denyAll, serveService } from "../../support/serve-service.ts";

let workshop: Workshop;
let server: Awaited<ReturnType<typeof serveService>>;
const queued: string[] = [];
const asynchronous: AsynchronousQueue = {
  add: (_, payload) => void queued.push(payload),
  stop: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

beforeEach(() => {
  workshop = openWorkshop();
  queued.length = 0;
});
afterEach(async () => {
  await server.close();
  await workshop.close();
});

const serve = async (pool: FunctionPool, authorize = allowAll): Promise<void> => {
  const service = createLambdaService({ pools: new Map([[pool.definition.arn, pool]]), asynchronous, authorize });
  server = await serveService(() => service);
};

/** `Invoke` as the REST API has it: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const invoke = async (text: string, type: "RequestResponse" | "Event" = "RequestResponse") => {
  const response = await fetch(`${server.url}/2015-03-31/functions/f/invocations`, {
    method: "POST",
    headers: { "x-amz-invocation-type": type },
    body: text,
  });
  return {
    status: response.status,
    functionError: response.headers.get("x-amz-function-error"),
    error: response.headers.get("x-amzn-errortype"),
    text: await response.text(),
  };
};

/** A JSON text of so many bytes. */
const json = (bytes: number): string => JSON.stringify("x".repeat(bytes - 2));
const LENGTH = "export const handler = async (text) => text.length + 2;";

describe("Invoke", () => {
  test("takes 6 MB at once, and not a byte more", async () => {
    await serve(workshop.pool(LENGTH));
    expect(await invoke(json(6_291_456))).toMatchObject({ status: 200, text: "6291456" });
    const refused = await invoke(json(6_291_457));
    expect(refused).toMatchObject({ status: 413, error: "RequestEntityTooLargeException" });
    expect(refused.text).toContain(
      "6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)",
    );
  });

  test("takes 1 MB for later, and not a byte more", async () => {
    await serve(workshop.pool(LENGTH));
    expect((await invoke(json(1_048_576), "Event")).status).toBe(202);
    const refused = await invoke(json(1_048_577), "Event");
    expect(refused).toMatchObject({ status: 413, error: "RequestEntityTooLargeException" });
    expect(refused.text).toContain(
      "1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)",
    );
    expect(queued.map((text) => text.length)).toEqual([1_048_576]);
  });

  test("tells of an answer that is too large as of any failure of the function", async () => {
    await serve(workshop.pool('export const handler = async () => "x".repeat(7_000_000);'));
    const answer = await invoke("{}");
    expect(answer).toMatchObject({ status: 200, functionError: "Unhandled" });
    expect(JSON.parse(answer.text)).toMatchObject({ errorType: "Function.ResponseSizeTooLarge" });
  });

  test("refuses what goes beyond the reserved concurrency, and only while it does", async () => {
    const pool = workshop.pool("export const handler = (event) => event === 'wait' ? new Promise(() => {}) : 'done';", {
      reservedConcurrency: 1,
      timeoutSeconds: 3,
    });
    await serve(pool);
    const held = invoke('"wait"');
    await eventually(() => expect(pool.throttles()).toBe(true));
    const refused = await invoke('"now"');
    expect(refused).toMatchObject({ status: 429, error: "TooManyRequestsException" });
    expect(JSON.parse(refused.text)).toMatchObject({ Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" });
    expect((await held).functionError).toBe("Unhandled");
    expect((await invoke('"now"')).text).toBe('"done"');
  });

  test("takes nothing from one who may not invoke", async () => {
    await serve(workshop.pool(LENGTH), denyAll);
    for (const type of ["RequestResponse", "Event"] as const)
      expect(await invoke(json(10), type)).toMatchObject({ status: 403, error: "AccessDeniedException" });
    expect(queued).toEqual([]);
  });
});
