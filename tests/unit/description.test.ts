import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { recordKinds } from "../../shared/catalogue/kinds.ts";
import { description } from "../../shared/domain/description.ts";
import { columnNames, columnOfHeader, descriptionColumns } from "../../shared/domain/description-columns.ts";
import { descriptionFault, explainFault, faultCode } from "../../shared/domain/description-fault.ts";
import { describeRow } from "../../shared/domain/describe-row.ts";
import {
  comparableIdentityNumber,
  maskIdentityNumber,
  parseIdentityNumber,
} from "../../shared/domain/identity-number.ts";
import { headersOf, kindNamed, recordKind } from "../../shared/domain/record-kind.ts";
import { parseReferenceCode, volumeOf } from "../../shared/domain/reference-code.ts";
import { parseStatedDate } from "../../shared/domain/stated-date.ts";
import { parseStatedRetention, retentionCode } from "../../shared/domain/stated-retention.ts";
import { goodRow, rowOf } from "../support/catalogue-row.ts";

const context = { archiveId: "440100", kinds: recordKinds };
const read = (cells: Readonly<Record<string, string>>) => describeRow(rowOf(cells), context);
const faultsOf = (cells: Readonly<Record<string, string>>): string[] => {
  const reading = read(cells);
  return reading.ok ? [] : reading.faults.map(({ column, code }) => `${column}: ${code}`);
};
const ofMarriage = { ...goodRow, 档案种类: "婚姻", 男方姓名: "张三", 女方姓名: "李四" };

describe("日期", () => {
  it.each([
    ["20110301", "20110301"],
    ["2011-3-1", "20110301"],
    ["2011年3月", "201103[00]"],
    ["1956", "1956[0000]"],
    ["1956[]", "1956[0000]"],
    ["１９５６［０３０１］", "1956[0301]"],
    ["[19560301]", "[19560301]"],
    ["[1956]0301", "[1956]0301"],
    ["19560300", "195603[00]"],
    ["民国三十五年", undefined],
    ["民国35年3月1日", "19460301"],
    ["民國元年", "1912[0000]"],
    ["19560101-19561231", "19560101-19561231"],
    ["1956-01-01至1956-12-31", "19560101-19561231"],
    ["1957~1956", undefined],
    ["20110229", undefined],
    ["20111301", undefined],
    ["19560001", undefined],
    ["1956[03", undefined],
    ["农历三月", undefined],
  ])("%s is kept as %s", (given, kept) => {
    expect(parseStatedDate(given)?.text).toBe(kept);
  });

  it("is kept in a form that reads as itself", () => {
    const digits = fc.stringMatching(/^\[?[12]\d{3}\]?\[?(0\d|1[0-2])\]?\[?[0-2]\d\]?$/);
    fc.assert(
      fc.property(fc.oneof(digits, fc.string({ maxLength: 14 })), (given) => {
        const once = parseStatedDate(given);
        if (once !== undefined) expect(parseStatedDate(once.text)).toEqual(once);
      }),
    );
  });
});

describe("保管期限", () => {
  it.each([
    ["永久", "Y"],
    ["Y", "Y"],
    ["30年", "D30"],
    ["d30", "D30"],
    ["定期10年", "D10"],
    ["100 年", "D100"],
    ["７", "D7"],
  ])("%s is %s", (text, code) => {
    const reading = parseStatedRetention(text);
    expect(reading.ok && retentionCode(reading.retention)).toBe(code);
  });

  it.each([
    ["长期", "retention-without-years"],
    ["0年", "retention-malformed"],
    ["很久", "retention-malformed"],
  ])("%s is refused as %s", (text, code) => {
    expect(parseStatedRetention(text)).toEqual({ ok: false, code });
  });
});

describe("identity numbers", () => {
  it("of 15 digits compare as the 18 of the same person, and as nobody else's", () => {
    expect(comparableIdentityNumber("110105491231002")).toBe("11010519491231002X");
    expect(comparableIdentityNumber("11010519491231002X")).toBe("11010519491231002X");
  });

  it.each(["１１０１０５１９４９１２３１００２ｘ", "110105 19491231 002x", "110105-19491231-002X"])(
    "%s is one",
    (text) => {
      expect(parseIdentityNumber(text)).toBe("11010519491231002X");
    },
  );

  it.each(["", "无", "1101051949123100", "11010519491231002Y"])("%s is none", (text) => {
    expect(parseIdentityNumber(text)).toBeUndefined();
  });

  it("are shown without birth date", () => {
    expect(maskIdentityNumber("11010519491231002X")).toBe("110105********002X");
    expect(maskIdentityNumber("110105491231002")).toBe("110105******002");
  });
});

