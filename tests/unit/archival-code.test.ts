import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { archivalCodeMaxLength, parseArchivalCode } from "../../shared/domain/archival-code.ts";
import { runs } from "../support/property-runs.ts";
import { arbitraryCode } from "../support/arbitrary-code.ts";

const canonical = (text: string) => {
  const reading = parseArchivalCode(text);
  return reading.ok ? reading.code.canonical : reading;
};

const hyphens = Array.from("-－‐‑–—−");
const dots = Array.from("·・•．‧∙⋅･.");
const wide = (char: string) => String.fromCodePoint((char.codePointAt(0) ?? 0) + 0xfee0);
/** The same code as somebody else may have typed it. `choices` decides character by character. */
const respell = (code: string, choices: readonly number[]) =>
  Array.from(code)
    .map((char, index) => {
      const choice = choices[index % choices.length] ?? 0;
      if (char === "-") return hyphens[choice % hyphens.length];
      if (char === "·") return dots[choice % dots.length];
      if (/[A-Z]/.test(char)) return [char, char.toLowerCase(), wide(char), wide(char.toLowerCase())][choice % 4];
      return /[0-9]/.test(char) && choice % 2 === 1 ? wide(char) : char;
    })
    .join("");

describe("the grammars in use", () => {
  test("DA/T 13-2022, arranged by item", () => {
    expect(parseArchivalCode("Z109-WS·2011·Y·办公室-0001")).toEqual({
      ok: true,
      code: {
        canonical: "Z109-WS·2011·Y·办公室-0001",
        grammar: "2022-item",
        fonds: "Z109",
        category: { class: "WS", subClasses: [], year: 2011, retention: { kind: "permanent" }, office: "办公室" },
        item: "0001",
      },
    });
  });

  test("DA/T 13-2022, arranged by volume, with sub-classes", () => {
    expect(parseArchivalCode("J019-ZY·JC·CC·2019·D30-001-002")).toEqual({
      ok: true,
      code: {
        canonical: "J019-ZY·JC·CC·2019·D30-001-002",
        grammar: "2022-volume",
        fonds: "J019",
        category: { class: "ZY", subClasses: ["JC", "CC"], year: 2019, retention: { kind: "years", years: 30 } },
        volume: "001",
        item: "002",
      },
    });
  });

  test.each([
    ["Z109-WS·2011-Y-BGS-0001", "BGS"],
    ["Z109-WS·2011-Y-0001", undefined],
  ])("DA/T 22-2015 keeps year and retention in levels of their own: %s", (text, by) => {
    const reading = parseArchivalCode(text);
    expect(reading).toMatchObject({
      ok: true,
      code: { canonical: text, grammar: "2015-item", category: { class: "WS", year: 2011 }, item: "0001" },
    });
    expect(reading.ok && reading.code.grammar === "2015-item" && reading.code.category.office).toBe(by);
  });

  test.each([
    ["C038-001-002-003", { fonds: "C038", catalogue: "001", volume: "002", item: "003" }],
    ["38-1-2-3", { fonds: "38", catalogue: "1", volume: "2", item: "3" }],
  ])("DA/T 13-94: %s", (text, parts) => {
    expect(parseArchivalCode(text)).toEqual({ ok: true, code: { canonical: text, grammar: "1994-volume", ...parts } });
  });

  test("any number of years can be a retention, as marriage registers need", () => {
    expect(parseArchivalCode("Z109-ZY·HY·1985·D100-0001")).toMatchObject({
      code: { category: { retention: { kind: "years", years: 100 } } },
    });
  });

  test("a project stands in for year and retention", () => {
    expect(parseArchivalCode("A001-KJ·JJ·001-002-003")).toMatchObject({
      code: { category: { subClasses: ["JJ", "001"] } },
    });
  });

  test("a sub-class that looks like a year is not the year", () => {
    expect(parseArchivalCode("A001-ZY·1999·2001·D10-0001")).toMatchObject({
      code: { category: { subClasses: ["1999"], year: 2001 } },
    });
  });
});

