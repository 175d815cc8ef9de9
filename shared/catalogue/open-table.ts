import { open } from "node:fs/promises";
import { csvRows } from "./csv-rows.ts";
import { UnreadableTable } from "../domain/table-fault.ts";
import type { TableRow } from "./table-rows.ts";
import { xlsxRows } from "./xlsx-rows.ts";

const zipMark = "504b0304";
/** An .xls workbook, or an .xlsx under a password: both are compound files of Microsoft. */
const compoundMark = "d0cf11e0";

/**
 * Rows of a catalogue file, told from its bytes: a workbook, or text with separators.
 * @throws UnreadableTable
 */
export async function* tableRows(path: string, sheet?: string): AsyncGenerator<TableRow> {
  const file = await open(path);
  const mark = await file.read(Buffer.alloc(4), 0, 4, 0).finally(() => file.close());
  switch (mark.buffer.subarray(0, mark.bytesRead).toString("hex")) {
    case "":
      throw new UnreadableTable("table-empty");
    case compoundMark:
      throw new UnreadableTable("workbook-old");
    case zipMark:
      yield* xlsxRows(path, sheet);
      return;
    default:
      yield* csvRows(path);
  }
}
