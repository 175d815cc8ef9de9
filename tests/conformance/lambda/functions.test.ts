import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openAsynchronousQueue } from "../../../local/lambda/asynchronous-queue.ts";
import { PoolClosed } from "../../../local/lambda/function-pool.ts";
import type { FunctionPool } from "../../../local/lambda/function-pool.ts";
import { eventually } from "../../support/eventually.ts";
import { openWorkshop } from "../../support/function-code.ts";
import type { Workshop } from "../../support/function-code.ts";

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop();
});
afterEach(() => workshop.close());

const value = async (pool: FunctionPool, event: unknown = {}): Promise<unknown> => {
  const result = await pool.invoke(JSON.stringify(event));
  if (!result.ok) throw new Error(`${result.error.errorType}: ${result.error.errorMessage}`);
  return JSON.parse(result.payload);
};
const failure = async (pool: FunctionPool, event: unknown = {}) => {
  const result = await pool.invoke(JSON.stringify(event));
  return result.ok ? undefined : result.error;
};

describe("a function", () => {
  test("gets the event and a context, and answers", async () => {
    const pool = workshop.pool(`
      let calls = 0;
      export const handler = async (event, context) => {
        const left = context.getRemainingTimeInMillis();
        return { event, calls: ++calls, name: context.functionName, arn: context.invokedFunctionArn,
          memory: context.memoryLimitInMB, inTime: left > 0 && left <= 31_000, id: context.awsRequestId.length };
      };`);
    const expected = {
      event: { 名: "云山" },
      name: "f",
      arn: "arn:aws-cn:lambda:cn-north-1:1:function:f",
      memory: "256",
      inTime: true,
      id: 36,
    };
    expect(await value(pool, { 名: "云山" })).toEqual({ ...expected, calls: 1 });
    expect(await value(pool, { 名: "云山" })).toEqual({ ...expected, calls: 2 });
  });

  test("sees its own variables and nothing of the host's environment", async () => {
    process.env["LANTAI_TEST_SECRET"] = "the host's own";
    const pool = workshop.pool("export const handler = async () => process.env;", {
      environment: { TABLE: "records", AWS_ACCESS_KEY_ID: "ASIA" },
    });
    const seen = await value(pool);
    delete process.env["LANTAI_TEST_SECRET"];
    expect(seen).toMatchObject({ TABLE: "records", AWS_ACCESS_KEY_ID: "ASIA", AWS_REGION: "cn-north-1", TZ: "UTC" });
    expect(seen).not.toHaveProperty("LANTAI_TEST_SECRET");
  });

  test("answers null for nothing, and an error with type, message and trace", async () => {
    const pool = workshop.pool(`
      export const handler = async ({ wrong }) => { if (wrong) throw new RangeError("too far"); };`);
    expect(await value(pool)).toBeNull();
    expect(await failure(pool, { wrong: true })).toMatchObject({ errorType: "RangeError", errorMessage: "too far" });
    expect(await value(pool)).toBeNull();
    await eventually(() => {
      expect(workshop.printed()).toContain("too far");
    });
  });

  test("whose module cannot be loaded fails each invocation with the reason", async () => {
    const pool = workshop.pool("export const other = 1;");
    expect(await failure(pool)).toMatchObject({ errorMessage: expect.stringContaining("index.handler") as string });
    expect(await failure(pool)).toMatchObject({ errorMessage: expect.stringContaining("index.handler") as string });
  });

  test.each([
    ["ends its process", "process.exit(3)", "exit status 3"],
    ["is ended by a signal, as by a native crash", 'process.kill(process.pid, "SIGSEGV")', "SIGSEGV"],
  ])("that %s costs that one invocation", async (_, crash, how) => {
    const pool = workshop.pool(`export const handler = async ({ crash }) => {
      if (crash) { ${crash}; await new Promise(() => {}); }
      return "well";
    };`);
    expect(await value(pool)).toBe("well");
    expect(await failure(pool, { crash: true })).toMatchObject({
      errorType: "Runtime.ExitError",
      errorMessage: expect.stringContaining(how) as string,
    });
    expect(await value(pool)).toBe("well");
  });

  test("that hangs, even in a loop without end, is ended at its time-out", async () => {
    const pool = workshop.pool("export const handler = async ({ hang }) => { while (hang); return process.pid; };", {
      timeoutSeconds: 0.5,
    });
    const before = await value(pool);
    expect(await failure(pool, { hang: true })).toMatchObject({
      errorType: "Sandbox.Timedout",
      errorMessage: expect.stringContaining("Task timed out after 0.50 seconds") as string,
    });
    expect(await value(pool)).not.toBe(before);
  });

  test("that takes more memory than it has is ended", async () => {
    const pool = workshop.pool(
      `const held = [];
      export const handler = async () => {
        for (;;) { held.push(Buffer.alloc(8 << 20, 1)); await new Promise((r) => setTimeout(r, 5)); }
      };`,
      { memoryMegabytes: 128 },
    );
    expect(await failure(pool)).toMatchObject({ errorType: "Runtime.OutOfMemory" });
  });

  test("has a temporary directory of its own, which goes with its process", async () => {
    const pool = workshop.pool(`
      import fs from "node:fs"; import os from "node:os";
      export const handler = async () => { fs.writeFileSync(os.tmpdir() + "/kept", "x"); return os.tmpdir(); };`);
    const temporary = String(await value(pool));
    expect(path.dirname(temporary)).toBe(path.join(workshop.directory, "tmp"));
    expect(existsSync(path.join(temporary, "kept"))).toBe(true);
    await pool.close();
    expect(readdirSync(path.join(workshop.directory, "tmp"))).toEqual([]);
  });

  test("runs no more often at once than its concurrency, and the others wait their turn", async () => {
    const pool = workshop.pool(
      `export const handler = async () => {
        const from = Date.now(); await new Promise((r) => setTimeout(r, 100)); return [process.pid, from, Date.now()];
      };`,
      { reservedConcurrency: 2 },
      { hostLimit: 8 },
    );
    const runs = (await Promise.all(Array.from({ length: 8 }, () => value(pool)))) as [number, number, number][];
    expect(new Set(runs.map(([pid]) => pid)).size).toBe(2);
    for (const [pid, from] of runs)
      expect(runs.filter((other) => other[0] === pid && other[1] < from && other[2] > from)).toEqual([]);
  });

  test("is stopped when nobody used it for a while, and starts again", async () => {
    const pool = workshop.pool("export const handler = async () => process.pid;", {}, { idleMs: 50 });
    const pid = Number(await value(pool));
    await eventually(() => {
      expect(() => process.kill(pid, 0)).toThrow();
    });
    expect(await value(pool)).not.toBe(pid);
  });

  test("is not waited for after its pool was closed", async () => {
    const pool = workshop.pool("export const handler = () => new Promise(() => {});", { reservedConcurrency: 1 });
    const running = pool.invoke("{}");
    const waiting = pool.invoke("{}");
    const refused = expect(waiting).rejects.toThrow(PoolClosed);
    await pool.close();
    await refused;
    expect(await running).toMatchObject({ ok: false, error: { errorType: "Runtime.ExitError" } });
    await expect(pool.invoke("{}")).rejects.toThrow(PoolClosed);
  });
});

