import { parseClassification, type Classification } from "./classification.ts";
import type { Description, Disclosure, OpeningMark } from "./description.ts";
import { longestField, longestTitle, mostAttachments } from "./description.ts";
import { descriptionColumns, requiredColumns, type ColumnName } from "./description-columns.ts";
import type { DescriptionFault, FaultCode } from "./description-fault.ts";
import { isMaskedIdentityNumber, maskIdentityNumber, parseIdentityNumber } from "./identity-number.ts";
import type { NamedPerson } from "./named-person.ts";
import { kindNamed, type KindField, type RecordKind } from "./record-kind.ts";
import { parseReferenceCode, volumeOf, type Level } from "./reference-code.ts";
import type { Facts } from "./sentence.ts";
import { parseStatedDate } from "./stated-date.ts";
import { parseStatedRetention } from "./stated-retention.ts";

/** One row of a catalogue, by column. `kindFields` holds, under each header, what stands in the columns of kinds. */
export type CatalogueRow = {
  readonly columns: ReadonlyMap<ColumnName, string>;
  /** Finds what a field's column holds; undefined when the catalogue has no such column. */
  readonly fieldOf: (field: KindField) => { readonly header: string; readonly text: string } | undefined;
  /** Headers of columns of kinds, with what stands in them. */
  readonly kindCells: readonly { readonly header: string; readonly text: string }[];
};

export type CatalogueContext = {
  readonly archiveId: string;
  readonly kinds: readonly RecordKind[];
  /** For rows that name none themselves. */
  readonly kind?: RecordKind | undefined;
};

/** The row's code, if that could be read, and what stands under 密级: all that is kept of a row that may not come in. */
export type DeclaredRow = { readonly archivalCode: string | undefined; readonly declared: string };

export type RowReading =
  | { readonly ok: true; readonly description: Description; readonly people: readonly NamedPerson[] }
  | {
      readonly ok: false;
      readonly faults: readonly DescriptionFault[];
      /** The row declares a 密级, or may: nothing of it may be kept but its code, if that could be read. */
      readonly classified?: DeclaredRow;
    };

const levelNames = new Map<string, Level>([
  ...(["fonds", "series", "volume", "item"] as const).map((level) => [level, level] as const),
  ["全宗", "fonds"],
  ["全宗级", "fonds"],
  ["类别", "series"],
  ["类别级", "series"],
  ["案卷", "volume"],
  ["案卷级", "volume"],
  ["文件", "item"],
  ["文件级", "item"],
  ["件", "item"],
]);
const openingMarks = new Map<string, OpeningMark>([
  ...(["open", "controlled", "delayed", "unreviewed"] as const).map((mark) => [mark, mark] as const),
  ["开放", "open"],
  ["控制", "controlled"],
  ["延期开放", "delayed"],
  ["未审核", "unreviewed"],
]);
const disclosures = new Map<string, Disclosure>([
  ...(["proactive", "on-request", "not-disclosed"] as const).map((way) => [way, way] as const),
  ["主动公开", "proactive"],
  ["依申请公开", "on-request"],
  ["不予公开", "not-disclosed"],
]);

const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/;
const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** Collects what is wrong, cell by cell, so that one reading of the row tells all of it. */
const faultList = () => {
  const faults: DescriptionFault[] = [];
  return {
    faults,
    add(code: FaultCode, column: string, facts: Facts = {}): undefined {
      faults.push({ code, column, facts });
    },
  };
};
type FaultList = ReturnType<typeof faultList>;

const cell = (row: CatalogueRow, name: ColumnName): string => (row.columns.get(name) ?? "").trim();
const headerOf = (name: ColumnName): string => descriptionColumns[name].label.zh;

const textOf = (row: CatalogueRow, name: ColumnName, list: FaultList, limit = longestField): string | undefined => {
  const text = cell(row, name);
  if (text === "") return undefined;
  if (text.length > limit) return list.add("value-too-long", headerOf(name), { limit });
  return control.test(text) ? list.add("characters-forbidden", headerOf(name)) : text;
};

/** What a cell with a closed set of words says. */
const wordOf = <T>(
  row: CatalogueRow,
  name: ColumnName,
  words: ReadonlyMap<string, T>,
  unknown: FaultCode,
  list: FaultList,
): T | undefined => {
  const text = cell(row, name);
  if (text === "") return undefined;
  const found = words.get(text.normalize("NFKC").toLowerCase());
  return found ?? list.add(unknown, headerOf(name), { value: shortened(text) });
};

