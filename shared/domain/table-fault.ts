import * as z from "zod";
import { filled, type Facts, type Sentence } from "./sentence.ts";

/** Why a file cannot be read as a catalogue any further: a closed list. */
export const tableFaultCode = z.enum([
  "table-empty",
  "encoding-unknown",
  "table-broken",
  "table-gone",
  "row-too-large",
  "too-many-columns",
  "workbook-old",
  "workbook-broken",
  "workbook-encrypted",
  "workbook-too-large",
  "sheet-missing",
  "header-missing",
  "column-missing",
  "column-twice",
  "column-unknown",
]);
export type TableFaultCode = z.infer<typeof tableFaultCode>;

/** `row` as a spreadsheet counts; absent when the fault is of the whole file. */
export const tableFault = z.strictObject({
  code: tableFaultCode,
  row: z.int().min(1).optional(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type TableFault = z.infer<typeof tableFault>;

/** Thrown where reading a table ends before its end. */
export class UnreadableTable extends Error {
  readonly fault: TableFault;
  constructor(code: TableFaultCode, facts: Facts = {}, row?: number, options?: ErrorOptions) {
    super(code, options);
    this.name = "UnreadableTable";
    this.fault = { code, facts, ...(row === undefined ? {} : { row }) };
  }
}

const sentences: Readonly<Record<TableFaultCode, Sentence>> = {
  "table-empty": {
    zh: "文件中没有任何行。请检查是否选错文件。",
    en: "The file has no rows. Check whether it is the right one.",
  },
  "encoding-unknown": {
    zh: "文字编码既不是 UTF-8、UTF-16，也不是 GBK/GB18030。请另存为 UTF-8 后重新导入。",
    en: "The text is neither UTF-8, UTF-16 nor GBK/GB18030. Save it as UTF-8 and import again.",
  },
  "table-broken": {
    zh: "第 {row} 行之后无法继续读取（引号没有成对）。请用表格软件打开检查，或用模板重新保存。",
    en: "The file cannot be read past row {row} (a quote is not closed). Look at it in a spreadsheet, or save it anew.",
  },
  "table-gone": {
    zh: "文件在导入之前已被移除。请重新上传。",
    en: "The file was removed before it was imported. Upload it again.",
  },
  "row-too-large": {
    zh: "第 {row} 行之后的一行超过 {limit} 字节，多半是引号没有成对。请检查该处。",
    en: "A row after row {row} is larger than {limit} bytes; most likely a quote is not closed. Look there.",
  },
  "too-many-columns": {
    zh: "列数超过上限 {limit}。请删去多余的列。",
    en: "There are more columns than the limit of {limit}. Remove those that are not needed.",
  },
  "workbook-old": {
    zh: "这是旧式 Excel 文件（.xls）。请另存为 .xlsx 或 CSV 后重新导入。",
    en: "This is a workbook of the old kind (.xls). Save it as .xlsx or CSV and import again.",
  },
  "workbook-broken": {
    zh: "Excel 文件损坏或不完整，无法读取。请重新保存。",
    en: "The workbook is broken or cut short and cannot be read. Save it again.",
  },
  "workbook-encrypted": {
    zh: "Excel 文件已加密。请去除口令后重新导入。",
    en: "The workbook is protected by a password. Remove it and import again.",
  },
  "workbook-too-large": {
    zh: "Excel 文件展开后过大。请另存为 CSV 后重新导入。",
    en: "The workbook is too large when unpacked. Save it as CSV and import again.",
  },
  "sheet-missing": {
    zh: "没有名为“{sheet}”的工作表。请核对名称。",
    en: 'There is no sheet named "{sheet}". Check its name.',
  },
  "header-missing": {
    zh: "前 {rows} 行中没有找到表头（至少要有著录层级、档号、题名）。请使用模板。",
    en: "No header was found in the first {rows} rows (at least level, archival code and title). Use the template.",
  },
  "column-missing": {
    zh: "表头缺少：{columns}。请补充，可对照模板。",
    en: "The header lacks: {columns}. Add them; the template has them.",
  },
  "column-twice": {
    zh: "表头中有两列是同一项：{columns}。请只保留一列。",
    en: "Two columns of the header are the same: {columns}. Keep one of them.",
  },
  "column-unknown": {
    zh: "不认识的列：{columns}。请改用模板中的名称；不需要导入的列，请在表头前加 #。",
    en: "Unknown columns: {columns}. Use the names of the template; put # before the header of a column to be left out.",
  },
};

/** The reason in both languages. */
export const explainTableFault = ({ code, facts, row }: TableFault): Sentence => {
  const known = { row: row ?? 1, ...facts };
  return { zh: filled(sentences[code].zh, known), en: filled(sentences[code].en, known) };
};
