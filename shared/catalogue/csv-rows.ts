import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import * as z from "zod";
import { UnreadableTable } from "../domain/table-fault.ts";
import { mostColumns, type TableRow } from "./table-rows.ts";
import { encodingOf, type TextEncoding } from "./text-encoding.ts";

/** Bytes of one row: what an unclosed quote may swallow before reading ends. */
export const largestRow = 1024 * 1024;

const record = z.array(z.string());

/** The text as UTF-8 without a mark; a broken last character of UTF-16 becomes U+FFFD. */
async function* textOf(path: string, encoding: TextEncoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }))
    yield decoder.decode(Buffer.from(chunk), { stream: true });
  yield decoder.decode();
}

/** The separator that stands most often outside quotes in the first lines: comma, tab or semicolon. */
const separatorOf = (head: string): string => {
  const outside = head.replaceAll(/"[^"]*"/g, "");
  const counts = [",", "\t", ";"].map((separator) => ({ separator, times: outside.split(separator).length }));
  return counts.reduce((best, next) => (next.times > best.times ? next : best)).separator;
};

const headOf = async (path: string, encoding: TextEncoding): Promise<string> => {
  for await (const text of textOf(path, encoding)) if (text !== "") return text.slice(0, 16 * 1024);
  throw new UnreadableTable("table-empty");
};

/**
 * Rows of a CSV file, in constant memory. Line ends may be mixed; a quote inside a cell that does not begin with one is part
 * of the text.
 * @throws UnreadableTable where a quote is never closed, a row is too large, or the bytes are no text.
 */
export async function* csvRows(path: string): AsyncGenerator<TableRow> {
  const encoding = await encodingOf(path);
  const parser = parse({
    delimiter: separatorOf(await headOf(path, encoding)),
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: largestRow,
  });
  const source = Readable.from(textOf(path, encoding), { highWaterMark: 4 });
  source.on("error", (error) => parser.destroy(error));
  let row = 0;
  try {
    for await (const found of source.pipe(parser)) {
      row += 1;
      const cells = record.parse(found);
      if (cells.length > mostColumns) throw new UnreadableTable("too-many-columns", { limit: mostColumns }, row);
      if (cells.some((cell) => cell !== "")) yield { row, cells };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw error.code === "CSV_MAX_RECORD_SIZE"
      ? new UnreadableTable("row-too-large", { limit: largestRow }, Math.max(1, row), { cause: error })
      : new UnreadableTable("table-broken", {}, Math.max(1, row), { cause: error });
  } finally {
    source.destroy();
    parser.destroy();
  }
}
