import { mkdirSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { openStoreFile, ownDisk, type Disk } from "../aws/disk.ts";
import { PoolClosed } from "./function-pool.ts";
import type { FunctionPool } from "./function-pool.ts";
import type { InvocationResult } from "./invocation.ts";

/** What happens to an asynchronous invocation that fails. */
export type AsynchronousRules = {
  readonly maximumRetryAttempts: number;
  readonly maximumAgeSeconds: number;
  /** Receives the payload of what was given up (dead-letter queue), and the account of it (on-failure destination). */
  readonly onGivenUp: (payload: string, account: string) => void;
};

export type AsynchronousQueue = {
  /** Returns once the invocation is on disk; it then happens at least once. */
  readonly add: (functionArn: string, payload: string) => void;
  /** Starts nothing more; resolves when what runs has ended. What is added from now on waits for the next start. */
  readonly stop: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** AWS waits one and two minutes; nobody shares this machine, so that a shorter wait does no harm. */
const RETRY_DELAYS_MS = [2_000, 4_000];

const row = z.object({
  id: z.number(),
  function_arn: z.string(),
  payload: z.string(),
  attempts: z.number(),
  added_at: z.number(),
});

/**
 * Asynchronous invocations, durable, at least once, tried again when they fail.
 * Source: Lambda Developer Guide, "Invoking a Lambda function asynchronously".
 */
export const openAsynchronousQueue = (options: {
  readonly directory: string;
  readonly now: () => number;
  readonly pools: ReadonlyMap<string, FunctionPool>;
  readonly rules: (functionArn: string) => AsynchronousRules;
  readonly report: (problem: string) => void;
  readonly retryDelaysMs?: readonly number[];
  readonly disk?: Disk;
}): AsynchronousQueue => {
  const { now, pools, retryDelaysMs = RETRY_DELAYS_MS } = options;
  mkdirSync(options.directory, { recursive: true });
  const database = openStoreFile(path.join(options.directory, "asynchronous.sqlite"), options.disk ?? ownDisk);
  database.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS invocation (
      id INTEGER PRIMARY KEY, function_arn TEXT NOT NULL, payload TEXT NOT NULL,
      attempts INTEGER NOT NULL, added_at INTEGER NOT NULL, due_at INTEGER NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS invocation_due ON invocation (function_arn, due_at);
  `);
  const insert = database.prepare(
    "INSERT INTO invocation (function_arn, payload, attempts, added_at, due_at) VALUES (?, ?, 0, ?, ?)",
  );
  const due = database.prepare(
    "SELECT id, function_arn, payload, attempts, added_at FROM invocation WHERE function_arn = ? AND due_at <= ? ORDER BY due_at LIMIT 50",
  );
  const next = database.prepare("SELECT min(due_at) AS due_at FROM invocation WHERE function_arn = ? AND due_at > ?");
  const postpone = database.prepare("UPDATE invocation SET attempts = ?, due_at = ? WHERE id = ?");
  const remove = database.prepare("DELETE FROM invocation WHERE id = ?");

  const running = new Map<number, { readonly functionArn: string; readonly ended: Promise<void> }>();
  const timers = new Map<string, NodeJS.Timeout>();
  let closed = false;

  const runOne = async (pool: FunctionPool, invocation: z.infer<typeof row>): Promise<void> => {
    let result: InvocationResult;
    try {
      result = await pool.invoke(invocation.payload);
    } catch (error) {
      if (error instanceof PoolClosed) return;
      throw error;
    }
    // What the stopping host ended half-way is not a failure of the function: it runs again at the next start.
    if (closed && !result.ok) return;
    const rules = options.rules(invocation.function_arn);
    const attempts = invocation.attempts + 1;
    const expired = now() - invocation.added_at > rules.maximumAgeSeconds * 1000;
    if (result.ok) remove.run(invocation.id);
    else if (attempts <= rules.maximumRetryAttempts && !expired) {
      const delay = retryDelaysMs[attempts - 1] ?? retryDelaysMs.at(-1) ?? 0;
      postpone.run(attempts, now() + delay, invocation.id);
    } else {
      rules.onGivenUp(invocation.payload, accountOf(invocation, attempts, expired, result, now()));
      remove.run(invocation.id);
    }
  };

  const pump = (functionArn: string): void => {
    clearTimeout(timers.get(functionArn));
    const pool = pools.get(functionArn);
    if (closed || pool === undefined) return;
    // The clock is read once: what falls due between two readings would be seen by neither.
    const at = now();
    for (const found of due.all(functionArn, at)) {
      const invocation = row.parse(found);
      if (running.has(invocation.id)) continue;
      if ([...running.values()].filter((one) => one.functionArn === functionArn).length >= pool.concurrency) break;
      const ended = runOne(pool, invocation)
        .catch((error: unknown) => {
          options.report(String(error));
        })
        .finally(() => {
          running.delete(invocation.id);
          pump(functionArn);
        });
      running.set(invocation.id, { functionArn, ended });
    }
    const dueAt = next.get(functionArn, at)?.["due_at"];
    if (typeof dueAt === "number")
      timers.set(
        functionArn,
        setTimeout(() => pump(functionArn), dueAt - at),
      );
  };

  const stop = async (): Promise<void> => {
    closed = true;
    for (const timer of timers.values()) clearTimeout(timer);
    await Promise.all([...running.values()].map(({ ended }) => ended));
  };

  for (const functionArn of pools.keys()) setImmediate(() => pump(functionArn));
  return {
    add: (functionArn, payload) => {
      insert.run(functionArn, payload, now(), now());
      pump(functionArn);
    },
    stop,
    close: async () => {
      await stop();
      database.close();
    },
  };
};

/** Source: Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations". */
const accountOf = (
  invocation: z.infer<typeof row>,
  attempts: number,
  expired: boolean,
  result: InvocationResult & { ok: false },
  now: number,
): string =>
  JSON.stringify({
    version: "1.0",
    timestamp: new Date(now).toISOString(),
    requestContext: {
      functionArn: `${invocation.function_arn}:$LATEST`,
      condition: expired ? "EventAgeExceeded" : "RetriesExhausted",
      approximateInvokeCount: attempts,
    },
    requestPayload: asJson(invocation.payload),
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    responsePayload: result.error,
  });

const asJson = (payload: string): unknown => JSON.parse(payload);
