import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type * as z from "zod";

/** Facts kept as one JSON line each. What `add` has returned from survives the end of the process, kill -9 too. */
export type LineLog<T> = { readonly lines: readonly T[]; add(line: T): void; close(): void };

/** Nothing where there is no file yet; a file that cannot be read is no empty file, and throws. */
const textOf = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
};

const parsed = <T>(schema: z.ZodType<T>, line: string): T[] => {
  try {
    const read = schema.safeParse(JSON.parse(line));
    return read.success ? [read.data] : [];
  } catch {
    return [];
  }
};

/** The facts of a log as it is now, without opening it for more. A line cut short by a crash counts as not written. */
export const readLines = <T>(path: string, schema: z.ZodType<T>): T[] =>
  textOf(path)
    .split("\n")
    .flatMap((line) => parsed(schema, line));

/** Opens a log to add to; it and its folder are made when missing. Appending is atomic, so two processes may share it. */
export const openLineLog = <T>(path: string, schema: z.ZodType<T>): LineLog<T> => {
  mkdirSync(dirname(path), { recursive: true });
  const before = textOf(path);
  const lines = readLines(path, schema);
  const file = openSync(path, "a", 0o600);
  const append = (text: string): void => void writeSync(file, text);
  if (before !== "" && !before.endsWith("\n")) append("\n");
  return {
    lines,
    add: (line) => append(`${JSON.stringify(line)}\n`),
    close: () => closeSync(file),
  };
};
