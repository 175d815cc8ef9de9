import fc from "fast-check";
import { ConverterFactory } from "opencc-js/core";
import { from, to } from "opencc-js/preset";
import { describe, expect, test } from "vitest";
import { analyzeQuery, queryMaxLength } from "../../functions/full-text/analyzer/analyze-query.ts";
import type { Clause } from "../../shared/storage/search-index.ts";
import { analyzeText, rangesOf } from "../../functions/full-text/analyzer/analyze-text.ts";
import { findMatches } from "../../functions/full-text/analyzer/find-matches.ts";
import { foldText } from "../../functions/full-text/analyzer/fold-lines.ts";
import { isCjk } from "../../functions/full-text/analyzer/grams.ts";
import { variantCharacters } from "../../functions/full-text/analyzer/variant-characters.ts";

const indexed = (...lines: string[]) => analyzeText(lines).indexed;

/** What an engine does with the clauses: all of them, over tokens split at spaces. */
const engineFinds = (lines: readonly string[], clauses: readonly Clause[]) => {
  const tokens = analyzeText(lines).indexed.split(" ");
  return clauses.every((clause) =>
    clause.kind === "prefix"
      ? tokens.some((token) => token.startsWith(clause.gram))
      : tokens.some((_, at) => clause.grams.every((gram, offset) => tokens[at + offset] === gram)),
  );
};
const finds = (lines: readonly string[], query: string) => {
  const analysis = analyzeQuery(query);
  return analysis.ok && engineFinds(lines, analysis.clauses);
};

const han = fc.constantFrom(...Array.from("王李张伟国华结婚登记证明档案馆〇一二年月日々龍龙𠮷𡈽㐂"));
const hanText = fc.string({ unit: han, minLength: 2, maxLength: 30 });
const filler = fc.constantFrom("", " ", "　", "，", "。", "ABC", " 12 ", "：", "(", "\t", "é");
const page = fc
  .array(fc.array(fc.tuple(hanText, filler)), { maxLength: 6 })
  .map((lines) => lines.map((line) => line.flat().join("")));

describe("grams", () => {
  test("are pairs of CJK characters, then the last one alone; words and numbers whole", () => {
    expect(indexed("兰台档案")).toBe("兰台 台档 档案 案");
    expect(indexed("王 Annual Report 2019 李")).toBe("王 annual report 2019 李");
    expect(indexed("結字第０１２３號")).toBe("结字 字第 第 0123 号");
  });

  test("know characters beyond the BMP, 〇 and 々 as CJK", () => {
    expect(indexed("𠮷野一九八〇年々")).toBe("𠮷野 野一 一九 九八 八〇 〇年 年々 々");
  });

  test("are the same for a certificate number with and without its space", () => {
    expect(indexed("BXB656720")).toBe("bxb 656720");
    expect(indexed("ＢＸＢ　６５６７２０")).toBe("bxb 656720");
  });

  test("have a bounded length", () => {
    const tokens = indexed("a".repeat(1000)).split(" ");
    expect(tokens.join("")).toBe("a".repeat(1000));
    expect(Math.max(...tokens.map((token) => token.length))).toBeLessThanOrEqual(64);
  });

  test("join lines and drop spaces between CJK characters", () => {
    expect(finds(["申请人王", "伟国现住"], "王伟国")).toBe(true);
    expect(finds(["王　伟 国"], "王伟国")).toBe(true);
    expect(finds(["阿卜杜拉·买买提"], "阿卜杜拉买买提")).toBe(true);
    expect(finds(["阿卜杜拉买买提"], "阿卜杜拉・买买提")).toBe(true);
  });

  test("do not join what punctuation parts", () => {
    expect(finds(["姓名：王伟"], "名王")).toBe(false);
    expect(finds(["姓名：王伟"], "姓名:王伟")).toBe(true);
  });
});

