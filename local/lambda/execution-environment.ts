import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { anonymousMegabytes } from "./process-memory.ts";
import { LARGEST_RESPONSE } from "./quotas.ts";
import { scratchMegabytes } from "./scratch-size.ts";
import type { Crash, FunctionDefinition, FunctionError, InvocationResult, ToFunction } from "./invocation.ts";

/** One process that runs one invocation of one function at a time. */
export type ExecutionEnvironment = {
  /** False once the process has ended; such an environment must not be used again. */
  readonly alive: () => boolean;
  /**
   * Never rejects: a crash, a time-out, too much memory or disk is an error result, and ends the environment.
   * `init-timed-out`: the module did not load in the time it has for that; nothing was invoked, and the environment ended.
   */
  readonly invoke: (payload: string) => Promise<InvocationResult | "init-timed-out">;
  readonly stop: () => Promise<void>;
};

const LIMITS_CHECK_MS = 100;
/** A share of the memory stays for what is not JavaScript heap. */
const HEAP_SHARE = 0.9;

const errorSchema = z.object({ errorType: z.string(), errorMessage: z.string(), trace: z.array(z.string()) });
const fromFunction = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready") }),
  z.object({ kind: z.literal("init-error"), error: errorSchema }),
  z.object({ kind: z.literal("result"), requestId: z.string(), payload: z.string() }),
  z.object({ kind: z.literal("error"), requestId: z.string(), error: errorSchema }),
]);

/**
 * Starts a process for a function.
 *
 * `scratchDirectory` gets a folder that is the function's temporary directory; it is removed when the process ends.
 * `writeLog` receives what the function prints.
 */
