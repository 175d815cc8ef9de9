import { UnreadableTable } from "../domain/table-fault.ts";
import type { TableRow } from "./table-rows.ts";
import { findSheet, readDateStyles, readSharedStrings } from "./workbook/read-workbook.ts";
import { sheetRows } from "./workbook/sheet-rows.ts";
import { workbookParts } from "./workbook/workbook-parts.ts";
import { xmlEvents } from "./workbook/xml-events.ts";

/** Bytes of a sheet, unpacked: it streams by, so this bounds time, not memory. */
const largestSheet = 4 * 1024 ** 3;

/**
 * Rows of one sheet of an .xlsx workbook, the first unless another is named. In memory are the shared strings, bounded, and
 * the rows of one chunk.
 * @throws UnreadableTable
 */
export async function* xlsxRows(path: string, sheet?: string): AsyncGenerator<TableRow> {
  const parts = await workbookParts(path);
  try {
    const found = await findSheet(parts, sheet);
    const rows = sheetRows({
      strings: await readSharedStrings(parts),
      dateStyles: await readDateStyles(parts),
      from1904: found.from1904,
    });
    yield* xmlEvents(await parts.open(found.sheet), rows, largestSheet, rows.taken);
  } catch (error) {
    // What the zip says of a broken part has no class of its own.
    throw error instanceof UnreadableTable
      ? error
      : new UnreadableTable("workbook-broken", {}, undefined, { cause: error });
  } finally {
    parts.close();
  }
}
