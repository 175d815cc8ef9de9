import { columnOfHeader, type ColumnName } from "../../shared/domain/description-columns.ts";
import type { CatalogueRow } from "../../shared/domain/describe-row.ts";
import { comparableLabel, headersOf } from "../../shared/domain/record-kind.ts";

/** A row as a catalogue with these headers holds it. */
export const rowOf = (cells: Readonly<Record<string, string>>): CatalogueRow => {
  const columns = new Map<ColumnName, string>();
  const kindCells: { header: string; text: string }[] = [];
  for (const [header, text] of Object.entries(cells)) {
    const column = columnOfHeader(header);
    if (column === undefined) kindCells.push({ header, text });
    else columns.set(column, text);
  }
  return {
    columns,
    kindCells,
    fieldOf: (field) => kindCells.find(({ header }) => headersOf(field).includes(comparableLabel(header))),
  };
};

/** What a good row of an item says. */
export const goodRow = {
  著录层级: "文件",
  档号: "Z109-WS·2011·Y·办公室-0001",
  题名: "关于召开年度会议的通知",
  日期: "20110301",
  责任者: "某市人民政府办公室",
  保管期限: "永久",
  开放标识: "未审核",
} as const;
