import type { Sentence } from "../../shared/domain/sentence.ts";

/** Catalogues of batches. */
export const catalogueTexts = {
  catalogueAbout: { zh: "导入批次的目录，查看结果", en: "import the catalogue of a batch, and see what came of it" },
  catalogueImportAbout: {
    zh: "上传一份目录（CSV 或 XLSX）并等待导入完成",
    en: "send a catalogue (CSV or XLSX) and wait until it is imported",
  },
  catalogueStatusAbout: { zh: "各次导入进行到哪里", en: "how far each import has come" },
  catalogueErrorsAbout: {
    zh: "逐行列出被拒的行、列和原因，以 CSV 格式输出",
    en: "what was wrong, by row and column, as CSV",
  },
  catalogueTemplateAbout: { zh: "下载空白模板", en: "fetch a catalogue to fill in" },
  catalogueFileArgument: { zh: "目录文件，.csv 或 .xlsx", en: "the catalogue, .csv or .xlsx" },
  catalogueImportOption: { zh: "导入编号；默认最近一次", en: "an import; default: the newest" },
  catalogueNoWaitOption: { zh: "上传后不等待", en: "do not wait once it is sent" },
  catalogueKindOption: { zh: "档案种类，如 婚姻 或 marriage", en: "kind of record, such as 婚姻 or marriage" },
  catalogueFormatOption: { zh: "csv 或 xlsx", en: "csv or xlsx" },
  catalogueOutputOption: { zh: "写入的文件；默认按种类命名", en: "file to write; default: named by its kind" },
  catalogueNoFile: {
    zh: "不能读取 {file}：{reason}。请核对路径。",
    en: "{file} cannot be read: {reason}. Check the path.",
  },
  catalogueWrongFile: {
    zh: "{file} 不是 .csv 或 .xlsx。请另存为其中一种。",
    en: "{file} is neither .csv nor .xlsx. Save it as one of them.",
  },
  catalogueNone: { zh: "批次 {batch} 还没有导入过目录。", en: "No catalogue of batch {batch} was imported yet." },
  catalogueSent: { zh: "已上传为 {key}", en: "Sent as {key}" },
  barCatalogueSent: { zh: "上传", en: "Sent" },
  barRows: { zh: "导入", en: "Imported" },
  barRowsText: { zh: "已读 {done} 行，被拒 {refused} 行", en: "{done} rows read, {refused} refused" },
  catalogueErrorsHint: {
    zh: "逐行逐列的原因：lantai catalogue errors --archive {archive} --batch {batch}",
    en: "What was wrong, by row and column: lantai catalogue errors --archive {archive} --batch {batch}",
  },
  catalogueLine: {
    zh: "{importId}  {state}  至第 {row} 行：读 {read}，新增 {added}，变更 {changed}，未变 {unchanged}，已被取代 {superseded}，被拒 {refused}（涉密 {classified}）",
    en: "{importId}  {state}  up to row {row}: {read} read, {added} added, {changed} changed, {unchanged} unchanged, {superseded} superseded, {refused} refused ({classified} classified)",
  },
  catalogueFault: { zh: "  未能读完：{detail}", en: "  not read to its end: {detail}" },
  catalogueWritten: { zh: "已写入 {file}", en: "Wrote {file}" },
  catalogueExists: {
    zh: "{file} 已存在，未改动。请换个名称。",
    en: "{file} is there already and was left. Choose another name.",
  },
} as const satisfies Readonly<Record<string, Sentence>>;
