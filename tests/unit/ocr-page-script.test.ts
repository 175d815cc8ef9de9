import { describe, expect, test } from "vitest";
import { decodeLine, type ReadCharacter } from "../../functions/ocr/embedded/decode-line.ts";
import type { ReadLine } from "../../functions/ocr/embedded/read-line.ts";
import { textOf } from "../../functions/ocr/embedded/read-line.ts";
import { inOneScript } from "../../functions/ocr/embedded/simplified-page.ts";

const SYMBOLS = ["", "媽", "嫣", "娘"];

function lineOf(text: string, otherwise: Readonly<Record<string, string>> = {}): ReadLine {
  const characters = Array.from(text).map((character): ReadCharacter => {
    const other = otherwise[character];
    const simplified = other === undefined ? {} : { simplified: { text: other, confidence: 0.7 } };
    return { text: character, confidence: 0.6, from: 0, to: 1, ...simplified };
  });
  const quad = [[0, 0] as const, [9, 0] as const, [9, 1] as const, [0, 1] as const] as const;
  return { quad, vertical: false, characters };
}

describe("the script of a page", () => {
  test("a traditional character is read with what else it can be", () => {
    const values = Float32Array.from([0.05, 0.6, 0.3, 0.05]);
    const [character] = decodeLine({ values, steps: 1, classes: 4 }, SYMBOLS, { stepsPerLine: 1, aspect: 1 });
    expect(character).toMatchObject({ text: "媽", simplified: { text: "嫣" } });
    expect(character?.simplified?.confidence).toBeCloseTo(0.3 / 0.4);
  });

  test("a character of both scripts is only itself", () => {
    const values = Float32Array.from([0.05, 0.3, 0.6, 0.05]);
    const [character] = decodeLine({ values, steps: 1, classes: 4 }, SYMBOLS, { stepsPerLine: 1, aspect: 1 });
    expect(character?.text).toBe("嫣");
    expect(character).not.toHaveProperty("simplified");
  });

  test("a simplified page is read in simplified characters, the rest of it as before", () => {
    const page = [
      lineOf("申请结婚登记声明书"),
      lineOf("汪媽然", { 媽: "嫣" }),
      lineOf("经审查双方符合结婚条件准予登记发给此证"),
      lineOf("现依照中华人民共和国婚姻法的规定自愿结为夫妻"),
    ];
    const read = inOneScript(page);
    expect(read.map(textOf)).toEqual(page.map(textOf).with(1, "汪嫣然"));
    expect(read[1]?.characters[1]).toEqual({ text: "嫣", confidence: 0.7, from: 0, to: 1 });
  });

  test("a traditional page stays traditional, and so does one too short to tell", () => {
    const traditional = [lineOf("結婚證書", { 證: "证" }), lineOf("茲有本鄉貧農張長貴與李鳳仙二人", { 鄉: "乡" })];
    expect(inOneScript(traditional).map(textOf)).toEqual(traditional.map(textOf));
    expect(inOneScript([lineOf("媽", { 媽: "嫣" })]).map(textOf)).toEqual(["媽"]);
  });
});
