import { foldedForSecrecy, periodPattern, type SecrecyLevel } from "./secrecy-words.ts";

/** What a mark says: one of the three levels, 内部, or that there is or was a secret, of whatever level (★10年, 已解密). */
export type MarkedLevel = SecrecyLevel | "internal" | "unstated";

/**
 * How surely a text that has nothing else in it is a mark. `certain`: a level with its star or period, or under its label
 * 密级. `bare`: words that can also be the rest of a sentence or a heading, so that their place on the page has to speak too.
 */
export type MarkReading = { readonly level: MarkedLevel; readonly sure: "certain" | "bare" };

/** What readers make of the first character of a level: none of these before 密 is a word. */
const alike: readonly (readonly [MarkedLevel, string])[] = [
  ["top-secret", "绝纯艳绐绍"],
  ["secret", "机肌杌饥朷"],
  ["confidential", "秘泌祂柲必"],
];
const firstGlyph = `[${alike.map(([, glyphs]) => glyphs).join("")}]`;
const secondGlyph = "[密宓蜜窑]";
const level = `${firstGlyph}${secondGlyph}`;
/** What is read where a star was. */
const starLike = "[★火大太犬女文丈木本夫x×X·●◆▲△○。.,、+卡]";
const suffix = "(?:级|件|文件|资料|材料|电报|电)?";
const label = "密级(?:程度)?:?";
const digitPeriod = "(?:[0-9OoDlI|丨S]{1,3}(?:年|个月)|长期)";
const lifted = "[(]?(?:此件)?已?解密(?:章|日期|时间)?:?[0-9年月日./-]*[)]?";

/** What stands beside a mark in the head of a document: urgency, number of the copy, how to keep it, that it was lifted. */
const beside = `(?:特急|特提|加急|平急|急件|急|注意保存|妥善保管|阅后(?:收回|归还|销毁)|会后收回|不得(?:翻印|复制|外传)|[(]?已?作废[)]?|${lifted}|(?:份号|编号|第|No[.:]?)?:?[0-9]{1,8}(?![0-9])号?|保密期限:?|[[\\]()|【】])`;

const alone = (what: string): RegExp => new RegExp(`^${beside}{0,3}(?:${what})${beside}{0,3}$`, "iu");

const certain: readonly RegExp[] = [
  alone(`(?:${label})?${level}${suffix}[:(]?★+[(]?(?:${periodPattern})?[)]?`),
  alone(`(?:${label})?${level}${suffix}${starLike}(?:${periodPattern})`),
  alone(`(?:${label})?${level}${suffix}[(]?(?:保密期限:?)?${digitPeriod}[)]?`),
  alone(`${label}${level}${suffix}`),
  alone(`(?:${firstGlyph}|${secondGlyph})★(?:${periodPattern})`),
];
const lone = new RegExp(`^[★☆✩✭⭐](?:${periodPattern})$`, "u");
const internal = alone("内部(?:文件|资料|材料|刊物|参考|使用|传阅|掌握)?");
const labelledInternal = alone(`${label}内部级?`);
const bare = alone(`★?${level}${suffix}${starLike}?`);
const onlyLifted = new RegExp(`^${lifted}$`, "u");

const levelIn = (text: string): MarkedLevel => {
  const [glyph = ""] = new RegExp(`${firstGlyph}(?=${secondGlyph}|★)`, "u").exec(text) ?? [];
  return alike.find(([, glyphs]) => glyph !== "" && glyphs.includes(glyph))?.[0] ?? "unstated";
};

/** Reads a text as a mark and nothing but a mark, with what may stand beside one; undefined when it is none. */
export const readMark = (text: string): MarkReading | undefined => {
  const folded = foldedForSecrecy(text);
  if (folded.length > 40) return undefined;
  if (certain.some((form) => form.test(folded))) return { level: levelIn(folded), sure: "certain" };
  if (lone.test(text.replaceAll(/\s/gu, ""))) return { level: "unstated", sure: "certain" };
  if (labelledInternal.test(folded)) return { level: "internal", sure: "certain" };
  if (bare.test(folded)) return { level: levelIn(folded), sure: "bare" };
  if (onlyLifted.test(folded)) return { level: "unstated", sure: "bare" };
  if (internal.test(folded)) return { level: "internal", sure: "bare" };
  return undefined;
};

/** A text of which only marks are made: 绝, 密, ★, 10年, 密级. Such pieces may belong together. */
const fragment = new RegExp(
  `^(?:${firstGlyph}|${secondGlyph}|[★☆0-9OlI年个月级件:()]|密级|长期|启用前|内部|${starLike}){1,14}$`,
  "u",
);
export const isFragment = (text: string): boolean => fragment.test(foldedForSecrecy(text));

export const isLabel = (text: string): boolean => new RegExp(`^${label}$`, "u").test(foldedForSecrecy(text));
