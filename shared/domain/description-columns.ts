import { comparableLabel } from "./record-kind.ts";
import type { Level } from "./reference-code.ts";
import type { Sentence } from "./sentence.ts";

/**
 * 必备 (required), 有则必备 (to be given when the record has it), 可选 (optional): DA/T 18-2022, read second-hand. What is
 * `conditional` cannot be told from a row, so it is never missed there; the four-property tests compare it with the records.
 */
export type Obligation = "required" | "conditional" | "optional";

export type DescriptionColumn = {
  readonly label: Sentence;
  readonly aliases: readonly string[];
  /** Of an item (文件级). Of higher levels only level, code and title are required. */
  readonly obligation: Obligation;
  /** Name of the metadata element of DA/T 46-2009 that says the same; empty where there is none. */
  readonly element: string;
};

/** The columns of every catalogue (DA/T 18-2022), in the order of the template. */
export const descriptionColumns = {
  level: {
    label: { zh: "著录层级", en: "level" },
    aliases: ["层级", "聚合层次"],
    obligation: "required",
    element: "聚合层次",
  },
  archiveId: {
    label: { zh: "档案馆代码", en: "archive code" },
    aliases: ["馆代码"],
    obligation: "optional",
    element: "档案馆代码",
  },
  archivalCode: {
    label: { zh: "档号", en: "archival code" },
    aliases: ["参考代码", "reference code"],
    obligation: "required",
    element: "档号",
  },
  title: {
    label: { zh: "题名", en: "title" },
    aliases: ["正题名", "文件题名", "案卷题名", "标题"],
    obligation: "required",
    element: "题名",
  },
  otherTitle: {
    label: { zh: "副题名", en: "other title" },
    aliases: ["并列题名", "副题名及说明题名文字"],
    obligation: "optional",
    element: "副题名",
  },
  documentNumber: {
    label: { zh: "文件编号", en: "document number" },
    aliases: ["文号", "发文字号"],
    obligation: "conditional",
    element: "文件编号",
  },
  creator: {
    label: { zh: "责任者", en: "creator" },
    aliases: ["作者", "形成者"],
    obligation: "required",
    element: "责任者",
  },
  date: {
    label: { zh: "日期", en: "date" },
    aliases: ["文件日期", "形成日期", "成文日期", "起止日期", "起止年月"],
    obligation: "required",
    element: "日期",
  },
  year: { label: { zh: "年度", en: "year" }, aliases: ["归档年度"], obligation: "optional", element: "年度" },
  retentionPeriod: {
    label: { zh: "保管期限", en: "retention period" },
    aliases: ["retention"],
    obligation: "required",
    element: "保管期限",
  },
  openingMark: {
    label: { zh: "开放标识", en: "opening mark" },
    aliases: ["开放状态", "控制标识"],
    obligation: "required",
    element: "控制标识",
  },
  disclosure: {
    label: { zh: "公开属性", en: "disclosure" },
    aliases: ["公开方式", "信息公开属性"],
    obligation: "optional",
    element: "",
  },
  classification: {
    label: { zh: "密级", en: "classification" },
    aliases: ["密级和保密期限", "密级与保密期限", "密级及保密期限"],
    obligation: "conditional",
    element: "密级",
  },
  pages: { label: { zh: "页数", en: "pages" }, aliases: ["总页数"], obligation: "optional", element: "页数" },
  items: { label: { zh: "件数", en: "items" }, aliases: ["卷内件数"], obligation: "optional", element: "" },
  medium: {
    label: { zh: "载体形态", en: "medium" },
    aliases: ["载体类型", "载体"],
    obligation: "conditional",
    element: "",
  },
  documentType: { label: { zh: "文种", en: "document type" }, aliases: [], obligation: "optional", element: "文种" },
  language: { label: { zh: "语种", en: "language" }, aliases: ["语言"], obligation: "optional", element: "语种" },
  draft: { label: { zh: "稿本", en: "draft" }, aliases: [], obligation: "optional", element: "稿本" },
  keywords: {
    label: { zh: "主题词", en: "keywords" },
    aliases: ["关键词", "主题词或关键词"],
    obligation: "optional",
    element: "主题词",
  },
  abstract: { label: { zh: "提要", en: "abstract" }, aliases: ["摘要"], obligation: "optional", element: "摘要" },
  note: { label: { zh: "附注", en: "note" }, aliases: ["备注"], obligation: "optional", element: "附注" },
  volume: {
    label: { zh: "案卷档号", en: "volume code" },
    aliases: ["所属案卷"],
    obligation: "optional",
    element: "",
  },
  attachments: {
    label: { zh: "附件档号", en: "attachments" },
    aliases: ["附件"],
    obligation: "optional",
    element: "",
  },
  kind: {
    label: { zh: "档案种类", en: "record kind" },
    aliases: ["种类", "专题"],
    obligation: "optional",
    element: "",
  },
} as const satisfies Readonly<Record<string, DescriptionColumn>>;
export type ColumnName = keyof typeof descriptionColumns;

const isColumnName = (name: string): name is ColumnName => name in descriptionColumns;
export const columnNames: readonly ColumnName[] = Object.keys(descriptionColumns).filter(isColumnName);

const columnsByHeader = new Map(
  columnNames.flatMap((name) => {
    const { label, aliases } = descriptionColumns[name];
    return [name, label.zh, label.en, ...aliases].map((header) => [comparableLabel(header), name] as const);
  }),
);

/** The column that a header names. */
export const columnOfHeader = (header: string): ColumnName | undefined => columnsByHeader.get(comparableLabel(header));

const requiredOfAll: ReadonlySet<ColumnName> = new Set(["level", "archivalCode", "title"]);

/** What a row of a level must say. */
export const requiredColumns = (of: Level): readonly ColumnName[] =>
  columnNames.filter((name) =>
    of === "item" ? descriptionColumns[name].obligation === "required" : requiredOfAll.has(name),
  );
