import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatIntakeKey, parseIntakeKey } from "../../shared/domain/intake-key.ts";
import { scanExtensions } from "../../shared/domain/scan-file-name.ts";
import { scanNameToKey } from "../../shared/domain/scan-name.ts";

const code = "Z109-WS·2011·Y·办公室-0001";

describe("a key of the intake bucket", () => {
  test("names one page", () => {
    expect(parseIntakeKey(`440100/2026-11.a/z109-ws．2011．y．办公室－0001/007.JPG`)).toEqual({
      ok: true,
      archiveId: "440100",
      batchId: "2026-11.a",
      archivalCode: code,
      pages: { kind: "single", page: 7 },
      extension: "jpg",
    });
  });

  test.each(["pdf", "tif", "TIFF", "ｐｄｆ"])("names a whole item in one file: .%s", (extension) => {
    expect(parseIntakeKey(`440100/b1/${code}.${extension}`)).toMatchObject({
      ok: true,
      archivalCode: code,
      pages: { kind: "whole" },
    });
  });

  test("reads back as it was formatted", () => {
    const pages = fc.oneof(
      fc.record({
        pages: fc.record({ kind: fc.constant("single" as const), page: fc.integer({ min: 1, max: 99_999 }) }),
        extension: fc.constantFrom(...scanExtensions),
      }),
      fc.record({
        pages: fc.record({ kind: fc.constant("whole" as const) }),
        extension: fc.constantFrom("pdf" as const, "tif" as const, "tiff" as const),
      }),
    );
    const archivalCode = fc.constantFrom(code, "C038-001-002-003", "Z109-WS·2011-Y-BGS-0001");
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9]{6}$/),
        fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
        archivalCode,
        pages,
        (archiveId, batchId, item, file) => {
          const key = { archiveId, batchId, archivalCode: item, ...file };
          expect(parseIntakeKey(formatIntakeKey(key))).toEqual({ ok: true, ...key });
        },
      ),
    );
  });

  test.each(["1", "01", "001", "００１", "00001"])("page %s is page 1", (page) => {
    expect(parseIntakeKey(`440100/b1/${code}/${page}.tif`)).toMatchObject({ ok: true, pages: { page: 1 } });
  });
});

describe("a key that is refused says why, and where it belongs if that could be read", () => {
  const in440100b1 = { archiveId: "440100", batchId: "b1" };
  test.each([
    ["440100", "key-malformed", { archiveId: "440100" }],
    ["", "key-malformed", {}],
    [`440100/b1/${code}/x/001.jpg`, "key-malformed", in440100b1],
    [`440100//${code}/001.jpg`, "key-malformed", { archiveId: "440100" }],
    [`/440100/b1/${code}.pdf`, "key-malformed", {}],
    [`44010/b1/${code}/001.jpg`, "archive-id-malformed", {}],
    [`440100/批次/${code}/001.jpg`, "batch-id-malformed", { archiveId: "440100" }],
    [`440100/-b/${code}/001.jpg`, "batch-id-malformed", { archiveId: "440100" }],
    [`440100/${"b".repeat(65)}/${code}/001.jpg`, "batch-id-malformed", { archiveId: "440100" }],
    ["440100/b1/档案/001.jpg", "archival-code-malformed", { ...in440100b1, problem: "too-few-levels" }],
    ["440100/b1/../001.jpg", "archival-code-malformed", { ...in440100b1, problem: "empty-part" }],
    [`440100/b1/${code}/0.jpg`, "page-malformed", in440100b1],
    [`440100/b1/${code}/100000.jpg`, "page-malformed", in440100b1],
    [`440100/b1/${code}/1a.jpg`, "page-malformed", in440100b1],
    [`440100/b1/${code}/.jpg`, "not-a-scan", in440100b1],
    [`440100/b1/${code}.jpg`, "page-malformed", in440100b1],
    [`440100/b1/${code}/001.gif`, "extension-unknown", in440100b1],
    [`440100/b1/${code}/001`, "extension-unknown", in440100b1],
    [`440100/b1/${code}/`, "not-a-scan", in440100b1],
    [`440100/b1/${code}/.DS_Store`, "not-a-scan", in440100b1],
    [`440100/b1/${code}/._001.jpg`, "not-a-scan", in440100b1],
    [`440100/b1/${code}/Thumbs.db`, "not-a-scan", in440100b1],
    [`440100/b1/__MACOSX/${code}/001.jpg`, "not-a-scan", in440100b1],
  ])("%s is %s", (key, refusal, rest) => {
    expect(parseIntakeKey(key)).toEqual({ ok: false, code: refusal, ...rest });
  });
});

describe("a scan named by code and serial (DA/T 31)", () => {
  test.each([
    [`${code}-001.jpg`, code, 1],
    [`${code}_012.TIF`, code, 12],
    [`${code}－００３.png`, code, 3],
    ["C038-001-002-003-002.jpg", "C038-001-002-003", 2],
    ["C038-001-002-003.jpg", "C038-001-002-003", 1],
    ["J019-ZY·JC·CC·2019·D30-001-002.jpg", "J019-ZY·JC·CC·2019·D30-001", 2],
    ["J019-ZY·JC·CC·2019·D30-001-002-003.jpg", "J019-ZY·JC·CC·2019·D30-001-002", 3],
    ["K021-ZP·2019·D30-025-005.jpg", "K021-ZP·2019·D30-025-005", 1],
    ["Z109-WS·2011-Y-BGS-0001-004.jpg", "Z109-WS·2011-Y-BGS-0001", 4],
    [`${code}.jpg`, code, 1],
  ])("%s is a page", (name, archivalCode, page) => {
    expect(scanNameToKey(name)).toMatchObject({ ok: true, archivalCode, pages: { kind: "single", page } });
  });

  test.each([
    [`${code}.pdf`, code],
    [`${code}.tif`, code],
    ["J019-ZY·JC·CC·2019·D30-001-002.pdf", "J019-ZY·JC·CC·2019·D30-001-002"],
  ])("%s is a whole item", (name, archivalCode) => {
    expect(scanNameToKey(name)).toMatchObject({ ok: true, archivalCode, pages: { kind: "whole" } });
  });

  test.each([
    [".DS_Store", "not-a-scan"],
    ["notes.txt", "extension-unknown"],
    ["IMG_0001.jpg", "archival-code-malformed"],
    [`${code}-000.jpg`, "archival-code-malformed"],
  ])("%s is refused: %s", (name, refusal) => {
    expect(scanNameToKey(name)).toEqual({ ok: false, code: refusal });
  });
});
