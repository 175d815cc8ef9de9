import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyzeQuery } from "../../functions/full-text/analyzer/analyze-query.ts";
import { analyzeText } from "../../functions/full-text/analyzer/analyze-text.ts";
import { findMatches } from "../../functions/full-text/analyzer/find-matches.ts";
import { snippetMaxLength, snippetOf } from "../../functions/full-text/snippet.ts";

const wordsOf = (query: string) => {
  const analysis = analyzeQuery(query);
  return analysis.ok ? analysis.words : [];
};
const snippet = (lines: readonly string[], query: string) => snippetOf(lines, wordsOf(query));
const marked = (lines: readonly string[], query: string) => {
  const { text, matches } = snippet(lines, query);
  return matches.map(({ start, end }) => text.slice(start, end));
};

describe("a snippet", () => {
  test("shows the original characters and marks what was asked for in another form", () => {
    expect(snippet(["申請人：王偉國，男"], "王伟国")).toEqual({
      text: "申請人：王偉國，男",
      matches: [{ start: 4, end: 7 }],
      cutBefore: false,
      cutAfter: false,
    });
  });

  test("joins lines as a reader would", () => {
    expect(snippet(["申请人王", "伟国 Born in", "Guangzhou 市"], "王伟").text).toBe(
      "申请人王伟国 Born in Guangzhou 市",
    );
    expect(marked(["申请人王", "伟国"], "王伟")).toEqual(["王伟"]);
  });

  test("is cut around the densest matches", () => {
    const far = "甲".repeat(200);
    const lines = [`王伟${far}王伟与李娟结婚${far}李娟`];
    const found = snippet(lines, "王伟 李娟");
    expect(found.text).toContain("王伟与李娟结婚");
    expect(found).toMatchObject({ cutBefore: true, cutAfter: true });
    expect(marked(lines, "王伟 李娟")).toEqual(["王伟", "李娟"]);
  });

  test("has as much context before a match as after it", () => {
    const { text, matches } = snippet([`${"甲".repeat(200)}王伟${"乙".repeat(200)}`], "王伟");
    expect(matches).toEqual([{ start: 59, end: 61 }]);
    expect(text).toBe(`${"甲".repeat(59)}王伟${"乙".repeat(59)}`);
  });

  test("uses the whole room at the page's end", () => {
    const { text } = snippet([`${"甲".repeat(200)}王伟`], "王伟");
    expect(text).toBe(`${"甲".repeat(118)}王伟`);
  });

  test("is the beginning of the page when nothing matches exactly", () => {
    const lines = ["乙".repeat(300)];
    expect(snippet(lines, "王伟")).toEqual({
      text: "乙".repeat(snippetMaxLength),
      matches: [],
      cutBefore: false,
      cutAfter: true,
    });
    expect(snippet([], "王伟").text).toBe("");
  });

  test("masks identity numbers", () => {
    const { text, matches } = snippet(["王伟 身份证 11010519491231002X 住址"], "住址");
    expect(text).toBe("王伟 身份证 ****************** 住址");
    expect(matches).toEqual([{ start: 26, end: 28 }]);
  });

  test("is never too long, never splits a character, and marks only what matches", () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from("王伟李娟结婚甲乙丙𠮷，。 A1")), maxLength: 150 });
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 5 }),
        fc.constantFrom("王", "王伟", "王伟 李娟", "𠮷甲", "a1"),
        (lines, query) => {
          const found = snippet(lines, query);
          expect(Array.from(found.text).length).toBeLessThanOrEqual(snippetMaxLength);
          expect(found.text.isWellFormed()).toBe(true);
          expect(found.matches.length > 0).toBe(findMatches(analyzeText(lines), wordsOf(query)).length > 0);
          for (const { start, end } of found.matches) {
            expect(start).toBeLessThan(end);
            // Letters and digits are two words: between them may stand what parts them (`A-1`, `A。1`).
            expect(found.text.slice(start, end)).toMatch(/^(?:[王伟李娟𠮷甲A1 ]|(?<=A[，。 ]*)[，。](?=[，。 ]*1))+$/u);
          }
        },
      ),
    );
  });
});