describe("folding", () => {
  const simplified = ["中华人民共和国结婚登记证明书", "广东省广州市越秀区档案馆", "后勤处干部张云与发展计划里的头发"];
  const traditional = ConverterFactory(from.cn!, to.tw!);

  test.each(simplified)("finds simplified in traditional and the reverse: %s", (text) => {
    const other = traditional(text);
    expect(other).not.toBe(text);
    expect(indexed(other)).toBe(indexed(text));
    expect(finds([other], text) && finds([text], other)).toBe(true);
  });

  test.each([
    ["產業", "产业"],
    ["産業", "产业"],
    ["戶口", "户口"],
    ["戸口", "户口"],
    ["強國", "强国"],
    ["李峯", "李峰"],
    ["張喆", "张哲"],
    ["一九八○年", "一九八〇年"],
    ["馀家村", "余家村"],
    ["Ｃｅｒｔ．", "cert."],
    ["ﾋｶﾞｼ", "ヒガシ"],
    ["⼀⽉", "一月"],
    ["葛\u{e0100}城", "葛城"],
    ["档\u200b案", "档案"],
  ])("%s is %s", (written, usual) => {
    expect(indexed(written)).toBe(indexed(usual));
  });

  test("maps every variant to a form that stays, one character to one", () => {
    for (const [variant, form] of variantCharacters) {
      expect([variant, foldText(variant)]).toEqual([variant, form]);
      expect(foldText(form)).toBe(form);
    }
  });

  test("done twice is done once", () => {
    const any = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), hanText);
    fc.assert(
      fc.property(any, (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
        expect(indexed(foldText(text))).toBe(indexed(text));
      }),
      { numRuns: 500 },
    );
  });

  test("makes width and letter case no difference", () => {
    const wide = (text: string) =>
      text.replaceAll(/[!-~]/g, (char) => String.fromCodePoint(char.charCodeAt(0) + 0xfee0));
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), hanText, (ascii, chinese) => {
        const text = `${chinese}${ascii}${chinese}`;
        expect(indexed(wide(text))).toBe(indexed(text));
        expect(indexed(text.toUpperCase())).toBe(indexed(text));
      }),
    );
  });
});

describe("every part of a text is found in it", () => {
  test("as a phrase of grams, across line ends, and nothing else is", () => {
    fc.assert(
      fc.property(page, fc.nat(), fc.integer({ min: 2, max: 8 }), hanText, (lines, at, length, other) => {
        const joined = lines.join("").replaceAll(/[ \t　]/g, "");
        const runs = joined.match(/[\p{Script=Han}]{2,}/gu) ?? [];
        const run = Array.from(runs[at % Math.max(1, runs.length)] ?? "王伟");
        const start = at % Math.max(1, run.length - 1);
        const part = run.slice(start, Math.max(start + 2, start + length)).join("");
        if (runs.length > 0) expect(finds(lines, part)).toBe(true);
        const folded = runs.map(foldText);
        expect(finds(lines, other)).toBe(folded.some((text) => text.includes(foldText(other))));
      }),
      { numRuns: 300 },
    );
  });

  test("one character too, wherever it stands", () => {
    fc.assert(
      fc.property(page, han, (lines, char) => {
        expect(finds(lines, char)).toBe(foldText(lines.join("")).includes(foldText(char)));
      }),
    );
  });

  test("mixed parts too: engines may return more than the exact matches, never fewer", () => {
    const lines = ["编号：结字第0123号楼BXB 656720", "号"];
    for (const query of ["结字第0123号", "第0123号", "0123号", "0123号楼", "字第0123", "号楼BXB656720", "656720号"]) {
      expect([query, finds(lines, query)]).toEqual([query, true]);
    }
  });
});