describe("one code has one spelling", () => {
  test("however it was typed, and the canonical spelling reads as itself", () => {
    fc.assert(
      fc.property(arbitraryCode, fc.array(fc.nat(35), { minLength: 7, maxLength: 7 }), (code, choices) => {
        expect(canonical(code)).toBe(code);
        expect(canonical(`　${respell(code, choices)} `)).toBe(code);
      }),
      { numRuns: runs(500) },
    );
  });

  test("whatever is accepted is canonical after one reading, safe in a key and short enough", () => {
    const soup = fc.string({
      unit: fc.constantFrom(...Array.from("Zz1０9-－·.．WwSsYyＤ3 办/\u0000戶")),
      maxLength: 40,
    });
    fc.assert(
      fc.property(fc.oneof(soup, arbitraryCode), (text) => {
        const reading = parseArchivalCode(text);
        if (!reading.ok) return;
        expect(canonical(reading.code.canonical)).toBe(reading.code.canonical);
        expect(reading.code.canonical).not.toMatch(/[\s/\\]|\.\.|\p{Cc}/u);
      }),
      { numRuns: runs(500) },
    );
  });

  test("simplified and traditional office names stay two codes", () => {
    expect(canonical("Z109-WS·2011·Y·辦公室-0001")).toBe("Z109-WS·2011·Y·辦公室-0001");
  });

  test("leading zeros stay", () => {
    expect(canonical("038-01-2-3")).toBe("038-01-2-3");
  });
});

describe("refusals name what is wrong and where", () => {
  test.each([
    ["", "empty", undefined],
    ["　 ", "empty", undefined],
    [`Z109-WS·2011·Y·${"办".repeat(archivalCodeMaxLength)}-0001`, "too-long", undefined],
    ["Z109-WS·2011·Y·办公 室-0001", "inner-space", 17],
    ["Z109-WS·2011·Y/0001", "forbidden-character", 14],
    ["Z109-WS·2011·Y\u0000-0001", "forbidden-character", 14],
    ["Z109-WS·2011·Y\u200b-0001", "forbidden-character", 14],
    ["Z109-WS..2011·Y-0001", "empty-part", 7],
    ["../../secret", "forbidden-character", 2],
    ["Z109--WS·2011·Y-0001", "empty-part", 4],
    ["-Z109-WS·2011·Y-0001", "empty-part", 0],
    ["Z109-WS·2011·Y-0001-", "empty-part", 19],
    ["Z109-WS·2011·Y", "too-few-levels", undefined],
    ["C038-001-002", "too-few-levels", undefined],
    ["38-1-2-3-4", "too-many-levels", 9],
    ["Z109-WS·2011-Y-BGS-01-0001", "too-many-levels", 22],
    ["ZZ09-WS·2011·Y-0001", "fonds-malformed", 0],
    ["  ZZ09-WS·2011·Y-0001", "fonds-malformed", 2],
    ["Z109-WX·2011·Y-0001", "class-unknown", 5],
    ["Z109-WS·11·Y-0001", "year-malformed", 11],
    ["Z109-WS-0001", "year-malformed", 7],
    ["Z109-WS·2011·D0-0001", "retention-malformed", 13],
    ["Z109-WS·2011·D1000-0001", "retention-malformed", 13],
    ["Z109-WS·2011-X-BGS-0001", "retention-malformed", 13],
    ["Z109-WS·2011·Y·办公室·二-0001", "office-malformed", 19],
    ["Z109-WS·2011·Y-卷-0001", "volume-malformed", 15],
    ["Z109-WS·2011·Y-0000", "item-malformed", 15],
    ["C038-001A-002-003", "catalogue-malformed", 5],
  ])("%j is %s", (text, problem, at) => {
    expect(parseArchivalCode(text)).toEqual({ ok: false, problem, ...(at === undefined ? {} : { at }) });
  });
});
