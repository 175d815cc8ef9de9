import { columnNames, descriptionColumns, type ColumnName } from "../domain/description-columns.ts";
import type { RecordKind } from "../domain/record-kind.ts";
import type { Language } from "../domain/sentence.ts";
import { writeWorkbook, type DropDown } from "./workbook/write-workbook.ts";

/** What the example row says. */
const examples: Partial<Readonly<Record<ColumnName, string>>> = {
  level: "文件",
  archivalCode: "Z109-WS·2011·Y·办公室-0001",
  title: "关于召开年度工作会议的通知",
  documentNumber: "某政发〔2011〕1号",
  creator: "某市人民政府办公室",
  date: "20110301",
  year: "2011",
  retentionPeriod: "永久",
  openingMark: "未审核",
  disclosure: "依申请公开",
  classification: "无",
  pages: "3",
  medium: "纸质",
};

const choices: Partial<Readonly<Record<ColumnName, readonly string[]>>> = {
  level: ["全宗", "类别", "案卷", "文件"],
  retentionPeriod: ["永久", "100年", "30年", "10年"],
  openingMark: ["未审核", "开放", "控制", "延期开放"],
  disclosure: ["主动公开", "依申请公开", "不予公开"],
  classification: ["无"],
  medium: ["纸质", "缩微", "照片", "录音", "录像", "电子"],
};

const obligations: Readonly<Record<Language, Readonly<Record<"required" | "conditional" | "optional", string>>>> = {
  zh: { required: "文件级必备", conditional: "有则必备", optional: "可选" },
  en: { required: "required of items", conditional: "when the record has it", optional: "optional" },
};

const valueOfType = { text: "", date: "19850101", number: "12.5", "identity-number": "" } as const;

type Table = { readonly header: string[]; readonly example: string[] };

/** The columns of every catalogue, and those of a kind if one is given. The example's first cell makes it a remark. */
const tableFor = (kind: RecordKind | undefined, language: Language): Table => {
  const header = columnNames.map((name) => descriptionColumns[name].label[language]);
  const example = columnNames.map((name) => (name === "kind" ? (kind?.name.zh ?? "") : (examples[name] ?? "")));
  const fields = kind?.fields ?? [];
  const [first = "", ...rest] = example;
  return {
    header: [...header, ...fields.map(({ label }) => label[language])],
    example: [
      `#${language === "zh" ? "示例" : "example"} ${first}`,
      ...rest,
      ...fields.map(({ type }) => valueOfType[type]),
    ],
  };
};

const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A CSV template in UTF-8 with a byte order mark, by which spreadsheets know the encoding. */
export const csvTemplate = (kind: RecordKind | undefined, language: Language): Buffer => {
  const { header, example } = tableFor(kind, language);
  return Buffer.from(`\ufeff${[header, example].map((row) => row.map(quoted).join(",")).join("\r\n")}\r\n`);
};

const guideFor = (kind: RecordKind | undefined, language: Language): string[][] => [
  ...columnNames.map((name) => {
    const { label, obligation, element } = descriptionColumns[name];
    return [label.zh, label.en, obligations[language][obligation], element, (choices[name] ?? []).join("、")];
  }),
  ...(kind?.fields ?? []).map(({ label, required }) => [
    label.zh,
    label.en,
    obligations[language][required ? "required" : "optional"],
    "",
    "",
  ]),
];

/** A workbook with the table to fill in, drop-down lists where words are few, and a second sheet that says what is asked. */
export const xlsxTemplate = (kind: RecordKind | undefined, language: Language): Promise<Buffer> => {
  const { header, example } = tableFor(kind, language);
  const dropDowns = columnNames.flatMap((name, at): DropDown[] => {
    const values = choices[name];
    return values === undefined ? [] : [{ column: at + 1, values }];
  });
  const guideHeader = ["列", "column", language === "zh" ? "要求" : "asked for", "DA/T 46-2009", "可选值 choices"];
  return writeWorkbook([
    { name: language === "zh" ? "目录" : "catalogue", rows: [header, example], dropDowns },
    { name: language === "zh" ? "填写说明" : "guide", rows: [guideHeader, ...guideFor(kind, language)] },
  ]);
};