describe("asynchronous invocations", () => {
  const open = (pool: FunctionPool, givenUp: string[]) =>
    openAsynchronousQueue({
      directory: path.join(workshop.directory, "queue"),
      now: Date.now,
      pools: new Map([[pool.definition.arn, pool]]),
      retryDelaysMs: [10, 20],
      report: () => {},
      rules: () => ({
        maximumRetryAttempts: 2,
        maximumAgeSeconds: 3600,
        onGivenUp: (payload, account) => givenUp.push(payload, account),
      }),
    });

  const counting = `
    import fs from "node:fs"; import path from "node:path";
    export const handler = async ({ file, failures }) => {
      fs.appendFileSync(file, "x");
      if (fs.readFileSync(file, "utf8").length <= failures) throw new Error("not yet");
    };`;
  const attempts = (file: string): number => (existsSync(file) ? readFileSync(file, "utf8").length : 0);

  test("are tried twice more, and done when one succeeds", async () => {
    const pool = workshop.pool(counting);
    const givenUp: string[] = [];
    const queue = open(pool, givenUp);
    const file = path.join(workshop.directory, "count");
    queue.add(pool.definition.arn, JSON.stringify({ file, failures: 2 }));
    await eventually(() => {
      expect(attempts(file)).toBe(3);
    });
    await queue.close();
    expect(givenUp).toEqual([]);
  });

  test("are given up after the third failure, with an account of it", async () => {
    const pool = workshop.pool(counting);
    const givenUp: string[] = [];
    const queue = open(pool, givenUp);
    const file = path.join(workshop.directory, "count");
    const payload = JSON.stringify({ file, failures: 9 });
    queue.add(pool.definition.arn, payload);
    await eventually(() => {
      expect(givenUp).toHaveLength(2);
    });
    await queue.close();
    expect(attempts(file)).toBe(3);
    expect(givenUp[0]).toBe(payload);
    expect(JSON.parse(givenUp[1]!)).toMatchObject({
      requestContext: { condition: "RetriesExhausted", approximateInvokeCount: 3 },
      requestPayload: { failures: 9 },
      responsePayload: { errorMessage: "not yet" },
    });
  });

  test("that the stopping host cut short run again at the next start", async () => {
    const file = path.join(workshop.directory, "count");
    const hanging = workshop.pool(`
      import fs from "node:fs";
      export const handler = async ({ file }) => { fs.appendFileSync(file, "x"); await new Promise(() => {}); };`);
    const givenUp: string[] = [];
    const before = open(hanging, givenUp);
    before.add(hanging.definition.arn, JSON.stringify({ file, failures: 0 }));
    await eventually(() => {
      expect(attempts(file)).toBe(1);
    });
    const closing = before.close();
    await hanging.close();
    await closing;
    const pool = workshop.pool(counting);
    const after = open(pool, givenUp);
    await eventually(() => {
      expect(attempts(file)).toBe(2);
    });
    await after.close();
    expect(givenUp).toEqual([]);
  });
});
