import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyzeText } from "../../functions/full-text/analyzer/analyze-text.ts";

const indexed = (...lines: string[]) => analyzeText(lines).indexed;
const two = (value: number) => String(value).padStart(2, "0");

const birth = fc.record({
  year: fc.integer({ min: 1890, max: 2026 }),
  month: fc.integer({ min: 1, max: 12 }),
  day: fc.integer({ min: 1, max: 31 }),
});
const place = fc
  .tuple(fc.constantFrom("11", "33", "44", "52", "65", "81"), fc.integer({ min: 100, max: 9999 }))
  .map(([province, rest]) => province + String(rest).padStart(4, "0"));
const serial = fc.integer({ min: 0, max: 999 }).map((value) => String(value).padStart(3, "0"));
const longNumber = fc
  .tuple(place, birth, serial, fc.constantFrom(...Array.from("0123456789Xx")))
  .map(([where, { year, month, day }, order, check]) => `${where}${year}${two(month)}${two(day)}${order}${check}`);
const shortNumber = fc
  .tuple(place, birth, serial)
  .map(([where, { year, month, day }, order]) => `${where}${two(year % 100)}${two(month)}${two(day)}${order}`);

const wide = (text: string) => text.replaceAll(/[!-~]/g, (char) => String.fromCodePoint(char.charCodeAt(0) + 0xfee0));
const separator = fc.constantFrom("", "", " ", "-", "－", "—", "　", " - ", ".");
/** The same number with things between its digits, as forms and OCR have it. */
const spread = (number: string, separators: readonly string[]) =>
  Array.from(
    number,
    (char, index) => char + (index === number.length - 1 ? "" : (separators[index % separators.length] ?? "")),
  ).join("");

describe("identity numbers never reach the index", () => {
  test("however they are written, and their neighbours do", () => {
    fc.assert(
      fc.property(
        fc.oneof(longNumber, shortNumber),
        fc.array(separator, { minLength: 1, maxLength: 18 }),
        fc.boolean(),
        (number, separators, full) => {
          const written = spread(number, separators);
          expect(indexed(`身份证号${full ? wide(written) : written}住址`)).toBe("身份 份证 证号 号 住址 址");
        },
      ),
      { numRuns: 500 },
    );
  });

  test("over a line end too", () => {
    fc.assert(
      fc.property(longNumber, fc.integer({ min: 1, max: 17 }), (number, at) => {
        expect(indexed(`号码${number.slice(0, at)}`, `${number.slice(at)}住址`)).toBe("号码 码 住址 址");
      }),
    );
  });

  test("nor do they when they have grown together with other digits", () => {
    fc.assert(
      fc.property(
        longNumber,
        fc.stringMatching(/^\d{0,12}$/),
        fc.stringMatching(/^\d{0,12}$/),
        (number, before, after) => {
          expect(indexed(`${before}${number}${after}`)).not.toContain(number.slice(0, 17));
        },
      ),
    );
  });

  test("two old ones grown together are both cut out", () => {
    fc.assert(
      fc.property(shortNumber, shortNumber, (first, second) => {
        expect(indexed(`号码${first}${second}`)).toBe("号码 码");
      }),
    );
  });

  test.each([
    ["misread digits", "110199194913310021"],
    ["a misread check letter", "11010519491231002×"],
    ["a lost last digit", "11010519491231002"],
  ])("nor with %s", (_, number) => {
    expect(indexed(`身份证号${number}`)).toBe("身份 份证 证号 号");
  });

  test("and nothing reaches across the place where one stood", () => {
    expect(indexed("证号110105194912310021住址").split(" ")).not.toContain("号住");
  });

  test("their places in the original are told", () => {
    expect(analyzeText(["号码１１０１０５１９４９", "１２３１ 002X。"]).identityNumbers).toEqual([
      { line: 0, start: 2, end: 12 },
      { line: 1, start: 0, end: 9 },
    ]);
  });
});

describe("other numbers stay", () => {
  test.each([
    ["J440106-2004-012345", "j 440106 2004 012345"],
    ["4401062004012345", "4401062004012345"],
    ["结字第440101000012345号", "结字 字第 第 440101000012345 号"],
    ["BXB 656720", "bxb 656720"],
    ["2019 12 31 020 81234567", "2019 12 31 020 81234567"],
    ["Z109-WS·2011·Y-0001", "z 109 ws 2011 y 0001"],
    ["13800138000", "13800138000"],
    ["1990 1991 1992 1993 1994 1995", "1990 1991 1992 1993 1994 1995"],
  ])("%s", (text, grams) => {
    expect(indexed(text)).toBe(grams);
  });
});