const countOf = (row: CatalogueRow, name: ColumnName, list: FaultList): number | undefined => {
  const text = cell(row, name).normalize("NFKC");
  if (text === "") return undefined;
  return /^\d{1,9}(\.0+)?$/.test(text) ? Math.trunc(Number(text)) : list.add("number-malformed", headerOf(name));
};

const codeOf = (row: CatalogueRow, level: Level, list: FaultList): ReturnType<typeof parseReferenceCode> => {
  const text = cell(row, "archivalCode");
  if (text === "") return undefined;
  const read = parseReferenceCode(level, text);
  return read ?? list.add("archival-code-malformed", headerOf("archivalCode"), { value: shortened(text) });
};

const dateOf = (row: CatalogueRow, list: FaultList): ReturnType<typeof parseStatedDate> => {
  const text = cell(row, "date");
  if (text === "") return undefined;
  return parseStatedDate(text) ?? list.add("date-malformed", headerOf("date"), { value: shortened(text) });
};

const yearOf = (row: CatalogueRow, list: FaultList): number | undefined => {
  const text = cell(row, "year").normalize("NFKC").replace(/年$/, "");
  if (text === "") return undefined;
  return /^[12]\d{3}$/.test(text)
    ? Number(text)
    : list.add("year-malformed", headerOf("year"), { value: shortened(text) });
};

const retentionOf = (row: CatalogueRow, list: FaultList): Description["retentionPeriod"] => {
  const text = cell(row, "retentionPeriod");
  if (text === "") return undefined;
  const read = parseStatedRetention(text);
  return read.ok ? read.retention : list.add(read.code, headerOf("retentionPeriod"), { value: shortened(text) });
};

const volumeStated = (row: CatalogueRow, list: FaultList): string | undefined => {
  const text = cell(row, "volume");
  if (text === "") return undefined;
  const read = parseReferenceCode("volume", text);
  return read?.canonical ?? list.add("volume-malformed", headerOf("volume"), { value: shortened(text) });
};

/** 档号 one after the other, parted by `;`, `；` or `、`. */
const attachmentsOf = (row: CatalogueRow, list: FaultList): string[] | undefined => {
  const stated = cell(row, "attachments")
    .split(/[;；、\n]/)
    .map((code) => code.trim())
    .filter((code) => code !== "");
  if (stated.length > mostAttachments)
    return list.add("value-too-long", headerOf("attachments"), { limit: mostAttachments });
  const read = stated.map((code) => parseReferenceCode("item", code)?.canonical);
  const wrong = stated.find((_, at) => read[at] === undefined);
  if (wrong !== undefined)
    return list.add("archival-code-malformed", headerOf("attachments"), { value: shortened(wrong) });
  const codes = [...new Set(read.filter((code) => code !== undefined))];
  return codes.length === 0 ? undefined : codes;
};

const kindOf = (row: CatalogueRow, context: CatalogueContext, list: FaultList): RecordKind | undefined => {
  const text = cell(row, "kind");
  if (text === "") return context.kind;
  return kindNamed(context.kinds, text) ?? list.add("kind-unknown", headerOf("kind"), { value: shortened(text) });
};

/** One field of the row's kind, in the form in which it is kept. */
const fieldValue = (field: KindField, text: string, header: string, list: FaultList): string | undefined => {
  if (text.length > longestField) return list.add("value-too-long", header, { limit: longestField });
  if (control.test(text)) return list.add("characters-forbidden", header);
  switch (field.type) {
    case "text":
      return text;
    case "date":
      return parseStatedDate(text)?.text ?? list.add("date-malformed", header, { value: shortened(text) });
    case "number":
      return /^-?\d{1,12}(\.\d{1,6})?$/.test(text.normalize("NFKC"))
        ? text.normalize("NFKC")
        : list.add("number-malformed", header);
    case "identity-number":
      if (isMaskedIdentityNumber(text)) return text;
      return parseIdentityNumber(text) ?? list.add("identity-number-malformed", header);
  }
};

type KindReading = { readonly fields: Record<string, string>; readonly people: NamedPerson[] };

