import { createWriteStream, mkdirSync } from "node:fs";
import type { WriteStream } from "node:fs";
import path from "node:path";
import { finished } from "node:stream/promises";

export type FunctionLogs = {
  /** Appends what a function printed to `<function>.log`. */
  readonly write: (functionName: string, text: string) => void;
  readonly close: () => Promise<void>;
};

/** One log file per function, opened when it first prints. */
export const openFunctionLogs = (directory: string): FunctionLogs => {
  const files = new Map<string, WriteStream>();
  const open = (functionName: string): WriteStream => {
    mkdirSync(directory, { recursive: true });
    const file = createWriteStream(path.join(directory, `${functionName}.log`), { flags: "a" });
    files.set(functionName, file);
    return file;
  };
  let closed = false;
  return {
    write: (functionName, text) => {
      if (!closed) (files.get(functionName) ?? open(functionName)).write(text);
    },
    close: async () => {
      closed = true;
      await Promise.all([...files.values()].map((file) => finished(file.end())));
    },
  };
};
