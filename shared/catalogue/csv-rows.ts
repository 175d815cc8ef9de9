import { CsvError, parse, type Parser } from "csv-parse";
import { UnreadableTable } from "../domain/table-fault.ts";
import type { TextEncoding, TextForm } from "../domain/text-form.ts";
import { firstBytes, inPieces, type TableBytes } from "./table-bytes.ts";
import { mostColumns, type RowPlace, type TableRow } from "./table-rows.ts";
import { encodingOf } from "./text-encoding.ts";

/** Bytes of one row: what an unclosed quote may swallow before reading ends. */
export const largestRow = 1024 * 1024;

/** The separator that stands most often outside quotes in the first lines: comma, tab or semicolon. */
const separatorOf = (head: string): TextForm["separator"] => {
  const outside = head.replaceAll(/"[^"]*"/g, "");
  const counts = ([",", "\t", ";"] as const).map((separator) => ({
    separator,
    times: outside.split(separator).length,
  }));
  return counts.reduce((best, next) => (next.times > best.times ? next : best)).separator;
};

/**
 * How a text is written, from all of its bytes.
 * @throws UnreadableTable when there is no text, or in no encoding that is known.
 */
export const textFormOf = async (table: TableBytes): Promise<TextForm> => {
  const encoding = await encodingOf(table);
  const head = new TextDecoder(encoding).decode(await firstBytes(table, 64 * 1024), { stream: true });
  if (head === "") throw new UnreadableTable("table-empty");
  return { encoding, separator: separatorOf(head.slice(0, 16 * 1024)) };
};

/**
 * How the bytes come to the parser, which takes them one by one. In UTF-8 and in GB18030 no byte of a longer character is
 * one of a separator, quote or line end, so they are parsed as they are; a cell of GB18030 is decoded afterwards.
 * UTF-16 is decoded before.
 */
const waysOf = {
  "utf-8": { inBytes: true, parsedAs: "utf8", cell: (given: string) => given },
  gb18030: { inBytes: true, parsedAs: "latin1", cell: (given: string) => gb18030Of(given) },
  "utf-16le": { inBytes: false, parsedAs: "utf8", cell: (given: string) => given },
  "utf-16be": { inBytes: false, parsedAs: "utf8", cell: (given: string) => given },
} as const satisfies Readonly<Record<TextEncoding, unknown>>;

const decoder = new TextDecoder("gb18030");
const gb18030Of = (given: string): string =>
  /[\x80-\xff]/.test(given) ? decoder.decode(Buffer.from(given, "latin1")) : given;

/** UTF-16 as UTF-8 without a mark; a broken last character becomes U+FFFD. */
async function* decoded(table: TableBytes, encoding: TextEncoding): AsyncGenerator<Buffer> {
  const text = new TextDecoder(encoding);
  for await (const piece of inPieces(table)) yield Buffer.from(text.decode(piece, { stream: true }));
  yield Buffer.from(text.decode());
}

const utf8Mark = Buffer.from("\ufeff");

/** Where the text begins behind its mark. */
const textBegins = async (table: TableBytes, encoding: TextEncoding): Promise<number> =>
  encoding === "utf-8" && (await firstBytes(table, utf8Mark.length)).equals(utf8Mark) ? utf8Mark.length : 0;

/** Bytes that are parsed at once: their rows are in memory. */
const parsedAtOnce = 256 * 1024;

/** Ends with what the parser says of these bytes, or of the end of all of them. */
const parsed = (parser: Parser, bytes: Buffer | undefined): Promise<unknown> =>
  new Promise((resolve) => {
    if (bytes === undefined) parser.end(resolve);
    else parser.write(bytes, resolve);
  });

type Parsed = { readonly cells: readonly string[]; readonly end: number };

/** Records as they are parsed, each with where it ends. All that stand before what is broken come before the error. */
async function* recordsOf(
  bytes: AsyncIterable<Buffer>,
  { parsedAs, separator }: { readonly parsedAs: BufferEncoding; readonly separator: string },
): AsyncGenerator<Parsed> {
  let found: Parsed[] = [];
  const parser = parse({
    encoding: parsedAs,
    delimiter: separator,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: largestRow,
    // Taken here, nothing goes through the stream, of which an error would drop what waits in it.
    on_record: (cells: readonly string[], { bytes: end }: { readonly bytes: number }) => {
      found.push({ cells, end });
    },
  });
  // Told by the call that met it.
  parser.on("error", () => undefined);
  parser.resume();
  const takeFound = (): readonly Parsed[] => {
    const taken = found;
    found = [];
    return taken;
  };
  try {
    for await (const piece of bytes)
      for (let from = 0; from < piece.length; from += parsedAtOnce) {
        const error = await parsed(parser, piece.subarray(from, from + parsedAtOnce));
        yield* takeFound();
        if (error instanceof Error) throw error;
      }
    const error = await parsed(parser, undefined);
    yield* takeFound();
    if (error instanceof Error) throw error;
  } finally {
    parser.destroy();
  }
}

/**
 * Rows of a CSV file, in constant memory: all, or those behind a row of which it is known where it ends. Line ends may be
 * mixed; a quote inside a cell that does not begin with one is part of the text.
 * @throws UnreadableTable where a quote is never closed, a row is too large, or the bytes are no text.
 */
export async function* csvRows(
  table: TableBytes,
  { encoding, separator }: TextForm,
  place?: RowPlace,
): AsyncGenerator<TableRow> {
  const { inBytes, parsedAs, cell } = waysOf[encoding];
  const start = place?.offset ?? (await textBegins(table, encoding));
  const bytes = inBytes ? inPieces(table, start) : decoded(table, encoding);
  let row = place?.row ?? 0;
  try {
    for await (const { cells, end } of recordsOf(bytes, { parsedAs, separator })) {
      row += 1;
      if (cells.length > mostColumns) throw new UnreadableTable("too-many-columns", { limit: mostColumns }, row);
      if (cells.every((text) => text === "")) continue;
      yield { row, cells: cells.map(cell), next: inBytes ? start + end : undefined };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw error.code === "CSV_MAX_RECORD_SIZE"
      ? new UnreadableTable("row-too-large", { limit: largestRow }, Math.max(1, row), { cause: error })
      : new UnreadableTable("table-broken", {}, Math.max(1, row), { cause: error });
  }
}