const readKind = (row: CatalogueRow, kind: RecordKind | undefined, list: FaultList): KindReading => {
  const fields: Record<string, string> = {};
  const people: NamedPerson[] = [];
  const used = new Set<string>();
  for (const field of kind?.fields ?? []) {
    const found = row.fieldOf(field);
    const header = found?.header ?? field.label.zh;
    used.add(header);
    const text = (found?.text ?? "").trim();
    if (text === "") {
      if (field.required) list.add("value-missing", header);
      continue;
    }
    const value = fieldValue(field, text, header, list);
    if (value === undefined) continue;
    if (field.personal !== "none" && !isMaskedIdentityNumber(value))
      people.push({ field: field.name, is: field.personal, text: value });
    fields[field.name] = field.personal === "identity-number" ? maskIdentityNumber(value) : value;
  }
  for (const { header, text } of row.kindCells)
    if (text.trim() !== "" && !used.has(header))
      if (kind === undefined) list.add("kind-needed", header);
      else list.add("field-not-of-kind", header, { kind: kind.name.zh });
  return { fields, people };
};

const withoutAbsent = <T extends object>(given: T): T => {
  const kept = { ...given };
  for (const key of Object.keys(kept)) if (Reflect.get(kept, key) === undefined) Reflect.deleteProperty(kept, key);
  return kept;
};

/** Only what declares no 密级 may come in (`classification.ts`); why the others may not. */
const refusedClassification = {
  none: undefined,
  "state-secret": "classified",
  internal: "classification-internal",
  declassified: "classification-declassified",
  unclear: "classification-unknown",
} as const satisfies Readonly<Record<Classification["kind"], FaultCode | undefined>>;

/** The code of a classified row as far as it reads as one of any level; nothing else of the row is looked at. */
const codeOfClassified = (row: CatalogueRow): string | undefined => {
  const text = cell(row, "archivalCode");
  for (const level of ["item", "volume", "series", "fonds"] as const) {
    const read = parseReferenceCode(level, text);
    if (read !== undefined) return read.canonical;
  }
  return undefined;
};

/**
 * Reads one row by DA/T 18-2022 and the row's kind. All that is wrong with it is told at once; but of a row that declares
 * a 密级, or something that cannot be placed, nothing else is looked at.
 */
export const describeRow = (row: CatalogueRow, context: CatalogueContext): RowReading => {
  const refused = refusedClassification[parseClassification(cell(row, "classification")).kind];
  if (refused !== undefined)
    return {
      ok: false,
      faults: [{ code: refused, column: headerOf("classification"), facts: {} }],
      classified: { archivalCode: codeOfClassified(row), declared: cell(row, "classification").slice(0, 200) },
    };
  const list = faultList();
  const level = wordOf(row, "level", levelNames, "level-unknown", list);
  const code = level === undefined ? undefined : codeOf(row, level, list);
  const stated = cell(row, "archiveId").normalize("NFKC");
  if (stated !== "" && stated !== context.archiveId)
    list.add("archive-differs", headerOf("archiveId"), { value: shortened(stated), archiveId: context.archiveId });
  const title = textOf(row, "title", list, longestTitle);
  const date = dateOf(row, list);
  const year = yearOf(row, list) ?? date?.year;
  for (const name of requiredColumns(level ?? "item"))
    if (cell(row, name) === "") list.add("value-missing", headerOf(name));
  const kind = kindOf(row, context, list);
  const { fields, people } = readKind(row, kind, list);
  const rest = {
    otherTitle: textOf(row, "otherTitle", list),
    documentNumber: textOf(row, "documentNumber", list),
    creator: textOf(row, "creator", list),
    date: date?.text,
    year: year ?? (code !== undefined && "category" in code.code ? code.code.category.year : undefined),
    retentionPeriod: retentionOf(row, list),
    openingMark: wordOf(row, "openingMark", openingMarks, "opening-mark-unknown", list),
    disclosure: wordOf(row, "disclosure", disclosures, "disclosure-unknown", list),
    pages: countOf(row, "pages", list),
    items: countOf(row, "items", list),
    medium: textOf(row, "medium", list),
    documentType: textOf(row, "documentType", list),
    language: textOf(row, "language", list),
    draft: textOf(row, "draft", list),
    keywords: textOf(row, "keywords", list),
    abstract: textOf(row, "abstract", list),
    note: textOf(row, "note", list),
    volume: volumeStated(row, list) ?? (level === "item" && code !== undefined ? volumeOf(code.code) : undefined),
    attachments: attachmentsOf(row, list),
    kind: kind?.id,
  };
  if (list.faults.length > 0 || level === undefined || code === undefined || title === undefined)
    return { ok: false, faults: list.faults };
  const { archiveId } = context;
  return {
    ok: true,
    description: withoutAbsent({ archiveId, level, archivalCode: code.canonical, title, ...rest, fields }),
    people,
  };
};
