import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { ocrResult } from "../../shared/domain/ocr-result.ts";
import { secrecyMarkOf, secrecyMarks } from "../../shared/domain/secrecy-mark.ts";
import { laidOutPage, paragraph, storedTurned, type LaidOut } from "../support/laid-out-page.ts";

const body = paragraph(
  "根据市委办公室关于做好年度归档工作的要求，现将有关事项通知如下，请各单位认真贯彻执行，并于月底前将落实情况报送。",
  { top: 0.45 },
);
const levelOn = (...lines: readonly LaidOut[]): string | undefined =>
  secrecyMarkOf(laidOutPage(...lines, ...body))?.level;
const topLeft = { left: 0.12, top: 0.06 };
const topRight = { left: 0.78, top: 0.05 };
const middle = { left: 0.4, top: 0.62 };

describe("a mark is found", () => {
  test.each([
    ["绝密", "top-secret"],
    ["絕密", "top-secret"],
    ["绝密★30年", "top-secret"],
    ["绝密★启用前", "top-secret"],
    ["绝密★考试结束前", "top-secret"],
    ["绝宓", "top-secret"],
    ["绝蜜", "top-secret"],
    ["机密", "secret"],
    ["機密", "secret"],
    ["机 密", "secret"],
    ["机　　密", "secret"],
    ["机密★10年", "secret"],
    ["机密火10年", "secret"],
    ["机密大10年", "secret"],
    ["机密*1O年", "secret"],
    ["机密★lO年", "secret"],
    ["机密★十年", "secret"],
    ["机密★１０年", "secret"],
    ["机 密 ★ 10 年", "secret"],
    ["机密10年", "secret"],
    ["机宓★10年", "secret"],
    ["肌密★10年", "secret"],
    ["机密★长期", "secret"],
    ["機密★長期", "secret"],
    ["机密级", "secret"],
    ["机密文件", "secret"],
    ["绝密电报", "top-secret"],
    ["【机密】", "secret"],
    ["[机密]", "secret"],
    ["机密★1年 特急", "secret"],
    ["特急机密", "secret"],
    ["机密特急", "secret"],
    ["编号：000012 机密", "secret"],
    ["000001机密★10年", "secret"],
    ["No.0023 机密", "secret"],
    ["机密 第018号", "secret"],
    ["机密★10年(已解密)", "secret"],
    ["机密 作废", "secret"],
    ["秘密", "confidential"],
    ["祕密", "confidential"],
    ["秘密*", "confidential"],
    ["秘密☆5年", "confidential"],
    ["秘密★6个月", "confidential"],
    ["秘密★2030年12月31日", "confidential"],
    ["密级：秘密", "confidential"],
    ["密级：机密★10年", "secret"],
    ["密级 绝密", "top-secret"],
    ["秘密 注意保存", "confidential"],
    ["秘密 阅后归还", "confidential"],
    ["密★10年", "unstated"],
    ["★10年", "unstated"],
    ["已解密", "unstated"],
    ["此件已解密", "unstated"],
    ["内部文件", "internal"],
    ["内部资料 注意保存", "internal"],
    ["密级：内部", "internal"],
  ])("%s in the head of a page", (text, level) => {
    expect(levelOn({ text, ...topLeft })).toBe(level);
    expect(levelOn({ text, ...topRight })).toBe(level);
  });

  test.each(["机密★10年", "秘密★5年", "绝密★", "秘密*", "密级：机密", "机密火10年"])(
    "%s, which can be nothing else, wherever it stands",
    (text) => {
      expect(levelOn({ text, ...middle })).toBeDefined();
    },
  );

  test("in the corner of the foot, as drawings have it, and stamped large across the page", () => {
    expect(levelOn({ text: "秘密", left: 0.85, top: 0.95 })).toBe("confidential");
    expect(levelOn({ text: "机密", ...middle, size: 0.05 })).toBe("secret");
  });

  test("set as a column at the side", () => {
    expect(levelOn({ text: "機密", left: 0.93, top: 0.06, vertical: true })).toBe("secret");
    expect(levelOn({ text: "绝密★三十年", left: 0.05, top: 0.1, vertical: true })).toBe("top-secret");
  });

  test("fallen apart into several lines, in a row or one under the other", () => {
    expect(levelOn({ text: "机", left: 0.12, top: 0.06 }, { text: "密", left: 0.2, top: 0.062 })).toBe("secret");
    expect(levelOn({ text: "绝", left: 0.9, top: 0.06 }, { text: "密", left: 0.902, top: 0.09 })).toBe("top-secret");
    expect(
      levelOn(
        { text: "机密", left: 0.12, top: 0.06 },
        { text: "★", left: 0.18, top: 0.061 },
        { text: "10年", left: 0.22, top: 0.06 },
      ),
    ).toBe("secret");
    expect(
      levelOn(
        { text: "秘密", left: 0.4, top: 0.6 },
        { text: "★", left: 0.41, top: 0.62 },
        { text: "5年", left: 0.4, top: 0.64 },
      ),
    ).toBe("confidential");
  });

  test("at the edge of a line, where a gap sets it apart", () => {
    expect(levelOn({ text: "国发〔1998〕5号  机密", ...topLeft })).toBe("secret");
    expect(levelOn({ text: "机密  中共某某市委办公室文件", ...topLeft })).toBe("secret");
    expect(levelOn({ text: "保管期限：永久  机密★10年", ...middle })).toBe("secret");
  });

  test("in the cell beside or under its label", () => {
    expect(levelOn({ text: "密级", left: 0.2, top: 0.6 }, { text: "机密", left: 0.6, top: 0.6 })).toBe("secret");
    expect(levelOn({ text: "密级", left: 0.6, top: 0.5 }, { text: "秘密", left: 0.6, top: 0.7 })).toBe("confidential");
  });

  test("of several the strictest comes first", () => {
    const page = laidOutPage({ text: "秘密", ...topLeft }, { text: "绝密★30年", ...topRight });
    expect(secrecyMarks(page).map(({ level }) => level)).toEqual(["top-secret", "confidential"]);
  });

  test("with its words as they were read, and where it stands", () => {
    const mark = secrecyMarkOf(laidOutPage({ text: "机密火10年", ...topRight }, ...body));
    expect(mark?.text).toBe("机密火10年");
    expect(mark?.place.left).toBeCloseTo(0.78);
    expect(mark?.place.top).toBeCloseTo(0.05);
  });
});