export const startEnvironment = (
  definition: FunctionDefinition,
  options: {
    readonly scratchDirectory: string;
    readonly writeLog: (text: string) => void;
    readonly now: () => number;
    /** How long the module may take to load beside the function's own time; `undefined`: loading counts as running. */
    readonly initTimeoutMs: number | undefined;
    /** Asked at each invocation. */
    readonly crash?: () => Crash | undefined;
  },
): ExecutionEnvironment => {
  mkdirSync(options.scratchDirectory, { recursive: true });
  const temporary = mkdtempSync(path.join(options.scratchDirectory, `${definition.name}-`));
  const child = fork(fileURLToPath(new URL("function-process.ts", import.meta.url)), {
    cwd: definition.codeDirectory,
    env: processEnvironment(definition, temporary),
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  child.stdout?.setEncoding("utf8").on("data", options.writeLog);
  child.stderr?.setEncoding("utf8").on("data", options.writeLog);

  let ended = false;
  let settle: ((result: InvocationResult | "init-timed-out") => void) | undefined;
  let initialisation: FunctionError | "ready" | undefined;
  const exited = once(child, "exit");
  const finish = (result: InvocationResult | "init-timed-out"): void => {
    const waiting = settle;
    settle = undefined;
    waiting?.(result);
  };
  const fail = (errorType: string, errorMessage: string): void =>
    finish({ ok: false, error: { errorType, errorMessage, trace: [] } });
  const end = (): void => {
    ended = true;
    child.kill("SIGKILL");
  };
  const requestId = (): string => pending?.requestId ?? "";
  /** Ends an environment that took more than it has; AWS does so to memory, and refuses the write to a full disk. */
  const withinLimits = (): boolean => {
    if (anonymousMegabytes(child.pid) > definition.memoryMegabytes)
      fail("Runtime.OutOfMemory", `RequestId: ${requestId()} Error: Runtime exited with error: signal: killed`);
    else if (scratchMegabytes(temporary) > definition.diskMegabytes)
      fail("Error", "ENOSPC: no space left on device, write");
    else return true;
    end();
    return false;
  };
  let pending: Pick<ToFunction, "requestId" | "payload" | "crash"> | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** The function's own time begins. */
  const run = (): number => {
    const limitMs = definition.timeoutSeconds * 1000;
    clearTimeout(timer);
    timer = setTimeout(() => {
      fail(
        "Sandbox.Timedout",
        `RequestId: ${requestId()} Error: Task timed out after ${definition.timeoutSeconds.toFixed(2)} seconds`,
      );
      end();
    }, limitMs);
    return options.now() + limitMs;
  };
  let deadline: number | undefined;
  const sendPending = (): void => {
    if (pending === undefined || initialisation === undefined) return;
    if (initialisation === "ready")
      child.send({ kind: "invoke", ...pending, now: options.now(), deadline: deadline ?? run() } satisfies ToFunction);
    else {
      finish({ ok: false, error: initialisation });
      end();
    }
  };
  /** While the module loads, its own time goes by first, if it has any. */
  const awaitModule = (): void => {
    const { initTimeoutMs } = options;
    if (initTimeoutMs === undefined) deadline = run();
    else
      timer = setTimeout(() => {
        finish("init-timed-out");
        end();
      }, initTimeoutMs);
  };

  child.on("message", (received) => {
    const message = fromFunction.parse(received);
    switch (message.kind) {
      case "ready":
        initialisation = "ready";
        sendPending();
        break;
      case "init-error":
        initialisation = message.error;
        sendPending();
        break;
      case "result":
        if (withinLimits()) finish(answerOf(message.payload));
        break;
      case "error":
        finish({ ok: false, error: message.error });
        break;
    }
  });
  child.on("error", (error) => fail("Runtime.ExitError", `The function's process failed: ${error.message}`));
  child.on("exit", (code, signal) => {
    ended = true;
    rmSync(temporary, { recursive: true, force: true });
    const how = signal === null ? `exit status ${code ?? 0}` : `signal: ${signal}`;
    fail("Runtime.ExitError", `Runtime exited with error: ${how}`);
  });

  const invoke = async (payload: string): Promise<InvocationResult | "init-timed-out"> => {
    if (ended)
      return { ok: false, error: { errorType: "Runtime.ExitError", errorMessage: "Runtime exited", trace: [] } };
    const result = new Promise<InvocationResult | "init-timed-out">((resolve) => (settle = resolve));
    const watch = setInterval(withinLimits, LIMITS_CHECK_MS);
    pending = { requestId: randomUUID(), payload, crash: options.crash?.() };
    deadline = undefined;
    if (initialisation === undefined) awaitModule();
    sendPending();
    try {
      return await result;
    } finally {
      clearTimeout(timer);
      clearInterval(watch);
      pending = undefined;
    }
  };

  return {
    alive: () => !ended,
    invoke,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      end();
      await exited;
    },
  };
};

/** Source: Lambda Developer Guide, "Lambda quotas". */
const answerOf = (payload: string): InvocationResult =>
  Buffer.byteLength(payload) <= LARGEST_RESPONSE
    ? { ok: true, payload }
    : {
        ok: false,
        error: {
          errorType: "Function.ResponseSizeTooLarge",
          errorMessage: `Response payload size exceeded maximum allowed payload size (${LARGEST_RESPONSE} bytes).`,
          trace: [],
        },
      };

const processEnvironment = (definition: FunctionDefinition, temporary: string): Record<string, string> => ({
  ...definition.environment,
  PATH: process.env["PATH"] ?? "",
  HOME: temporary,
  TMPDIR: temporary,
  TZ: "UTC",
  LANG: "en_US.UTF-8",
  NODE_OPTIONS: `--max-old-space-size=${Math.floor(definition.memoryMegabytes * HEAP_SHARE)}`,
  _HANDLER: definition.handler,
  LAMBDA_TASK_ROOT: definition.codeDirectory,
  LANTAI_FUNCTION_ARN: definition.arn,
  AWS_REGION: definition.region,
  AWS_DEFAULT_REGION: definition.region,
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
  AWS_LAMBDA_FUNCTION_NAME: definition.name,
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: path.basename(temporary),
});
