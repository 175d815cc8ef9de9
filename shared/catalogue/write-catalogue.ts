import { columnNames, columnOfHeader, descriptionColumns, type ColumnName } from "../domain/description-columns.ts";
import type { Description, Disclosure, OpeningMark } from "../domain/description.ts";
import { comparableLabel, headersOf, type KindField, type RecordKind } from "../domain/record-kind.ts";
import type { Level } from "../domain/reference-code.ts";
import type { StatedRetention } from "../domain/stated-retention.ts";

const levels: Readonly<Record<Level, string>> = { fonds: "全宗", series: "类别", volume: "案卷", item: "文件" };
const openingMarks: Readonly<Record<OpeningMark, string>> = {
  open: "开放",
  controlled: "控制",
  delayed: "延期开放",
  unreviewed: "未审核",
};
const disclosures: Readonly<Record<Disclosure, string>> = {
  proactive: "主动公开",
  "on-request": "依申请公开",
  "not-disclosed": "不予公开",
};
const retentionText = (retention: StatedRetention): string =>
  retention.kind === "permanent" ? "永久" : `${retention.years}年`;

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const lineOf = (cells: readonly string[]): string => `${cells.map(quoted).join(",")}\r\n`;

/** Columns that are left to whoever takes the catalogue in: its own archive, and that nothing in it is classified. */
const leftOut: ReadonlySet<ColumnName> = new Set(["archiveId", "classification"]);
const columns = columnNames.filter((name) => !leftOut.has(name));

const cellOf = (name: ColumnName, said: Description): string => {
  switch (name) {
    case "archiveId":
    case "classification":
      return "";
    case "level":
      return levels[said.level];
    case "openingMark":
      return said.openingMark === undefined ? "" : openingMarks[said.openingMark];
    case "disclosure":
      return said.disclosure === undefined ? "" : disclosures[said.disclosure];
    case "retentionPeriod":
      return said.retentionPeriod === undefined ? "" : retentionText(said.retentionPeriod);
    default:
      return String(said[name] ?? "");
  }
};

/** Headers of what kinds say, each once; one that would be read as another column is told by the field's name. */
const kindHeaders = (kinds: readonly RecordKind[]): string[] => {
  const headers = new Map<string, string>();
  for (const { fields } of kinds)
    for (const { name, label } of fields) {
      const header = columnOfHeader(label.zh) === undefined ? label.zh : name;
      if (!headers.has(comparableLabel(header))) headers.set(comparableLabel(header), header);
    }
  return [...headers.values()];
};

/**
 * Descriptions as a catalogue that reads back the same (`describe-row.ts`), line by line: CSV in UTF-8 with a byte order mark.
 * `kinds`: those the descriptions are of, which decide its columns. Identity numbers come as they are shown, masked.
 */
export async function* catalogueText(
  descriptions: AsyncIterable<Description>,
  kinds: readonly RecordKind[],
): AsyncGenerator<string> {
  const headers = kindHeaders(kinds);
  const placeOf = (field: KindField): number => {
    const known = headersOf(field);
    return headers.findIndex((header) => known.includes(comparableLabel(header)));
  };
  const places = new Map(
    kinds.map(({ id, fields }) => [id, fields.map((field) => ({ name: field.name, at: placeOf(field) }))] as const),
  );
  yield `\ufeff${lineOf([...columns.map((name) => descriptionColumns[name].label.zh), ...headers])}`;
  for await (const said of descriptions) {
    const cells = headers.map(() => "");
    for (const { name, at } of places.get(said.kind ?? "") ?? []) cells[at] = said.fields[name] ?? "";
    yield lineOf([...columns.map((name) => cellOf(name, said)), ...cells]);
  }
}
