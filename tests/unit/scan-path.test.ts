import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inNaturalOrder } from "../../clients/cli/natural-order.ts";
import { resemblesArchivalCode } from "../../shared/domain/resembles-code.ts";
import { pageClaims, readFilePath } from "../../shared/domain/scan-path.ts";
import { formatIntakeKey, parseIntakeKey } from "../../shared/domain/intake-key.ts";

const item = "Z109-WS·2011·Y·办公室-0001";
const key = (path: string): string => {
  const reading = readFilePath(path);
  if (reading.kind === "malformed") return reading.tail;
  if (reading.kind !== "named") return reading.kind;
  return formatIntakeKey({ archiveId: "440100", batchId: "b", ...reading }).slice("440100/b/".length);
};

describe("a folder's files and where they belong", () => {
  it.each([
    [`${item}/1.jpg`, `${item}/001.jpg`],
    [`盒3/2011/${item}/012.TIF`, `${item}/012.tif`],
    [`${item}.pdf`, `${item}.pdf`],
    [`a/b/${item}.tiff`, `${item}.tiff`],
    [`${item}/${item}.tif`, `${item}.tif`],
    [`${item}/${item}.jpg`, `${item}/001.jpg`],
    ["J019-ZY·TD·2001·Y-007-0012/J019-ZY·TD·2001·Y-007-0012.tif", "J019-ZY·TD·2001·Y-007-0012.tif"],
    ["J019-ZY·TD·2001·Y-007-0012.tif", "J019-ZY·TD·2001·Y-007/012.tif"],
    [`${item}-003.jpg`, `${item}/003.jpg`],
    [`${item}/${item}-003.jpg`, `${item}/003.jpg`],
    [`z109-ws.2011.y.办公室-0001/2.jpg`, `${item}/002.jpg`],
  ])("%s becomes %s", (path, expected) => {
    expect(key(path)).toBe(expected);
  });

  it.each([
    "manifest.json",
    ".DS_Store",
    "scans/Thumbs.db",
    "list.csv",
    `${item}/._001.jpg`,
    "__MACOSX/001.jpg",
    "说明",
  ])("%s is left out", (path) => {
    expect(readFilePath(path).kind).toBe("left-out");
  });

  it.each([
    ["Z109-WS·2011·X9·办公室-0001/001.jpg", "Z109-WS·2011·X9·办公室-0001/001.jpg"],
    [`${item}/封面.jpg`, `${item}/封面.jpg`],
    ["深/Z109-WS2011-0001.pdf", "Z109-WS2011-0001.pdf"],
    ["Z109 WS 2011 0001/001.jpg", "Z109 WS 2011 0001/001.jpg"],
    ["XX-WS·2011·Y-0001.pdf", "XX-WS·2011·Y-0001.pdf"],
    ["扫描件/001.jpg", "扫描件/001.jpg"],
    ["2024-05-01/003.png", "2024-05-01/003.png"],
  ])("%s was meant as a code and is sent for the service to refuse", (path, tail) => {
    expect(key(path)).toBe(tail);
    expect(parseIntakeKey(`440100/b/${tail}`).ok).toBe(false);
  });

  it.each([
    "scan0001.jpg",
    "001.jpg",
    "IMG_20240501_101500.jpg",
    "IMG-20240501-WA0001.jpg",
    "DSC-2024-001.jpg",
    "合同.pdf",
  ])("%s is loose", (path) => {
    expect(readFilePath(path).kind).toBe("loose");
  });

  it("reads back whatever key it gives, from any depth", () => {
    const code = fc
      .tuple(fc.stringMatching(/^[A-Z]\d{3}$/), fc.integer({ min: 1900, max: 2099 }), fc.integer({ min: 1, max: 9999 }))
      .map(([fonds, year, number]) => `${fonds}-WS·${year}·D30-${number.toString().padStart(4, "0")}`);
    const above = fc.array(fc.stringMatching(/^[a-z盒卷0-9]{1,8}$/), { maxLength: 3 });
    fc.assert(
      fc.property(above, code, fc.integer({ min: 1, max: 99_999 }), (folders, archivalCode, page) => {
        const reading = readFilePath([...folders, archivalCode, `${page}.jpg`].join("/"));
        expect(reading).toEqual({ kind: "named", archivalCode, pages: { kind: "single", page }, extension: "jpg" });
      }),
    );
  });

  it("takes a stand on any path at all, and names only what the service can read", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 }), (parts) => {
        const reading = readFilePath(parts.join("/"));
        if (reading.kind !== "named") return;
        expect(parseIntakeKey(formatIntakeKey({ archiveId: "440100", batchId: "b", ...reading })).ok).toBe(true);
      }),
    );
  });
});

describe("what was meant as an archival code", () => {
  it.each(["Z109", "0109-WS·2011·Y-0001", "001-01-002", "WS·2011·Y", "Z109_2011"])("%s", (text) => {
    expect(resemblesArchivalCode(text)).toBe(true);
  });
  it.each(["2024-05-01", "scan", "page-1", "A4-scan-01", "v1.2-final", "IMG_0001"])("not %s", (text) => {
    expect(resemblesArchivalCode(text)).toBe(false);
  });
});

describe("two files for one page", () => {
  it("are noticed, a whole item beside one of its pages too", () => {
    const { claim } = pageClaims();
    const page = (number: number) => ({ archivalCode: item, pages: { kind: "single" as const, page: number } });
    expect(claim(page(1), "1.tif")).toBeUndefined();
    expect(claim(page(2), "2.tif")).toBeUndefined();
    expect(claim(page(1), "1.jpg")).toBe("1.tif");
    expect(claim({ archivalCode: item, pages: { kind: "whole" } }, "all.pdf")).toBe("1.tif");
    expect(claim({ archivalCode: "Z109-WS·2011·Y-0002", pages: { kind: "whole" } }, "other.pdf")).toBeUndefined();
    expect(claim({ ...page(9), archivalCode: "Z109-WS·2011·Y-0002" }, "9.jpg")).toBe("other.pdf");
  });
});

describe("natural order", () => {
  it("counts as people do and never calls two names equal", () => {
    expect(["page 10", "page 2", "page 02"].sort(inNaturalOrder).at(-1)).toBe("page 10");
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(inNaturalOrder(a, b) === 0).toBe(a === b);
        expect(Math.sign(inNaturalOrder(a, b))).toBe(-Math.sign(inNaturalOrder(b, a)) + 0);
      }),
    );
  });
});