describe("codes of the levels", () => {
  it.each([
    ["fonds", "z109", "Z109"],
    ["series", "Z109-WS·2011·Y·办公室", "Z109-WS·2011·Y·办公室"],
    ["series", "C038-001", "C038-001"],
    ["volume", "J019-ZY·JC·CC·2019·D30-001", "J019-ZY·JC·CC·2019·D30-001"],
    ["volume", "C038-001-002", "C038-001-002"],
    ["item", "Z109-WS.2011.Y.办公室-0001", "Z109-WS·2011·Y·办公室-0001"],
  ] as const)("%s %s", (level, given, canonical) => {
    expect(parseReferenceCode(level, given)?.canonical).toBe(canonical);
  });

  it.each([
    ["fonds", "Z109-WS·2011·Y"],
    ["volume", "Z109-WS·2011·Y"],
    ["item", "Z109"],
    ["series", "办公室"],
  ] as const)("no %s is %s", (level, given) => {
    expect(parseReferenceCode(level, given)).toBeUndefined();
  });

  it("an item kept by volume names its volume", () => {
    const volume = (code: string) => volumeOf(parseReferenceCode("item", code)!.code);
    expect(volume("C038-001-002-003")).toBe("C038-001-002");
    expect(volume("Z109-WS·2011·Y·办公室-0001")).toBeUndefined();
  });
});

describe("a row", () => {
  it("of DA/T 18-2022 gives its description", () => {
    const reading = read({ ...goodRow, 密级: "无", 公开属性: "依申请公开", 页数: "12" });
    expect(reading).toEqual({
      ok: true,
      people: [],
      description: {
        archiveId: "440100",
        level: "item",
        archivalCode: goodRow.档号,
        title: goodRow.题名,
        creator: goodRow.责任者,
        date: "20110301",
        year: 2011,
        retentionPeriod: { kind: "permanent" },
        openingMark: "unreviewed",
        disclosure: "on-request",
        pages: 12,
        fields: {},
      },
    });
    expect(reading.ok && description.parse(reading.description)).toEqual(reading.ok && reading.description);
  });

  it.each(["著录层级", "档号", "题名", "日期", "责任者", "保管期限", "开放标识"])("of an item needs %s", (column) => {
    expect(faultsOf({ ...goodRow, [column]: " " })).toEqual([`${column}: value-missing`]);
  });

  it("of a fonds needs level, code and title only", () => {
    expect(faultsOf({ 著录层级: "全宗", 档号: "Z109", 题名: "某市人民政府" })).toEqual([]);
  });

  it.each([
    ["著录层级", "子文件", "level-unknown"],
    ["档号", "Z109", "archival-code-malformed"],
    ["题名", "长".repeat(501), "value-too-long"],
    ["题名", "a\u0001b", "characters-forbidden"],
    ["日期", "昨天", "date-malformed"],
    ["年度", "11", "year-malformed"],
    ["保管期限", "长期", "retention-without-years"],
    ["保管期限", "很久", "retention-malformed"],
    ["开放标识", "半开", "opening-mark-unknown"],
    ["公开属性", "都可", "disclosure-unknown"],
    ["密级", "保密", "classification-unknown"],
    ["密级", "内部", "classification-internal"],
    ["密级", "已解密", "classification-declassified"],
    ["密级", "机密★10年", "classified"],
    ["页数", "若干", "number-malformed"],
    ["案卷档号", "Z109", "volume-malformed"],
    ["档案馆代码", "310000", "archive-differs"],
    ["档案种类", "天文", "kind-unknown"],
  ])("is refused for its %s", (column, text, code) => {
    expect(faultsOf({ ...goodRow, [column]: text })).toEqual([`${column}: ${code}`]);
  });

  it("tells all that is wrong with it at once", () => {
    expect(faultsOf({ ...goodRow, 日期: "昨天", 开放标识: "半开", 页数: "若干" })).toHaveLength(3);
  });

  it("that declares a 密级 leaves nothing but its code", () => {
    const secret = { ...goodRow, 题名: "甲乙丙", 密级: "绝密★30年", 日期: "昨天" };
    expect(read(secret)).toEqual({
      ok: false,
      faults: [{ code: "classified", column: "密级", facts: {} }],
      classified: { archivalCode: goodRow.档号, declared: "绝密★30年" },
    });
  });

  it("of a kind gives what the kind asks for, with numbers masked and people apart", () => {
    const reading = read({ ...ofMarriage, 男方身份证号: "11010519491231002x", 登记日期: "1985年1月1日" });
    expect(reading.ok && reading.description).toMatchObject({
      kind: "marriage",
      fields: { husbandName: "张三", husbandIdentityNumber: "110105********002X", registeredOn: "19850101" },
    });
    expect(reading.ok && reading.people).toEqual([
      { field: "husbandName", is: "name", text: "张三" },
      { field: "husbandIdentityNumber", is: "identity-number", text: "11010519491231002X" },
      { field: "wifeName", is: "name", text: "李四" },
    ]);
  });

  it.each([
    [{ ...ofMarriage, 女方姓名: "" }, "女方姓名: value-missing"],
    [{ ...ofMarriage, 女方身份证号: "不详" }, "女方身份证号: identity-number-malformed"],
    [{ ...ofMarriage, 下乡地点: "某县" }, "下乡地点: field-not-of-kind"],
    [{ ...goodRow, 男方姓名: "张三" }, "男方姓名: kind-needed"],
  ])("is refused for what its kind says", (cells, fault) => {
    expect(faultsOf(cells)).toEqual([fault]);
  });

  it("never repeats in a fault what names a person", () => {
    const reading = read({ ...ofMarriage, 男方身份证号: "1101051949123100299" });
    expect(JSON.stringify(reading)).not.toContain("1101051949123100299");
  });
});

