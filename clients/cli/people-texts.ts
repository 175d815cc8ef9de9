import type { Sentence } from "../../shared/domain/sentence.ts";

/** Messages of `lantai people`. */
export const peopleTexts = {
  peopleAbout: { zh: "按姓名或身份证号查找著录条目", en: "find descriptions by whom they name" },
  peopleFindAbout: {
    zh: "查找写有某人的条目；谁查、为何查都记入历史",
    en: "find what names a person; who asks, and why, is kept in the history",
  },
  peopleNameOption: { zh: "姓名", en: "a name" },
  peopleNumberOption: {
    zh: "第一行写有身份证号的文件；号码因此不进入命令历史",
    en: "a file whose first line is an identity number, which so stays out of the shell's history",
  },
  peopleReasonOption: { zh: "查找原因，如查档单号", en: "why, such as the number of the request" },
  peopleOneOf: { zh: "请给出 --name 或 --number-file 之一。", en: "Give one of --name and --number-file." },
  peopleNoFile: { zh: "无法读取 {file}：{reason}", en: "{file} cannot be read: {reason}" },
  peopleNone: { zh: "没有找到。", en: "Nothing found." },
} as const satisfies Readonly<Record<string, Sentence>>;