describe("a sentence that speaks of secrets is no mark", () => {
  test.each([
    "保守国家秘密",
    "保守国家秘密法",
    "关于加强保密工作的通知",
    "中华人民共和国保守国家秘密法",
    "国家秘密的密级分为绝密、机密、秘密三级",
    "密级：绝密、机密、秘密",
    "密级",
    "密级：",
    "密级：公开",
    "密级：无",
    "商业秘密",
    "核心商密",
    "秘密结社",
    "秘密工作",
    "机密工作十年",
    "秘密工作条例",
    "秘密党员登记表",
    "机密室",
    "绝密级文件不得复制",
    "属于机密级的事项",
    "在首页左上角标明“机密★10年”字样",
    "工作秘密管理办法",
    "他的秘密",
    "保密期限",
    "档案解密工作方案",
    "解密审核表",
    "内部机构设置",
    "内部控制制度",
    "单位内部",
    "一机密切配合",
    "飞机密封件",
    "10年",
    "★",
    "★先进集体★",
    "保管期限：30年",
    "★★★10年",
  ])("%s", (text) => {
    for (const place of [topLeft, topRight, middle]) expect(levelOn({ text, ...place })).toBeUndefined();
  });

  test.each(["秘密", "机密", "绝密", "机密文件", "内部资料"])("%s as the rest of a line that ran on", (text) => {
    const lines = paragraph(`各单位要高度重视，严格执行有关规定，切实增强责任意识，保守好国家${text}`, {
      top: 0.1,
      perLine: 32,
    });
    const rest = { ...lines.at(-1)!, text };
    expect(levelOn(...lines.slice(0, -1), rest)).toBeUndefined();
  });

  test("a bare word in the midst of a page", () => {
    expect(levelOn({ text: "秘密", ...middle })).toBeUndefined();
    expect(levelOn({ text: "内部", ...middle })).toBeUndefined();
  });

  test("a spaced-out heading", () => {
    expect(levelOn({ text: "保 守 国 家 秘 密", left: 0.3, top: 0.08, size: 0.03 })).toBeUndefined();
  });
});

