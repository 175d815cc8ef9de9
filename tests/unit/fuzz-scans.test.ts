import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeScan } from "../../functions/ocr/describe-scan.ts";
import { examineFile, type Examination } from "../../functions/intake/examine-file.ts";
import { reportOf } from "../../shared/checks/report-of.ts";
import { checkReport } from "../../shared/contract/check-report.ts";
import { defaultProfile } from "../../shared/contract/check-profile.ts";
import { refusalCode } from "../../shared/domain/refusal.ts";
import { scanFacts } from "../../shared/domain/scan-facts.ts";
import { DocumentError } from "../../shared/imaging/document-error.ts";
import { openDocument } from "../../shared/imaging/open-document.ts";
import { runs } from "../support/property-runs.ts";
import { shadedJpeg, shadedPage, shadedTiff } from "../support/shaded-scans.ts";
import { smallPdf } from "../support/small-pdf.ts";
import { codeOf, soundBatch, soundPage } from "../support/tested-batch.ts";

const limits = { bytes: 1_000_000, pixels: 4_000_000, pages: 50 };
/** What one file may make the process grow by, decoder's own memory included; a page of the largest size takes 16 MB. */
const mostGrowth = 400 * 1024 * 1024;
const tries = { numRuns: runs(60), interruptAfterTimeLimit: runs(25_000), markInterruptAsFailure: false };

let folder: string;
let seeds: readonly { readonly extension: string; readonly bytes: Buffer }[];
let made = 0;
let before = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lantai-fuzz-"));
  const jpeg = await shadedJpeg(120, 60);
  const image = { jpeg, width: 60, height: 60 };
  seeds = [
    { extension: "pdf", bytes: smallPdf(["q 72 0 0 144 0 0 cm /I Do Q"], { image }) },
    { extension: "pdf", bytes: smallPdf(["0 0 m 72 144 l S", "BT /F 9 Tf (x) Tj ET"]) },
    { extension: "jpg", bytes: jpeg },
    { extension: "png", bytes: await shadedPage(30, 60) },
    { extension: "tif", bytes: await shadedTiff([1, 2]) },
  ];
  before = process.memoryUsage().rss;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * What becomes of a file on its way through intake, reading and the checks. It is refused with a reason, or each of its first
 * pages is opened or called unreadable, and the checks make a report of it either way.
 */
const through = async (extension: string, bytes: Uint8Array): Promise<Examination> => {
  made += 1;
  const path = join(folder, `scan-${made}`);
  writeFileSync(path, bytes);
  try {
    const examined = await examineFile(path, { extension, kind: "whole" }, limits);
    if (!examined.ok) {
      expect(refusalCode.options).toContain(examined.refusal.code);
      return examined;
    }
    const { mediaType, pageCount } = examined;
    const document = await openDocument({ path, mediaType, maxPixels: limits.pixels }).catch(unreadable);
    for (let page = 1; page <= Math.min(pageCount, 2); page += 1) tested(page, await scanOf(document, page));
    await document?.close();
    return examined;
  } finally {
    rmSync(path, { force: true });
  }
};

const unreadable = (error: unknown): undefined => {
  if (!(error instanceof DocumentError)) throw error;
  return undefined;
};

const scanOf = async (document: Awaited<ReturnType<typeof openDocument>> | undefined, page: number) => {
  if (document === undefined) return undefined;
  try {
    const raster = await document.page(page);
    const { width, height } = raster;
    const nothingRead = {
      engine: { name: "none", version: "1", model: "none" },
      ...{ width, height, rotation: 0 as const, lines: [], confidence: 0, blank: true },
    };
    return scanFacts.parse(await describeScan(raster, await document.traits(page), nothingRead));
  } catch (error) {
    return unreadable(error);
  }
};

const tested = (number: number, scan: ReturnType<typeof scanFacts.parse> | undefined): void => {
  const page = soundPage(codeOf(1), number);
  const readAt = "2026-11-23T08:00:00.000Z";
  const reading: typeof page.reading =
    scan === undefined
      ? { state: "failed", code: "unreadable", failedAt: readAt }
      : { state: "read", sha256: page.file.sha256, confidence: 0, needsPerson: true, engine: "none/1", readAt, scan };
  const evidence = { ...soundBatch(1), pages: [{ ...page, reading }] };
  checkReport.parse(reportOf({ archiveId: "440100", batchId: "b1" }, evidence, defaultProfile));
};

