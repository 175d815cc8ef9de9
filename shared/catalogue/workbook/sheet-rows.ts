import { UnreadableTable } from "../../domain/table-fault.ts";
import { mostColumns, type TableRow } from "../table-rows.ts";
import { dateOfSerial } from "./date-styles.ts";
import type { XmlHandler } from "./xml-events.ts";

/** Characters of one cell, as Excel bounds it. */
const largestCell = 32_767;
/** Rows of a sheet, as Excel bounds it. */
const mostRows = 1_048_576;

export type SheetContext = {
  readonly strings: readonly string[];
  readonly dateStyles: readonly boolean[];
  readonly from1904: boolean;
};

/** `BC12` → 55; undefined when no letters lead. */
const columnOf = (reference: string): number | undefined => {
  let column = 0;
  for (const char of reference) {
    const at = char.charCodeAt(0) - 64;
    if (at < 1 || at > 26) break;
    column = column * 26 + at;
    if (column > mostColumns) throw new UnreadableTable("too-many-columns", { limit: mostColumns });
  }
  return column === 0 ? undefined : column;
};

type Cell = { column: number; type: string; style: number; text: string };

const valueOf = ({ type, style, text }: Cell, { strings, dateStyles, from1904 }: SheetContext): string => {
  switch (type) {
    case "s":
      return strings[Number(text)] ?? "";
    case "b":
      return text === "1" ? "TRUE" : "FALSE";
    case "d":
      return text.slice(0, 10).replaceAll("-", "");
    case "str":
    case "inlineStr":
    case "e":
      return text;
    default:
      return dateStyles[style] === true ? (dateOfSerial(Number(text), from1904) ?? text) : text;
  }
};

/**
 * Gathers the rows of a sheet. Formulas count by the value that was kept with them. `taken` empties what was gathered.
 */
export const sheetRows = (context: SheetContext): XmlHandler & { readonly taken: () => TableRow[] } => {
  let gathered: TableRow[] = [];
  let row = 0;
  let cells: string[] = [];
  let cell: Cell | undefined;
  let takes = false;
  let inReading = 0;
  return {
    open: (tag, { r = "", t = "n", s = "0" }) => {
      switch (tag) {
        case "row":
          row = r === "" ? row + 1 : Number(r);
          if (!Number.isInteger(row) || row < 1 || row > mostRows) throw new UnreadableTable("workbook-broken");
          cells = [];
          break;
        case "c":
          cell = { column: columnOf(r) ?? cells.length + 1, type: t, style: Number(s), text: "" };
          if (cell.column > mostColumns) throw new UnreadableTable("too-many-columns", { limit: mostColumns }, row);
          break;
        case "rPh":
          inReading += 1;
          break;
        case "v":
        case "t":
          takes = cell !== undefined && inReading === 0;
          break;
      }
    },
    close: (tag) => {
      switch (tag) {
        case "v":
        case "t":
          takes = false;
          break;
        case "rPh":
          inReading -= 1;
          break;
        case "c":
          if (cell !== undefined) {
            while (cells.length < cell.column - 1) cells.push("");
            cells[cell.column - 1] = valueOf(cell, context);
          }
          cell = undefined;
          break;
        case "row":
          if (cells.some((text) => text !== "")) gathered.push({ row, cells });
          break;
      }
    },
    text: (text) => {
      if (!takes || cell === undefined) return;
      cell.text += text;
      if (cell.text.length > largestCell) throw new UnreadableTable("row-too-large", { limit: largestCell }, row);
    },
    taken: () => {
      const rows = gathered;
      gathered = [];
      return rows;
    },
  };
};
