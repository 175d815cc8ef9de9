import { descriptionColumns } from "../domain/description-columns.ts";
import type { Facts, Language, Sentence } from "../domain/sentence.ts";

/** Names of what facts call by a code, as people say them. */
const words: ReadonlyMap<string, Sentence> = new Map<string, Sentence>([
  ["image/tiff", { zh: "TIFF", en: "TIFF" }],
  ["image/jpeg", { zh: "JPEG", en: "JPEG" }],
  ["image/jp2", { zh: "JPEG 2000", en: "JPEG 2000" }],
  ["image/png", { zh: "PNG", en: "PNG" }],
  ["application/pdf", { zh: "PDF", en: "PDF" }],
  ["bilevel", { zh: "黑白二值", en: "black and white" }],
  ["grey", { zh: "灰度", en: "grey" }],
  ["colour", { zh: "彩色", en: "colour" }],
  ["date", { zh: "日期", en: "a date" }],
  ["whole-number", { zh: "整数", en: "a whole number" }],
  ["retention", { zh: "保管期限", en: "a retention period" }],
  ["open", { zh: "开立", en: "open" }],
  ["closed", { zh: "关闭", en: "close" }],
  ["items", { zh: "件数", en: "items" }],
  ["pages", { zh: "页数", en: "pages" }],
  ["volumes", { zh: "卷数", en: "volumes" }],
  ["bytes", { zh: "字节数", en: "bytes" }],
  ["unreadable", { zh: "无法解码", en: "it cannot be decoded" }],
  ["page-missing", { zh: "文件中没有此页", en: "the file has no such page" }],
  ["too-large", { zh: "图像过大", en: "the image is too large" }],
]);
/** Facts that are codes; what people wrote stays as they wrote it. */
const coded = new Set(["mediaType", "most", "depth", "least", "form", "step", "what", "problem"]);

const columns: ReadonlyMap<string, Sentence> = new Map(
  Object.entries(descriptionColumns).map(([name, { label }]) => [name, label]),
);

/** Facts as they stand in a sentence. */
export const factWords = (facts: Facts, language: Language): Facts =>
  Object.fromEntries(
    Object.entries(facts).map(([name, fact]): [string, string | number] => {
      if (typeof fact === "number") return [name, fact];
      if (name === "field") return [name, columns.get(fact)?.[language] ?? fact];
      if (name === "formats") {
        const named = fact.split("、").map((one) => words.get(one)?.[language] ?? one);
        return [name, named.join(language === "zh" ? "、" : ", ")];
      }
      return [name, coded.has(name) ? (words.get(fact)?.[language] ?? fact) : fact];
    }),
  );
