import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mayComeIn, parseClassification, type Classification } from "../../shared/domain/classification.ts";
import type { SecrecyLevel, SecrecyPeriod } from "../../shared/domain/secrecy-words.ts";

const secret = (level: SecrecyLevel, period?: SecrecyPeriod): Classification =>
  period === undefined ? { kind: "state-secret", level } : { kind: "state-secret", level, period };
const years = (count: number): SecrecyPeriod => ({ kind: "months", months: count * 12 });

test.each([
  undefined,
  "",
  "  ",
  "　",
  "无",
  "無",
  "无密级",
  "公开",
  "公開",
  "公开级",
  "非密",
  "非涉密",
  "不涉密",
  "GK",
  "-",
  "——",
  "/",
  "none",
])("%j is none", (declared) => {
  expect(parseClassification(declared)).toEqual({ kind: "none" });
  expect(mayComeIn(declared)).toBe(true);
});

test.each<[string, Classification]>([
  ["绝密", secret("top-secret")],
  ["绝密★30年", secret("top-secret", years(30))],
  ["机密★10年", secret("secret", years(10))],
  ["机密*10年", secret("secret", years(10))],
  ["机密☆10年", secret("secret", years(10))],
  ["机 密 ★ 10 年", secret("secret", years(10))],
  ["機密★１０年", secret("secret", years(10))],
  ["機密", secret("secret")],
  ["絕密", secret("top-secret")],
  ["祕密", secret("confidential")],
  ["秘密★五年", secret("confidential", years(5))],
  ["秘密★二十年", secret("confidential", years(20))],
  ["秘密★6个月", secret("confidential", { kind: "months", months: 6 })],
  ["秘密★1年6个月", secret("confidential", { kind: "months", months: 18 })],
  ["机密★长期", secret("secret", { kind: "long-term" })],
  ["機密★長期", secret("secret", { kind: "long-term" })],
  ["机密★2030年12月31日", secret("secret", { kind: "until", date: "2030-12-31" })],
  ["机密★20301231", secret("secret", { kind: "until", date: "2030-12-31" })],
  ["机密★至2030-12-31", secret("secret", { kind: "until", date: "2030-12-31" })],
  ["绝密★启用前", secret("top-secret", { kind: "until-event", event: "启用前" })],
  ["机密（10年）", secret("secret", years(10))],
  ["密级：秘密", secret("confidential")],
  ["【机密】", secret("secret")],
  ["机密级", secret("secret")],
  ["秘密；10年", secret("confidential", years(10))],
  ["JM", secret("secret")],
])("%s is a state secret", (declared, expected) => {
  expect(parseClassification(declared)).toEqual(expected);
  expect(mayComeIn(declared)).toBe(false);
});

test.each<[string, Classification["kind"]]>([
  ["内部", "internal"],
  ["內部", "internal"],
  ["内部资料", "internal"],
  ["国内", "internal"],
  ["工作秘密", "internal"],
  ["已解密", "declassified"],
  ["机密（已解密）", "declassified"],
  ["未定密", "unclear"],
  ["绝密/机密", "unclear"],
  ["商密", "unclear"],
  ["机密★2030年13月40日", "state-secret"],
  ["机密★若干年", "unclear"],
  ["secret", "unclear"],
  ["0", "unclear"],
])("%s is %s, and does not come in", (declared, kind) => {
  expect(parseClassification(declared).kind).toBe(kind);
  expect(mayComeIn(declared)).toBe(false);
});

describe("whatever is declared", () => {
  const space = fc.constantFrom("", " ", "　", "\t");
  const star = fc.constantFrom("★", "☆", "*", "＊", "");

  test("a level is found behind any spaces, star, width and period, and is never let in", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("绝密", "絕密", "机密", "機密", "秘密", "祕密"),
        star,
        fc.integer({ min: 1, max: 99 }),
        fc.constantFrom("年", "个月", "個月"),
        space,
        space,
        (level, mark, count, unit, before, between) => {
          const read = parseClassification(`${before}${level}${between}${mark}${between}${count}${unit}${before}`);
          const months = unit === "年" ? count * 12 : count;
          expect(read).toMatchObject({ kind: "state-secret", period: { kind: "months", months } });
        },
      ),
    );
  });

  test("nothing that has 密, a level or a star in it comes in, but for what denies it", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from("绝机秘密★10年级无非 内部")), maxLength: 8 }),
        (declared) => {
          const denied = /^(?:密级)?(?:无|无密级?|非密级?)?$/u.test(declared.replaceAll(" ", ""));
          expect(mayComeIn(declared)).toBe(denied);
        },
      ),
    );
  });

  test("it is read, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (declared) => {
        expect(parseClassification(declared).kind).toMatch(/^(none|state-secret|internal|declassified|unclear)$/);
      }),
    );
  });
});
