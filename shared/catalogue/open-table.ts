import { UnreadableTable } from "../domain/table-fault.ts";
import { csvRows, textFormOf } from "./csv-rows.ts";
import { firstBytes, tableOnDisk, type TableBytes } from "./table-bytes.ts";
import type { TableRow } from "./table-rows.ts";
import { xlsxRows } from "./xlsx-rows.ts";

const zipMark = "504b0304";
/** An .xls workbook, or an .xlsx under a password: both are compound files of Microsoft. */
const compoundMark = "d0cf11e0";

/**
 * What a catalogue file is, told from its first bytes: a workbook, or text with separators.
 * @throws UnreadableTable when it is neither.
 */
export const tableKind = async (table: TableBytes): Promise<"workbook" | "text"> => {
  switch ((await firstBytes(table, 4)).toString("hex")) {
    case "":
      throw new UnreadableTable("table-empty");
    case compoundMark:
      throw new UnreadableTable("workbook-old");
    case zipMark:
      return "workbook";
    default:
      return "text";
  }
};

/**
 * Rows of a catalogue file on a disk, from the first on.
 * @throws UnreadableTable
 */
export async function* tableRows(path: string, sheet?: string): AsyncGenerator<TableRow> {
  const table = await tableOnDisk(path);
  if ((await tableKind(table)) === "workbook") yield* xlsxRows(path, sheet);
  else yield* csvRows(table, await textFormOf(table));
}