const grown = (): number => process.memoryUsage().rss - before;
const seed = fc.nat(4);
const seedAt = (index: number) => seeds[index] ?? { extension: "pdf", bytes: Buffer.alloc(0) };

describe("a scan that is none, or was damaged, is refused or tested, and harms nobody", () => {
  test("random bytes, whatever they are called", async () => {
    const extension = fc.constantFrom("pdf", "jpg", "png", "tif", "jp2");
    const head = fc.constantFrom("", "%PDF-1.7\n", "\xff\xd8\xff", "II*\0", "MM\0*", "\x89PNG\r\n\x1a\n");
    await fc.assert(
      fc.asyncProperty(extension, head, fc.uint8Array({ maxLength: 2000 }), async (named, begins, rest) => {
        await through(named, Buffer.concat([Buffer.from(begins, "latin1"), rest]));
      }),
      tries,
    );
  });

  test("valid scans with some bytes changed", async () => {
    const damage = fc.array(fc.tuple(fc.nat(100_000), fc.nat(255)), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(seed, damage, async (index, changes) => {
        const { extension, bytes } = seedAt(index);
        const changed = Buffer.from(bytes);
        for (const [at, value] of changes) changed.writeUInt8(value, at % changed.length);
        await through(extension, changed);
      }),
      tries,
    );
  });

  test("valid scans that are cut short, or of which a part comes twice", async () => {
    await fc.assert(
      fc.asyncProperty(seed, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), async (index, share, twice) => {
        const { extension, bytes } = seedAt(index);
        const cut = bytes.subarray(0, Math.floor(bytes.length * share));
        await through(extension, twice ? Buffer.concat([cut, cut]) : cut);
      }),
      tries,
    );
  });

  test("PDFs whose numbers say what cannot be", async () => {
    const number = fc.constantFrom("-1", "0", "99999999", "2147483648", "18446744073709551616", "1e99", "null", "[]");
    const name = fc.constantFrom("/Count", "/Width", "/Height", "/Length", "/Size", "/BitsPerComponent");
    await fc.assert(
      fc.asyncProperty(name, number, async (entry, value) => {
        const text = seedAt(0).bytes.toString("latin1");
        await through(
          "pdf",
          Buffer.from(text.replaceAll(new RegExp(`${entry} \\d+`, "g"), `${entry} ${value}`), "latin1"),
        );
      }),
      tries,
    );
  });

  test("a PDF of a million pages is refused by its count, and its pages are not looked at", async () => {
    const kids = Array.from({ length: 5000 }, () => "4 0 R").join(" ");
    const text = seedAt(1).bytes.toString("latin1");
    const many = text.replace(/\/Count 2\/Kids\[[^\]]*\]/, `/Count 5000/Kids[${kids}]`);
    const claims = text.replace("/Count 2", "/Count 1000000");
    for (const pdf of [many, claims]) {
      const examined = await through("pdf", Buffer.from(pdf, "latin1"));
      if (!examined.ok) expect(["too-many-pages", "broken"]).toContain(examined.refusal.code);
      else expect(examined.pageCount).toBeLessThanOrEqual(limits.pages);
    }
  });

  test("a PDF nested a hundred thousand deep", async () => {
    const deep = 100_000;
    const nests = [
      `${"[".repeat(deep)}${"]".repeat(deep)}`,
      `${"<</A".repeat(deep)} 1${">>".repeat(deep)}`,
      `${"(".repeat(deep)}${")".repeat(deep)}`,
    ];
    for (const nest of nests) {
      await through("pdf", smallPdf(["q Q"], { catalogue: `/Deep ${nest}` }));
      await through("pdf", smallPdf([`${"q ".repeat(deep)}0 0 m 9 9 l S`]));
    }
    const tree = "<</Type/Pages/Count 1/Kids[2 0 R]>>";
    await through(
      "pdf",
      Buffer.from(
        seedAt(1)
          .bytes.toString("latin1")
          .replace(/<<\/Type\/Pages.*?>>/, tree),
        "latin1",
      ),
    );
  });

  test("and after all of it the process has not grown by more than a few pages take", () => {
    expect(grown()).toBeLessThan(mostGrowth);
  });
});