describe("the way back to the original", () => {
  test("covers every CJK character, and each gram is the folding of what it points at", () => {
    fc.assert(
      fc.property(page, (lines) => {
        const { grams, characters } = analyzeText(lines);
        const covered = new Set<string>();
        for (const { text, first, last } of grams) {
          const ranges = rangesOf(characters, first, last);
          const original = ranges.map(({ line, start, end }) => lines[line]!.slice(start, end)).join("");
          expect(foldText(original).replaceAll(/\s/g, "")).toBe(text);
          for (const { line, start, end } of ranges)
            for (let at = start; at < end; at += 1) covered.add(`${line}:${at}`);
        }
        lines.forEach((line, index) => {
          let at = 0;
          for (const char of line) {
            if (isCjk(char)) expect(covered.has(`${index}:${at}`)).toBe(true);
            at += char.length;
          }
        });
      }),
      { numRuns: 200 },
    );
  });

  test("survives characters that become several, and several that become one", () => {
    const lines = ["甲㍿乙", "ﾊﾞ丙"];
    const { characters, grams } = analyzeText(lines);
    const gram = grams.find(({ text }) => text === "社乙")!;
    expect(rangesOf(characters, gram.first, gram.last)).toEqual([{ line: 0, start: 1, end: 3 }]);
    const composed = grams.find(({ text }) => text === "バ丙")!;
    expect(rangesOf(characters, composed.first, composed.last)).toEqual([{ line: 1, start: 0, end: 3 }]);
  });

  test("of a name over a line end leads to both lines", () => {
    const lines = ["申请人：王", " 伟国"];
    const analysis = analyzeText(lines);
    const query = analyzeQuery("王伟");
    const [match] = findMatches(analysis, query.ok ? query.words : []);
    expect(rangesOf(analysis.characters, match!.first, match!.last)).toEqual([
      { line: 0, start: 4, end: 5 },
      { line: 1, start: 1, end: 2 },
    ]);
  });
});

describe("queries", () => {
  test("white space means AND, quotation marks keep it", () => {
    expect(analyzeQuery("王伟  结婚")).toMatchObject({
      clauses: [
        { kind: "phrase", grams: ["王伟"] },
        { kind: "phrase", grams: ["结婚"] },
      ],
    });
    for (const query of ['"annual report"', "“annual report”", "「annual report」", '"annual report']) {
      expect(analyzeQuery(query)).toMatchObject({ clauses: [{ kind: "phrase", grams: ["annual", "report"] }] });
    }
  });

  test("one CJK character is a prefix", () => {
    expect(analyzeQuery("王")).toMatchObject({ clauses: [{ kind: "prefix", gram: "王" }] });
  });

  test("one CJK character at the end of a mixed word is a prefix, two are part of the phrase", () => {
    expect(analyzeQuery("第0123号")).toMatchObject({
      clauses: [
        { kind: "phrase", grams: ["第", "0123"] },
        { kind: "prefix", gram: "号" },
      ],
    });
    expect(analyzeQuery("0123号楼")).toMatchObject({ clauses: [{ kind: "phrase", grams: ["0123", "号楼"] }] });
  });

  test("the same word twice is one clause", () => {
    expect(analyzeQuery("王伟 王偉")).toMatchObject({ clauses: [{ kind: "phrase", grams: ["王伟"] }] });
  });

  test.each([
    ["", "query-empty"],
    [" 　", "query-empty"],
    ["，。！", "query-nothing-searchable"],
    ['""', "query-nothing-searchable"],
    ["11010519491231002X", "query-only-identity-number"],
    ["１１０１０５ １９４９１２３１ ００２Ｘ", "query-only-identity-number"],
    ["王".repeat(queryMaxLength + 1), "query-too-long"],
  ])("%s: %s", (query, problem) => {
    expect(analyzeQuery(query)).toEqual({ ok: false, problem });
  });

  test("an identity number beside words is left out, and said to be", () => {
    expect(analyzeQuery("王伟 110105194912310021")).toMatchObject({
      clauses: [{ kind: "phrase", grams: ["王伟"] }],
      identityNumberIgnored: true,
    });
  });

  test("matching for display agrees with what engines find for words of CJK characters", () => {
    fc.assert(
      fc.property(
        page,
        fc.array(fc.string({ unit: han, minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
        (lines, words) => {
          const query = analyzeQuery(words.join(" "));
          if (!query.ok) return;
          const matched = new Set(findMatches(analyzeText(lines), query.words).map(({ word }) => word));
          expect(matched.size === query.words.length).toBe(engineFinds(lines, query.clauses));
        },
      ),
    );
  });
});
