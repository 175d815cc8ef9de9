import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FunctionPool } from "../../../local/lambda/function-pool.ts";
import { openWorkshop, type Workshop } from "../../support/function-code.ts";

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop();
});
afterEach(() => workshop.close());

const outcome = (pool: FunctionPool, event: unknown = {}) => pool.invoke(JSON.stringify(event));
const answers = (payload: unknown) => ({ ok: true, payload: JSON.stringify(payload) });
const fails = (errorType: string, errorMessage: string | RegExp) => ({
  ok: false,
  error: { errorType, errorMessage: expect.stringMatching(errorMessage) as string },
});

describe("the limits of a function", () => {
  test("memory: what it holds beyond its own at the end fails the invocation, however fast it was", async () => {
    const pool = workshop.pool(
      "let held; export const handler = async ({ megabytes }) => { held = Buffer.alloc(megabytes * 1024 * 1024, 1); return held.length; };",
      { memoryMegabytes: 128 },
    );
    expect(await outcome(pool, { megabytes: 8 })).toEqual(answers(8 * 1024 * 1024));
    expect(await outcome(pool, { megabytes: 160 })).toMatchObject(
      fails("Runtime.OutOfMemory", /^RequestId: .+ Error: Runtime exited with error: signal: killed$/),
    );
    expect(await outcome(pool, { megabytes: 8 })).toEqual(answers(8 * 1024 * 1024));
  });

  test("disk: its temporary directory holds as much as its template says, in all its files", async () => {
    const pool = workshop.pool(
      `import { mkdirSync, writeFileSync } from "node:fs";
       import { tmpdir } from "node:os";
       export const handler = async ({ files }) => {
         mkdirSync(tmpdir() + "/inner", { recursive: true });
         for (let at = 0; at < files; at += 1) writeFileSync(tmpdir() + "/inner/" + at, Buffer.alloc(1024 * 1024));
         return files;
       };`,
      { diskMegabytes: 4 },
    );
    expect(await outcome(pool, { files: 4 })).toEqual(answers(4));
    expect(await outcome(pool, { files: 5 })).toMatchObject(fails("Error", /^ENOSPC: no space left on device/));
    expect(await outcome(pool, { files: 4 })).toEqual(answers(4));
  });

  test("answer: one byte more than 6,291,556 is too large, whoever invoked it", async () => {
    const pool = workshop.pool('export const handler = async ({ letters }) => "x".repeat(letters);');
    expect(await outcome(pool, { letters: 6_291_554 })).toMatchObject({ ok: true });
    expect(await outcome(pool, { letters: 6_291_555 })).toMatchObject(
      fails(
        "Function.ResponseSizeTooLarge",
        /^Response payload size exceeded maximum allowed payload size \(6291556 bytes\)\.$/,
      ),
    );
  });

  test("time: the error names the request and the seconds", async () => {
    const pool = workshop.pool("export const handler = () => new Promise(() => {});", { timeoutSeconds: 1 });
    expect(await outcome(pool)).toMatchObject(
      fails("Sandbox.Timedout", /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/),
    );
  });
});

describe("the time a module has to load", () => {
  /** Hangs while it loads, as long as `times` says. */
  const hangs = (times: number): string => `
    import { appendFileSync, readFileSync } from "node:fs";
    const marks = ${JSON.stringify(path.join(workshop.directory, "loads"))};
    appendFileSync(marks, "x");
    if (readFileSync(marks, "utf8").length <= ${times}) for (;;);
    export const handler = async () => readFileSync(marks, "utf8").length;`;

  test("is not the function's own: a module that hung once is loaded again", async () => {
    const pool = workshop.pool(hangs(1), {}, { initTimeoutMs: 1_000 });
    expect(await outcome(pool)).toEqual(answers(2));
    expect(await outcome(pool)).toEqual(answers(2));
  });

  test("is given once; the second time it counts as the function's own", async () => {
    const pool = workshop.pool(hangs(2), { timeoutSeconds: 1 }, { initTimeoutMs: 500 });
    expect(await outcome(pool)).toMatchObject(fails("Sandbox.Timedout", /Task timed out after 1\.00 seconds$/));
  });
});
