import { scheduleEntries, type ScheduleEntry } from "../contract/retention.ts";
import { filled, type Sentence } from "./sentence.ts";
import { parseStatedRetention } from "./stated-retention.ts";

/** Columns of a schedule as a table, by what they may be called; the first three are needed. */
const columns = {
  clause: ["条款号", "序号", "clause"],
  scope: ["归档范围", "scope"],
  retention: ["保管期限", "retention"],
  recordClass: ["门类", "门类代码", "class"],
  category: ["类别", "category"],
  office: ["机构", "机构(问题)", "机构问题", "office"],
  title: ["题名包含", "题名", "title"],
} as const;
type Column = keyof typeof columns;
const keys = ["clause", "scope", "retention", "recordClass", "category", "office", "title"] as const;
const needed = ["clause", "scope", "retention"] as const satisfies readonly Column[];

/** What is wrong with a table: a closed list. `row` as a spreadsheet counts. */
export type ScheduleTableFault = {
  readonly code:
    "column-missing" | "column-twice" | "retention-malformed" | "cell-malformed" | "no-lines" | "too-many-lines";
  readonly row: number;
  readonly column: string;
};

export type ScheduleTableReading =
  | { readonly ok: true; readonly entries: ScheduleEntry[] }
  | { readonly ok: false; readonly faults: readonly ScheduleTableFault[] };

type Row = { readonly row: number; readonly cells: readonly string[] };

const plain = (text: string): string => text.normalize("NFKC").replaceAll(/\s/g, "").toLowerCase();

const columnOf = (header: string): Column | undefined => {
  const asked = plain(header);
  return keys.find((key) => columns[key].some((name) => plain(name) === asked));
};

const nameOf = (column: Column): string => columns[column][0];

/** Where each column stands; what is wrong with the header otherwise. */
const readHeader = ({ row, cells }: Row): { readonly places: ReadonlyMap<Column, number> } | ScheduleTableFault[] => {
  const at = new Map<Column, number>();
  const faults: ScheduleTableFault[] = [];
  for (const [index, cell] of cells.entries()) {
    const column = columnOf(cell);
    if (column === undefined) continue;
    if (at.has(column)) faults.push({ code: "column-twice", row, column: nameOf(column) });
    at.set(column, index);
  }
  for (const column of needed)
    if (!at.has(column)) faults.push({ code: "column-missing", row, column: nameOf(column) });
  return faults.length > 0 ? faults : { places: at };
};

const readLine = ({ row, cells }: Row, at: ReadonlyMap<Column, number>): ScheduleEntry | ScheduleTableFault => {
  const cell = (column: Column): string | undefined => {
    const index = at.get(column);
    const text = index === undefined ? undefined : cells[index]?.trim();
    return text === "" ? undefined : text;
  };
  const retention = parseStatedRetention(cell("retention") ?? "");
  if (!retention.ok) return { code: "retention-malformed", row, column: nameOf("retention") };
  const { recordClass, category, office, title } = {
    recordClass: cell("recordClass")?.toUpperCase(),
    category: cell("category"),
    office: cell("office"),
    title: cell("title"),
  };
  const read = scheduleEntries.element.safeParse({
    clause: cell("clause"),
    scope: cell("scope"),
    retention: retention.retention,
    applies: { recordClass, category, office, title },
  });
  if (read.success) return read.data;
  const wrong = keys.find((key) => read.error.issues.some(({ path }) => path.includes(key))) ?? "scope";
  return { code: "cell-malformed", row, column: nameOf(wrong) };
};

const mostLines = 250;

/** Reads a 归档范围和保管期限表 from the rows of a table, the first of which is its header; columns it does not know are left. */
export const readScheduleTable = (rows: readonly Row[]): ScheduleTableReading => {
  const [first, ...rest] = rows;
  if (first === undefined || rest.length === 0)
    return { ok: false, faults: [{ code: "no-lines", row: 1, column: nameOf("clause") }] };
  const header = readHeader(first);
  if (!("places" in header)) return { ok: false, faults: header };
  if (rest.length > mostLines)
    return { ok: false, faults: [{ code: "too-many-lines", row: mostLines + 2, column: nameOf("clause") }] };
  const lines = rest.map((row) => readLine(row, header.places));
  const faults = lines.filter((line) => "code" in line);
  return faults.length > 0
    ? { ok: false, faults }
    : { ok: true, entries: lines.flatMap((line) => ("code" in line ? [] : [line])) };
};

const sentences: Readonly<Record<ScheduleTableFault["code"], Sentence>> = {
  "column-missing": { zh: "表头缺少“{column}”列。", en: "The header lacks the column {column}." },
  "column-twice": { zh: "“{column}”列重复。请只保留一列。", en: "The column {column} stands twice. Keep one." },
  "retention-malformed": {
    zh: "第 {row} 行的保管期限应为永久或年数（如 30年、D30）。",
    en: "The retention in row {row} must be permanent or a number of years, such as 30年 or D30.",
  },
  "cell-malformed": {
    zh: "第 {row} 行的“{column}”为空或过长。",
    en: "{column} in row {row} is empty or too long.",
  },
  "no-lines": { zh: "表中没有条款。", en: "The table has no lines." },
  "too-many-lines": {
    zh: "条款超过 250 条。请按类分成几张表。",
    en: "There are more than 250 lines. Divide the table.",
  },
};
export const explainScheduleTableFault = ({ code, row, column }: ScheduleTableFault): Sentence => ({
  zh: filled(sentences[code].zh, { row, column }),
  en: filled(sentences[code].en, { row, column }),
});
