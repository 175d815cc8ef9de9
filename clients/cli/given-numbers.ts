import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { openLineLog, readLines } from "./line-log.ts";

const givenNumber = z.object({
  archiveId: z.string(),
  batchId: z.string(),
  /** Absolute path. */
  file: z.string(),
  sha256: z.string(),
  archivalCode: z.string(),
  /** `1`, or `whole` for a file that may hold several pages. */
  page: z.string(),
});
export type GivenNumber = z.infer<typeof givenNumber>;

const logOf = (home: string): string => join(home, "given-numbers.jsonl");
export const numbersTable = (home: string): string => join(home, "lantai-numbers.csv");

/** Every provisional code that this machine ever gave, oldest first. */
export const readGivenNumbers = (home: string): GivenNumber[] => readLines(logOf(home), givenNumber);

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The table for the clerk. The byte order mark makes Excel read it as UTF-8. */
const numbersAsCsv = (numbers: readonly GivenNumber[]): string => {
  const rows = numbers.map(({ file, archivalCode, page, archiveId }) => [file, archivalCode, page, archiveId]);
  const lines = [["file", "档号", "page", "档案馆代码"], ...rows].map((row) => row.map(cell).join(","));
  return `\uFEFF${lines.join("\r\n")}\r\n`;
};

/** Remembers codes, then writes the table anew, whole or not at all. */
export const keepGivenNumbers = (home: string, numbers: readonly GivenNumber[]): void => {
  mkdirSync(home, { recursive: true });
  const log = openLineLog(logOf(home), givenNumber);
  for (const number of numbers) log.add(number);
  log.close();
  const latest = new Map(readGivenNumbers(home).map((one) => [`${one.archiveId}\n${one.archivalCode}`, one]));
  const table = numbersTable(home);
  writeFileSync(`${table}.new`, numbersAsCsv([...latest.values()]));
  renameSync(`${table}.new`, table);
};
