import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createFunctionPool } from "../../local/lambda/function-pool.ts";
import type { FunctionPool, PoolOptions } from "../../local/lambda/function-pool.ts";
import type { FunctionDefinition } from "../../local/lambda/invocation.ts";

export type Workshop = {
  readonly directory: string;
  readonly printed: () => string;
  /** A pool for a function whose module is `code`. */
  readonly pool: (
    code: string,
    definition?: Partial<FunctionDefinition>,
    options?: Partial<PoolOptions>,
  ) => FunctionPool;
  readonly close: () => Promise<void>;
};

/** A temporary directory in which functions are made from source text. */
export const openWorkshop = (): Workshop => {
  const directory = mkdtempSync(path.join(tmpdir(), "lantai-lambda-"));
  const pools: FunctionPool[] = [];
  let printed = "";
  return {
    directory,
    printed: () => printed,
    pool: (code, definition = {}, options = {}) => {
      const codeDirectory = mkdtempSync(path.join(directory, "code-"));
      writeFileSync(path.join(codeDirectory, "index.mjs"), code);
      const pool = createFunctionPool(
        {
          name: "f",
          arn: "arn:aws-cn:lambda:cn-north-1:1:function:f",
          region: "cn-north-1",
          codeDirectory,
          handler: "index.handler",
          memoryMegabytes: 256,
          diskMegabytes: 512,
          timeoutSeconds: 20,
          reservedConcurrency: undefined,
          environment: {},
          ...definition,
        },
        {
          hostLimit: 2,
          idleMs: 60_000,
          scratchDirectory: path.join(directory, "tmp"),
          writeLog: (text) => (printed += text),
          now: Date.now,
          ...options,
        },
      );
      pools.push(pool);
      return pool;
    },
    close: async () => {
      await Promise.all(pools.map((pool) => pool.close()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
