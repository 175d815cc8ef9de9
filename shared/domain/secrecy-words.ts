import * as z from "zod";

/** 绝密, 机密, 秘密 (保密法 art. 14). */
export const secrecyLevel = z.enum(["top-secret", "secret", "confidential"]);
export type SecrecyLevel = z.infer<typeof secrecyLevel>;

/** How long a secret is to be kept (保密法 art. 20); `stated` is false where the paper names no period. */
export const secrecyPeriod = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("months"), months: z.int().min(1) }),
  z.strictObject({ kind: z.literal("until"), date: z.iso.date() }),
  z.strictObject({ kind: z.literal("long-term") }),
  z.strictObject({ kind: z.literal("until-event"), event: z.string().min(1) }),
]);
export type SecrecyPeriod = z.infer<typeof secrecyPeriod>;

const simplified: Readonly<Record<string, string>> = {
  絕: "绝",
  絶: "绝",
  機: "机",
  祕: "秘",
  級: "级",
  無: "无",
  開: "开",
  內: "内",
  長: "长",
  個: "个",
  啟: "启",
  啓: "启",
  資: "资",
  電: "电",
  報: "报",
  發: "发",
  後: "后",
  號: "号",
  編: "编",
  第: "第",
  國: "国",
  〇: "零",
  廿: "二十",
  卅: "三十",
  "✩": "★",
  "✭": "★",
  "✮": "★",
  "✯": "★",
  "⭐": "★",
  "☆": "★",
  "*": "★",
  "※": "★",
  "✱": "★",
  "✳": "★",
};

/**
 * Text as marks are compared: widths and forms folded (NFKC), the few traditional characters a mark can have simplified, every
 * kind of star the one star, spaces left out.
 */
export const foldedForSecrecy = (text: string): string =>
  Array.from(
    text.normalize("NFKC").replaceAll(/[\s\u200B\uFEFF\uFE0F]+/gu, ""),
    (char) => simplified[char] ?? char,
  ).join("");

const digits: Readonly<Record<string, number>> = {
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
/** What a reader takes for a digit in a thin or worn print. */
const misreadDigits: Readonly<Record<string, string>> = {
  O: "0",
  o: "0",
  D: "0",
  l: "1",
  I: "1",
  "|": "1",
  丨: "1",
  S: "5",
};

const number = "(?:[0-9OoDlI|丨S]{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])";

const valueOf = (text: string): number => {
  const ten = text.indexOf("十");
  if (ten >= 0) return (digits[text.slice(0, ten)] ?? 1) * 10 + (digits[text.slice(ten + 1)] ?? 0);
  const chinese = digits[text];
  return chinese ?? Number(Array.from(text, (char) => misreadDigits[char] ?? char).join(""));
};

const day = "([0-9]{4})[年./-]?([0-9]{1,2})[月./-]?([0-9]{1,2})日?(?:前|止)?";

/** A period as a pattern, for those who look for one in a longer text. */
export const periodPattern = `(?:${number}年(?:零?${number}个?月)?|${number}个月|长期|永久|${day}|(?:至|到)${day}|启用前|启用后?|启封前|考试(?:结束)?前|使用前|公布前|发布前)`;

const isDate = (text: string): boolean => z.iso.date().safeParse(text).success;

/** Reads a period that was folded; undefined when it is none. */
export const readPeriod = (text: string): SecrecyPeriod | undefined => {
  const dated = new RegExp(`^(?:至|到)?${day}$`, "u").exec(text);
  if (dated !== null) {
    const [, year = "", month = "", dayOfMonth = ""] = dated;
    const date = `${year}-${month.padStart(2, "0")}-${dayOfMonth.padStart(2, "0")}`;
    return isDate(date) ? { kind: "until", date } : undefined;
  }
  if (text === "长期" || text === "永久") return { kind: "long-term" };
  const lasting = new RegExp(`^(?:(${number})年)?(?:零?(${number})个?月)?$`, "u").exec(text);
  if (lasting !== null) {
    const [, years, months] = lasting;
    const total = (years === undefined ? 0 : valueOf(years) * 12) + (months === undefined ? 0 : valueOf(months));
    return total > 0 ? { kind: "months", months: total } : undefined;
  }
  return new RegExp(`^${periodPattern}$`, "u").test(text) ? { kind: "until-event", event: text } : undefined;
};

export const levelNames: Readonly<Record<string, SecrecyLevel>> = {
  绝: "top-secret",
  机: "secret",
  秘: "confidential",
};