describe("what can be wrong", () => {
  const facts = { value: "甲", limit: 5, archiveId: "440100", kind: "婚姻", other: 3, found: 1, expected: 2 };
  test.each(faultCode.options)("%s is said in both languages, with its facts", (code) => {
    const { zh, en } = explainFault(descriptionFault.parse({ code, column: "题名", facts }));
    expect(zh).toMatch(/\p{Script=Han}.*。$/u);
    expect(en).toMatch(/\.$/);
    expect(zh + en).not.toMatch(/[{}]|undefined/);
  });
});

describe("columns and kinds", () => {
  it("are found by name, by either label and by alias, in any width and case", () => {
    for (const name of columnNames) {
      const { label, aliases } = descriptionColumns[name];
      for (const header of [name, label.zh, label.en, ...aliases, ` ${label.en.toUpperCase()}：`])
        expect(columnOfHeader(header)).toBe(name);
    }
  });

  it("have no field that reads as a column of every catalogue, and none twice in a kind", () => {
    for (const { id, fields } of recordKinds) {
      const headers = fields.flatMap((field) => [...new Set(headersOf(field))]);
      expect(
        headers.filter((header) => columnOfHeader(header) !== undefined),
        id,
      ).toEqual([]);
      expect(headers, id).toEqual([...new Set(headers)]);
    }
  });

  it("are each found by every name of theirs", () => {
    for (const { id, name, aliases } of recordKinds)
      for (const called of [id, name.zh, name.en, ...aliases]) expect(kindNamed(recordKinds, called)?.id).toBe(id);
  });

  it("cover the 民生 kinds that archives are asked for", () => {
    const wanted = ["婚姻", "知青", "土地", "房产", "学籍", "工龄", "独生子女", "退伍"];
    expect(wanted.filter((name) => kindNamed(recordKinds, name) === undefined)).toEqual([]);
  });

  it("refuse a kind that hides an identity number in a plain field", () => {
    const field = { name: "number", label: { zh: "号", en: "number" }, personal: "identity-number" };
    expect(recordKind.safeParse({ id: "x", name: { zh: "某", en: "x" }, fields: [field] }).success).toBe(false);
  });
});
