import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accession } from "../../shared/domain/accession.ts";
import { payloadPath } from "../../shared/domain/bag-layout.ts";
import { batchBar, explainExportFailure, exportFailureCode, pageBar } from "../../shared/domain/export-failure.ts";
import {
  askedExport,
  bagBytesAtMost,
  bagNameOf,
  failedBy,
  hasEnded,
  mostExportBytes,
  partBytesFor,
} from "../../shared/domain/export-job.ts";
import { parseArchivalCode } from "../../shared/domain/archival-code.ts";
import { readFilePath } from "../../shared/domain/scan-path.ts";
import { arbitraryCode } from "../support/arbitrary-code.ts";
import { mediaType, page, type Page } from "../../shared/domain/page.ts";

const moment = "2026-11-23T08:00:00.000Z";
const code = "Z109-WS·2011·Y·办公室-0001";
const standing = (more: Partial<Page> = {}): Page =>
  page.parse({
    ...{ archiveId: "440100", archivalCode: code, page: 1, homeRegion: "cn-north-1", batchId: "b1", state: "kept" },
    ...{ version: 1, revision: 1, writes: 1, acceptedAt: moment, reading: { state: "pending" }, replicas: [] },
    file: { sha256: "a".repeat(64), mediaType: "image/jpeg", bytes: 7, pageInFile: 1, pageCount: 1 },
    arrival: { key: "k", sequencer: "01", at: moment },
    ...more,
  });
const batch = (more: object = {}) =>
  accession.parse({
    ...{ archiveId: "440100", batchId: "b1", accessionType: "transfer", from: { name: "市民政局" }, restrictions: [] },
    ...{ state: "accepted", custody: "holding", transitions: [], writes: 1 },
    ...more,
  });
const quarantine = { at: moment, by: "service:ocr", mark: "机密★10年" };

describe("what bars a page from going out", () => {
  test.each([
    ["a page that is set aside", { state: "quarantined" as const }, batch(), "batch-held"],
    ["a held batch whose pages have yet to follow", {}, batch({ quarantine }), "batch-held"],
    ["a batch that still takes scans", {}, batch({ state: "open" }), "batch-open"],
    ["a registration backup", { custody: "registration-backup" as const }, undefined, "registration-backup"],
    ["one whose pages have yet to follow", {}, batch({ custody: "registration-backup" }), "registration-backup"],
    ["a page that may not be copied", { restrictions: ["copying" as const] }, batch(), "use-restricted"],
    ["a page that may not be read", { restrictions: ["consultation" as const] }, batch(), "use-restricted"],
    ["a restriction that pages have yet to follow", {}, batch({ restrictions: ["copying"] }), "use-restricted"],
  ])("is %s", (_, more, of, failure) => {
    expect(pageBar(standing(more), of)?.code).toBe(failure);
  });

  test("is not that it may not be published, nor that nobody opened its batch", () => {
    expect(pageBar(standing({ restrictions: ["publication"] }), batch())).toBeUndefined();
    expect(pageBar(standing(), undefined)).toBeUndefined();
  });

  test("is nothing of a page that does not stand: it is left out", () => {
    expect(pageBar(standing({ state: "withdrawn" }), batch({ quarantine }))).toBeUndefined();
  });

  test("is told in words that say what to do, in both languages", () => {
    const facts = { batchId: "b1", archivalCode: code, page: 1, bytes: 1, limit: 2 };
    for (const failure of exportFailureCode.options) {
      const { zh, en } = explainExportFailure({ code: failure, facts });
      expect(`${zh} ${en}`).not.toMatch(/\{\w+\}/);
      expect(zh).toMatch(/请/);
    }
    expect(batchBar(batch())).toBeUndefined();
  });
});

describe("the parts of a bag", () => {
  test("are so many that S3 takes them, and so long that it does, up to what one export may be", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: mostExportBytes }), (bytes) => {
        const partBytes = partBytesFor(bytes)!;
        expect(partBytes).toBeGreaterThanOrEqual(5 * 1024 ** 2);
        expect(Math.ceil(bytes / partBytes)).toBeLessThanOrEqual(10_000);
      }),
    );
    expect(partBytesFor(mostExportBytes * 2)).toBeUndefined();
    expect(bagBytesAtMost({ files: 1000, bytes: 5 })).toBeGreaterThan(1_000_000);
  });
});

describe("a file in a bag", () => {
  test("lies where a deposit finds its item and page, whatever its code looks like", () => {
    const pageOf = fc.record({
      archivalCode: arbitraryCode.map((text) => {
        const read = parseArchivalCode(text);
        return read.ok ? read.code.canonical : text;
      }),
      page: fc.integer({ min: 1, max: 9999 }),
      file: fc.record({
        sha256: fc.constant("a".repeat(64)),
        mediaType: fc.constantFrom(...mediaType.options),
        bytes: fc.constant(7),
        pageInFile: fc.constant(1),
        pageCount: fc.constant(1),
      }),
    });
    fc.assert(
      fc.property(pageOf, fc.boolean(), ({ file, ...of }, isWhole) => {
        const wholes: readonly string[] = ["application/pdf", "image/tiff"];
        const pageCount = isWhole && wholes.includes(file.mediaType) ? 3 : 1;
        const { archivalCode, page } = of;
        const pages = pageCount > 1 ? { kind: "whole" } : { kind: "single", page };
        const found = readFilePath(payloadPath({ ...of, file: { ...file, pageCount } }));
        expect(found).toMatchObject({ kind: "named", archivalCode, pages });
      }),
    );
  });
});

describe("an export", () => {
  test("is called by its archive, what it is of, and its day", () => {
    const job = askedExport({
      ...{ archiveId: "440100", exportId: "0123456789ab", of: { level: "batch", batchId: "2026-civil" } },
      ...{ actor: "clerk", reason: "省馆备查", askedAt: moment },
    });
    expect(bagNameOf(job)).toBe("440100-2026-civil-20261123");
    expect(hasEnded(job)).toBe(false);
    expect(failedBy(job, { code: "nothing-to-export", facts: {} })).toMatchObject({ state: "failed", writes: 2 });
  });
});
