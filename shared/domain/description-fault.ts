import * as z from "zod";
import { filled, type Facts, type Sentence } from "./sentence.ts";

/** What can be wrong with one cell of a catalogue: a closed list. */
export const faultCode = z.enum([
  "value-missing",
  "value-too-long",
  "characters-forbidden",
  "level-unknown",
  "archival-code-malformed",
  "archive-differs",
  "volume-malformed",
  "date-malformed",
  "year-malformed",
  "retention-malformed",
  "retention-without-years",
  "opening-mark-unknown",
  "disclosure-unknown",
  "classification-unknown",
  "classified",
  "classification-internal",
  "classification-declassified",
  "number-malformed",
  "identity-number-malformed",
  "kind-unknown",
  "kind-needed",
  "field-not-of-kind",
  "code-twice",
  "too-many-cells",
]);
export type FaultCode = z.infer<typeof faultCode>;

/** `column` is the header under which the cell stands, or would stand. Facts never hold what names a person. */
export const descriptionFault = z.strictObject({
  code: faultCode,
  column: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type DescriptionFault = { readonly code: FaultCode; readonly column: string; readonly facts: Facts };

/** What is wrong and what to do, for the person who made the catalogue. `{name}` is filled from the facts. */
const sentences: Readonly<Record<FaultCode, Sentence>> = {
  "value-missing": { zh: "此项必填。请补充后重新导入。", en: "This must be given. Fill it in and import again." },
  "value-too-long": {
    zh: "内容超过 {limit} 个字符。请缩短，详情可写入附注或另行著录。",
    en: "The text is longer than {limit} characters. Shorten it.",
  },
  "characters-forbidden": {
    zh: "内容含有控制字符。请删去后重新导入。",
    en: "The text holds control characters. Remove them and import again.",
  },
  "level-unknown": {
    zh: "著录层级“{value}”不在 DA/T 18-2022 的范围内。请填写全宗、类别、案卷或文件。",
    en: 'The level "{value}" is none of DA/T 18-2022. Write 全宗, 类别, 案卷 or 文件 (fonds, series, volume or item).',
  },
  "archival-code-malformed": {
    zh: "档号“{value}”不是该层级的档号（DA/T 13-2022、DA/T 22-2015 或 1994 年规则）。请对照案卷改正。",
    en: 'The archival code "{value}" is none of this level (DA/T 13-2022, DA/T 22-2015 or the 1994 rule). Correct it from the volume.',
  },
  "archive-differs": {
    zh: "档案馆代码“{value}”不是正在导入的档案馆 {archiveId}。请核对文件是否拿错。",
    en: 'The archive code "{value}" is not that of the archive {archiveId} that imports. Check whether this is the right file.',
  },
  "volume-malformed": {
    zh: "案卷档号“{value}”不是案卷级档号。请改正或留空。",
    en: 'The volume code "{value}" is no code of a volume. Correct it or leave it empty.',
  },
  "date-malformed": {
    zh: "日期“{value}”无法识别。请写作 YYYYMMDD，不确定的部分加方括号，例：19560301、1956[0301]、1956[0000]。",
    en: 'The date "{value}" cannot be read. Write YYYYMMDD, what is uncertain in brackets: 19560301, 1956[0301], 1956[0000].',
  },
  "year-malformed": {
    zh: "年度“{value}”应为四位数字。请改正。",
    en: 'The year "{value}" must have four digits. Correct it.',
  },
  "retention-malformed": {
    zh: "保管期限“{value}”无法识别。请填写永久，或年数，例：30年、D30、100年。",
    en: 'The retention period "{value}" cannot be read. Write 永久, or a number of years such as 30年, D30 or 100年.',
  },
  "retention-without-years": {
    zh: "“{value}”没有年数（2006 年起不再使用长期、短期）。请按保管期限表填写年数或永久。",
    en: '"{value}" names no number of years (长期 and 短期 are no longer used since 2006). Give the years of your schedule, or 永久.',
  },
  "opening-mark-unknown": {
    zh: "开放标识“{value}”应为开放、控制、延期开放或未审核。请改正。",
    en: 'The opening mark "{value}" must be 开放, 控制, 延期开放 or 未审核 (open, controlled, delayed or unreviewed). Correct it.',
  },
  "disclosure-unknown": {
    zh: "公开属性“{value}”应为主动公开、依申请公开或不予公开。请改正或留空。",
    en: 'The disclosure "{value}" must be 主动公开, 依申请公开 or 不予公开 (proactive, on-request or not-disclosed). Correct it or leave it empty.',
  },
  "classification-unknown": {
    zh: "密级无法识别，不能确定是否涉密，因此不接收。非密条目请留空或填写“无”。",
    en: "The classification cannot be read, so this row may be secret and is not taken. Of what is not secret leave it empty, or write 无.",
  },
  classified: {
    zh: "此条目标有国家秘密密级，不得存入本系统（保密法第三十一条）。请立即从目录中删去，并联系本馆保密员。",
    en: "This row bears a grade of state secrets and may not be kept in this system (保密法 art. 31). Take it out of the catalogue and tell the security officer.",
  },
  "classification-internal": {
    zh: "此条目标为内部或工作秘密，不在本系统保管范围内。请从目录中删去，或经核定后把密级改为“无”。",
    en: "This row is marked as internal or a work secret, which this system does not keep. Take it out, or have it decided and write 无.",
  },
  "classification-declassified": {
    zh: "此条目标为已解密。请核对解密通知，把密级改为“无”，并随批次移交解密通知。",
    en: "This row says that it was declassified. Check the decision, write 无, and hand the decision over with the batch.",
  },
  "number-malformed": {
    zh: "应为不带小数的数字。请改正或留空。",
    en: "This must be a whole number. Correct it or leave it empty.",
  },
  "identity-number-malformed": {
    zh: "身份证号应为 18 位或旧式 15 位。没有号码的请留空，不详之处请写入附注。",
    en: "An identity number has 18 characters, or the 15 of the old kind. Leave it empty if there is none; say what is uncertain in the note.",
  },
  "kind-unknown": {
    zh: "没有登记过名为“{value}”的档案种类。请使用模板中的种类，或请平台运维登记。",
    en: 'No kind of record is registered as "{value}". Use a kind of the template, or have the platform register it.',
  },
  "kind-needed": {
    zh: "此列属于某一档案种类，而本行没有说明种类。请填写档案种类，或清空此列。",
    en: "This column belongs to a kind of record, and the row names none. Name the kind, or empty the cell.",
  },
  "field-not-of-kind": {
    zh: "档案种类“{kind}”没有此列。请清空，或改正档案种类。",
    en: 'The kind "{kind}" has no such column. Empty the cell, or correct the kind.',
  },
  "code-twice": {
    zh: "此档号在本文件第 {other} 行已出现，内容不同。请只保留一行。",
    en: "This archival code stands in row {other} too, with other content. Keep one of the two.",
  },
  "too-many-cells": {
    zh: "此行有 {found} 列，表头只有 {expected} 列。请检查分隔符和引号。",
    en: "This row has {found} cells, the header only {expected}. Check separators and quotes.",
  },
};

/** The reason in both languages. */
export const explainFault = ({ code, facts }: Pick<DescriptionFault, "code" | "facts">): Sentence => ({
  zh: filled(sentences[code].zh, facts),
  en: filled(sentences[code].en, facts),
});
