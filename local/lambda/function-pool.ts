import { startEnvironment } from "./execution-environment.ts";
import type { ExecutionEnvironment } from "./execution-environment.ts";
import type { Crash, FunctionDefinition, InvocationResult } from "./invocation.ts";
import { INIT_TIMEOUT_MS } from "./quotas.ts";

/** The right to run one invocation at once. */
export type Slot = {
  readonly invoke: (payload: string) => Promise<InvocationResult>;
  /** Gives the slot back; safe to call twice. */
  readonly release: () => void;
};

/** All execution environments of one function. */
export type FunctionPool = {
  readonly definition: FunctionDefinition;
  /** How many invocations may run at the same time. */
  readonly concurrency: number;
  /** Whether as many invocations run or wait as the function has reserved concurrency for: AWS takes no more. */
  readonly throttles: () => boolean;
  /** Waits until an invocation may run. Rejects only after `close`. */
  readonly acquire: () => Promise<Slot>;
  readonly invoke: (payload: string) => Promise<InvocationResult>;
  readonly close: () => Promise<void>;
};

export type PoolOptions = {
  /** At most this many processes of one function. */
  readonly hostLimit: number;
  /** An environment nobody used for this long is stopped. */
  readonly idleMs: number;
  readonly scratchDirectory: string;
  readonly writeLog: (text: string) => void;
  readonly now: () => number;
  /** Default: Lambda's. */
  readonly initTimeoutMs?: number;
  /** Says of each invocation whether its process is to die in the middle of it. */
  readonly crash?: () => Crash | undefined;
};

/** The pool was closed while somebody waited: the host is stopping. */
export class PoolClosed extends Error {
  override readonly name = "PoolClosed";
}

const STOPPED = { errorType: "Runtime.ExitError", errorMessage: "The host is stopping", trace: [] };

/** Environments start at first use, are used again while warm, and stop when idle. */
export const createFunctionPool = (definition: FunctionDefinition, options: PoolOptions): FunctionPool => {
  const concurrency = Math.min(definition.reservedConcurrency ?? options.hostLimit, options.hostLimit);
  const idle: { environment: ExecutionEnvironment; timer: NodeJS.Timeout }[] = [];
  const all = new Set<ExecutionEnvironment>();
  const waiting: { resolve: (slot: Slot) => void; reject: (error: Error) => void }[] = [];
  let taken = 0;
  let closed = false;

  const takeEnvironment = (): ExecutionEnvironment => {
    for (let warm = idle.pop(); warm !== undefined; warm = idle.pop()) {
      clearTimeout(warm.timer);
      if (warm.environment.alive()) return warm.environment;
      all.delete(warm.environment);
    }
    return freshEnvironment(options.initTimeoutMs ?? INIT_TIMEOUT_MS);
  };

  const freshEnvironment = (initTimeoutMs: number | undefined): ExecutionEnvironment => {
    const fresh = startEnvironment(definition, { ...options, initTimeoutMs });
    all.add(fresh);
    return fresh;
  };

  /** A module that does not load in time is loaded once more, now in the function's own time. */
  const invokeIn = async (environment: ExecutionEnvironment, payload: string): Promise<InvocationResult> => {
    const result = await environment.invoke(payload);
    if (result !== "init-timed-out") {
      keepWarm(environment);
      return result;
    }
    retire(environment);
    if (closed) return { ok: false, error: STOPPED };
    const again = freshEnvironment(undefined);
    const second = await again.invoke(payload);
    keepWarm(again);
    return second === "init-timed-out" ? { ok: false, error: STOPPED } : second;
  };

  const retire = (environment: ExecutionEnvironment): void => {
    all.delete(environment);
    void environment.stop();
  };

  const keepWarm = (environment: ExecutionEnvironment): void => {
    if (!environment.alive() || closed) {
      retire(environment);
      return;
    }
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((entry) => entry.environment === environment),
        1,
      );
      retire(environment);
    }, options.idleMs);
    idle.push({ environment, timer });
  };

  const makeSlot = (): Slot => {
    let held = true;
    return {
      invoke: async (payload) => {
        if (closed) return { ok: false, error: STOPPED };
        return await invokeIn(takeEnvironment(), payload);
      },
      release: () => {
        if (!held) return;
        held = false;
        const next = waiting.shift();
        if (next === undefined) taken -= 1;
        else next.resolve(makeSlot());
      },
    };
  };

  const acquire = (): Promise<Slot> => {
    if (closed) return Promise.reject(new PoolClosed(`Function ${definition.name} is stopped`));
    if (taken < concurrency) {
      taken += 1;
      return Promise.resolve(makeSlot());
    }
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  };

  return {
    definition,
    concurrency,
    throttles: () =>
      definition.reservedConcurrency !== undefined && taken + waiting.length >= definition.reservedConcurrency,
    acquire,
    invoke: async (payload) => {
      const slot = await acquire();
      try {
        return await slot.invoke(payload);
      } finally {
        slot.release();
      }
    },
    close: async () => {
      closed = true;
      for (const { timer } of idle.splice(0)) clearTimeout(timer);
      for (const { reject } of waiting.splice(0)) reject(new PoolClosed(`Function ${definition.name} is stopped`));
      await Promise.all([...all].map((environment) => environment.stop()));
      all.clear();
    },
  };
};