const shown = z.object({
  pages: z.array(
    z.object({
      width: z.number(),
      height: z.number(),
      lines: z.array(z.object({ text: z.string(), quad: z.array(z.tuple([z.number(), z.number()])) })),
    }),
  ),
});
const demo = new URL("../../local/demo/scans/manifest.json", import.meta.url);

test("none of the demo's scans, which are of marriages, land and posts, bears a mark", () => {
  const { pages } = shown.parse(JSON.parse(readFileSync(demo, "utf8")));
  for (const { width, height, lines } of pages) {
    const found = ocrResult.parse({
      ...laidOutPage(),
      lines: lines.map(({ text, quad }) => ({
        text,
        confidence: 1,
        polygon: quad.map(([x, y]) => [Math.min(1, Math.max(0, x / width)), Math.min(1, Math.max(0, y / height))]),
        vertical: false,
        words: [],
      })),
    });
    expect(secrecyMarks(found)).toEqual([]);
  }
});

describe("on whatever page", () => {
  const han = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCodePoint(code));
  const noise = fc.array(
    fc.string({
      unit: fc.oneof(han, fc.constantFrom(...Array.from("，。、 0123456789"))),
      minLength: 1,
      maxLength: 40,
    }),
    {
      maxLength: 8,
    },
  );
  const marks = fc.constantFrom("机密★10年", "绝密★30年", "秘密*5年", "機密☆長期", "密级：机密");
  const spot = fc.record({
    left: fc.double({ min: 0, max: 0.8, noNaN: true }),
    top: fc.double({ min: 0, max: 0.95, noNaN: true }),
  });

  test("a mark with its star is found, wherever it stands and however the page was stored", () => {
    fc.assert(
      fc.property(noise, marks, spot, fc.constantFrom(0, 90, 180, 270), (texts, text, place, rotation) => {
        const lines = texts.map((line, row) => ({ text: line, top: 0.02 + row * 0.11 }));
        const page = storedTurned(laidOutPage(...lines, { text, ...place }), rotation);
        expect(secrecyMarkOf(page)).toBeDefined();
      }),
    );
  });

  test("text without 密, 宓, 内部 or a star bears no mark", () => {
    fc.assert(
      fc.property(noise, (texts) => {
        const lines = texts.map((line, row) => ({
          text: line.replaceAll(/[密宓蜜窑窯内內★]/gu, "田"),
          top: 0.02 + row * 0.11,
        }));
        expect(secrecyMarks(laidOutPage(...lines))).toEqual([]);
      }),
    );
  });

  test("a sentence of three more characters on either side is no mark", () => {
    const plain = fc.constantFrom(...Array.from("保守国家的工作员档案馆关于条例市县"));
    const words = fc.string({ unit: plain, minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(words, fc.constantFrom("机密", "秘密", "绝密", "機密"), words, (before, word, after) => {
        expect(secrecyMarks(laidOutPage({ text: before + word + after, ...topLeft }))).toEqual([]);
        expect(secrecyMarks(laidOutPage({ text: before + word, ...topLeft }))).toEqual([]);
      }),
    );
  });

  test("lines made of nothing but what marks are made of are read to their end", () => {
    const pieces = fc.string({
      unit: fc.constantFrom(...Array.from("绝机秘密★*10年月级件:()解特急第号 O")),
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (texts) => {
        const found = secrecyMarks(laidOutPage(...texts.map((text, row) => ({ text, top: row * 0.03 }))));
        for (const { text } of found) expect(text.length).toBeLessThanOrEqual(80);
      }),
    );
  });
});
