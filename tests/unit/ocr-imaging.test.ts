import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DocumentError } from "../../shared/imaging/document-error.ts";
import { DECODED_PIXELS, decodedSize } from "../../shared/imaging/document.ts";
import { openDocument, probe, verifyDecodable } from "../../shared/imaging/open-document.ts";
import { turnRaster, type Raster } from "../../shared/imaging/raster.ts";
import { smallPdf } from "../support/small-pdf.ts";

/** 64 × 48 pixels of red 192, green 48, blue 32; a bare codestream made by OpenJPEG 2.5.4. */
const CODESTREAM = Buffer.from(
  [
    "/0//UQAvAAAAAABAAAAAMAAAAAAAAAAAAAAAQAAAADAAAAAAAAAAAAADBwEBBwEBBwEB/1IADAACABQBBQQEAAD/XAAjQncgdvB2",
    "8HbAbwBvAG7gZ1BnUGdoUAVQBVBHV9NX01di/2QAJQABQ3JlYXRlZCBieSBPcGVuSlBFRyB2ZXJzaW9uIDIuNS40/5AACgAAAAAB",
    "kAAB/5PD+QYIjE6Ty3+AgICAgICAgICAgICAgICAgICAw/kGCJA0cmM2gICAgICAgICAgICAgICAgICAgMf4CAHXip3CwnN/gICA",
    "gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICA",
    "gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICA",
    "gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICA",
    "gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICA",
    "gICAgICAgICAgICAgICAgP/Z",
  ].join(""),
  "base64",
);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantai-imaging-"));
});

afterAll(async () => rm(folder, { recursive: true }));

let written = 0;

async function fileOf(bytes: Uint8Array, mediaType: string) {
  const path = join(folder, String(written++));
  await writeFile(path, bytes);
  return { path, mediaType };
}

/** Left half black, right half white, seen from the upright page. */
const halves = (width = 40, height = 24) =>
  sharp({ create: { width, height, channels: 3, background: "white" } }).composite([
    { input: { create: { width: width / 2, height, channels: 3, background: "black" } }, left: 0, top: 0 },
  ]);

const flattened = async (width = 40, height = 24) => sharp(await halves(width, height).png().toBuffer()).removeAlpha();

async function pageOf(source: { path: string; mediaType: string }, page = 1): Promise<Raster> {
  const document = await openDocument(source);
  try {
    return await document.page(page);
  } finally {
    await document.close();
  }
}

const sampleAt = ({ width, channels, pixels }: Raster, x: number, y: number): number[] =>
  Array.from(pixels.subarray((y * width + x) * channels, (y * width + x + 1) * channels));

const codeOf = async (action: Promise<unknown>): Promise<string> => {
  const error: unknown = await action.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof DocumentError ? error.code : `not refused: ${String(error)}`;
};

describe("images", () => {
  test.each([
    ["JPEG", "image/jpeg", 3, (image: Sharp) => image.jpeg({ quality: 95 })],
    ["CMYK JPEG", "image/jpeg", 3, (image: Sharp) => image.toColourspace("cmyk").jpeg({ quality: 95 })],
    ["grey JPEG", "image/jpeg", 1, (image: Sharp) => image.toColourspace("b-w").jpeg()],
    ["PNG", "image/png", 3, (image: Sharp) => image.png()],
    ["16-bit PNG", "image/png", 3, (image: Sharp) => image.toColourspace("rgb16").png()],
    ["PNG with transparency", "image/png", 3, (image: Sharp) => image.ensureAlpha().png()],
    ["LZW TIFF", "image/tiff", 3, (image: Sharp) => image.tiff({ compression: "lzw" })],
    ["JPEG TIFF", "image/tiff", 3, (image: Sharp) => image.tiff({ compression: "jpeg", quality: 95 })],
    ["16-bit TIFF", "image/tiff", 3, (image: Sharp) => image.toColourspace("rgb16").tiff()],
    ["CMYK TIFF", "image/tiff", 3, (image: Sharp) => image.toColourspace("cmyk").tiff()],
    [
      "Group 4 TIFF",
      "image/tiff",
      1,
      (image: Sharp) => image.toColourspace("b-w").tiff({ compression: "ccittfax4", bitdepth: 1 }),
    ],
  ] as const)("%s becomes 8-bit pixels", async (_, mediaType, channels, encode) => {
    const source = await fileOf(await encode(await flattened()).toBuffer(), mediaType);
    expect(await probe(source)).toMatchObject({ pageCount: 1, pages: [{ width: 40, height: 24 }] });
    await verifyDecodable(source);
    const page = await pageOf(source);
    expect(page).toMatchObject({ width: 40, height: 24, channels });
    expect(page.pixels).toHaveLength(40 * 24 * channels);
    for (const sample of sampleAt(page, 4, 12)) expect(sample).toBeLessThan(50);
    for (const sample of sampleAt(page, 35, 12)) expect(sample).toBeGreaterThan(240);
  });

  test("EXIF orientation is applied to pixels and sizes", async () => {
    const turned = await (
      await flattened()
    )
      .rotate(90)
      .withMetadata({ orientation: 8 })
      .jpeg({ quality: 95 })
      .toBuffer();
    const source = await fileOf(turned, "image/jpeg");
    expect((await probe(source)).pages).toEqual([{ width: 40, height: 24 }]);
    const page = await pageOf(source);
    expect(page).toMatchObject({ width: 40, height: 24 });
    expect(sampleAt(page, 4, 12)[0]).toBeLessThan(20);
  });

  test("a TIFF's pages are opened one by one, and a page too many is missing", async () => {
    const frames = [10, 90, 200].map((value) => ({
      create: { width: 20, height: 10, channels: 3 as const, background: { r: value, g: value, b: value } },
    }));
    const pages = await Promise.all(frames.map((frame) => sharp(frame).png().toBuffer()));
    const bytes = await sharp(pages, { join: { animated: true } })
      .tiff({ compression: "lzw" })
      .toBuffer();
    const source = await fileOf(bytes, "image/tiff");
    expect(await probe(source)).toMatchObject({ pageCount: 3, pages: Array(3).fill({ width: 20, height: 10 }) });
    expect(sampleAt(await pageOf(source, 1), 5, 5)[0]).toBe(10);
    expect(sampleAt(await pageOf(source, 3), 5, 5)[0]).toBe(200);
    expect(await codeOf(pageOf(source, 4))).toBe("page-missing");
    expect(await codeOf(pageOf(source, 0))).toBe("page-missing");
  });

  test("a TIFF of more pages than are allowed is counted, and its pages left alone", async () => {
    const source = await fileOf(manyPageTiff(3000), "image/tiff");
    expect(await probe({ ...source, maxPages: 2000 })).toEqual({ pageCount: 3000, pages: [] });
  });

  test("a TIFF of two thousand pages is verified to the last", async () => {
    const bytes = manyPageTiff(2000);
    const source = await fileOf(bytes, "image/tiff");
    expect((await probe({ ...source, maxPages: 2000 })).pages).toEqual(Array(2000).fill({ width: 1, height: 1 }));
    await verifyDecodable(source);
    const lastDirectory = bytes.length - tiffDirectoryBytes;
    const compressionOfTheLast = lastDirectory + 2 + 3 * 12 + 8;
    const faxGroup3 = 3;
    bytes.writeUInt16LE(faxGroup3, compressionOfTheLast);
    expect(await codeOf(verifyDecodable(await fileOf(bytes, "image/tiff")))).toBe("unreadable");
  });

  test("pages of one size that differ in depth are verified all the same", async () => {
    const bytes = manyPageTiff(3);
    const channelsOfTheSecond = bytes.length - 2 * tiffDirectoryBytes + 2 + 2 * 12 + 8;
    bytes.writeUInt16LE(1, channelsOfTheSecond);
    await verifyDecodable(await fileOf(bytes, "image/tiff"));
  });

  test.each(["lzw", "deflate", "jpeg"] as const)(
    "a TIFF of %s data with a damaged strip is found",
    async (compression) => {
      const scan = sharp("local/demo/scans/land-4-seal.jpg").resize(400, 560, { fit: "fill" });
      const intact = await scan.tiff({ compression }).toBuffer();
      await verifyDecodable(await fileOf(intact, "image/tiff"));
      const damaged = Buffer.from(intact);
      const damage = Math.floor(intact.length * 0.7);
      for (let at = 0; at < 300; at++) damaged[damage + at] = (at * 37) % 256;
      expect(await codeOf(verifyDecodable(await fileOf(damaged, "image/tiff")))).toBe("unreadable");
    },
  );

  test("a TIFF that comes back to its first page is unreadable", async () => {
    const bytes = manyPageTiff(3);
    bytes.writeUInt32LE(12, bytes.length - 4);
    expect(await codeOf(probe(await fileOf(bytes, "image/tiff")))).toBe("unreadable");
  });

  test("a TIFF with any byte of its directory changed is a TIFF still, or unreadable", async () => {
    const bytes = manyPageTiff(1);
    for (let at = bytes.length - tiffDirectoryBytes; at < bytes.length; at += 1)
      for (const value of [0, 1, 13, 14, 0x7f, 0xff]) {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(value, at);
        const told = await codeOf(probe(await fileOf(changed, "image/tiff")));
        expect(told).toMatch(/^(unreadable|too-large|not refused: undefined)$/);
      }
  });

  test("a TIFF that claims four thousand million values of no size is unreadable", async () => {
    const bytes = manyPageTiff(1);
    const width = bytes.length - tiffDirectoryBytes + 2;
    bytes.writeUInt16LE(0, width + 2);
    bytes.writeUInt32LE(0xffff_ffff, width + 4);
    expect(await codeOf(probe(await fileOf(bytes, "image/tiff")))).toBe("unreadable");
  });

  test.each(["jpeg", "png", "tiff"] as const)("a %s that is cut short is found", async (format) => {
    const noise = sharp({
      create: {
        width: 300,
        height: 300,
        channels: 3,
        background: "white",
        noise: { type: "gaussian", mean: 128, sigma: 40 },
      },
    });
    const bytes = await noise.toFormat(format).toBuffer();
    for (const length of [bytes.length * 0.6, bytes.length - 400]) {
      const source = await fileOf(bytes.subarray(0, length), `image/${format}`);
      expect(await codeOf(verifyDecodable(source))).toBe("unreadable");
    }
    await verifyDecodable(await fileOf(bytes, `image/${format}`));
  });

  test("more pixels than allowed are refused before they are decoded", async () => {
    const source = { ...(await fileOf(await halves().png().toBuffer(), "image/png")), maxPixels: 40 * 24 - 1 };
    expect(await codeOf(probe(source))).toBe("too-large");
    expect(await codeOf(openDocument(source))).toBe("too-large");
    expect(await codeOf(verifyDecodable(source))).toBe("too-large");
    expect(await codeOf(verifyDecodable({ ...source, maxPixels: 40 * 24 }))).toBe("not refused: undefined");
  });

  test("bytes of another format than said are unreadable, as are no image's and unknown formats'", async () => {
    const png = await halves().png().toBuffer();
    expect(await codeOf(openDocument(await fileOf(png, "image/jpeg")))).toBe("unreadable");
    expect(await codeOf(openDocument(await fileOf(Buffer.from("no image"), "image/tiff")))).toBe("unreadable");
    expect(await codeOf(openDocument(await fileOf(png, "text/plain")))).toBe("unreadable");
  });

  test("a very large page is reduced in proportion", () => {
    const { width, height } = decodedSize({ width: 20_000, height: 14_000 });
    expect(width * height).toBeLessThanOrEqual(DECODED_PIXELS);
    expect(width / height).toBeCloseTo(20 / 14, 2);
    expect(decodedSize({ width: 2480, height: 3508 })).toEqual({ width: 2480, height: 3508 });
  });

  test("four quarter turns give the page back", async () => {
    const page = await pageOf(await fileOf(await (await flattened()).png().toBuffer(), "image/png"));
    const once = await turnRaster(page, 90);
    expect(once).toMatchObject({ width: 24, height: 40, channels: 3 });
    expect(sampleAt(once, 12, 4)).toEqual([0, 0, 0]);
    expect(await turnRaster(await turnRaster(once, 90), 180)).toEqual(page);
  });
});

describe("JPEG 2000", () => {
  const jp2Box = (type: string, content: Buffer): Buffer => {
    const header = Buffer.alloc(8);
    header.writeUInt32BE(8 + content.length);
    header.write(type, 4, "latin1");
    return Buffer.concat([header, content]);
  };
  const jp2 = Buffer.concat([
    Buffer.from("0000000c6a5020200d0a870a", "hex"),
    jp2Box("ftyp", Buffer.from("6a703220000000006a703220", "hex")),
    jp2Box(
      "jp2h",
      Buffer.concat([
        jp2Box("ihdr", Buffer.from("0000003000000040000307070000", "hex")),
        jp2Box("colr", Buffer.from("01000000000010", "hex")),
      ]),
    ),
    jp2Box("jp2c", CODESTREAM),
  ]);

  test.each([
    ["a bare codestream", CODESTREAM, "image/j2c"],
    ["a JP2 file", jp2, "image/jp2"],
  ])("%s is decoded in colour", async (_, bytes, mediaType) => {
    const source = await fileOf(bytes, mediaType);
    expect(await probe(source)).toEqual({ pageCount: 1, pages: [{ width: 64, height: 48 }] });
    await verifyDecodable(source);
    const page = await pageOf(source);
    expect(page).toMatchObject({ width: 64, height: 48, channels: 3 });
    const [red, green, blue] = sampleAt(page, 30, 20);
    expect([red, green, blue].map((sample, index) => Math.abs(sample! - [192, 48, 32][index]!) <= 3)).toEqual([
      true,
      true,
      true,
    ]);
  });

  test("a codestream that is cut short is found", async () => {
    const source = await fileOf(CODESTREAM.subarray(0, 300), "image/j2c");
    expect(await codeOf(verifyDecodable(source))).toBe("unreadable");
  });

  test("a codestream OpenJPEG refuses is not taken for a blank page", async () => {
    const broken = Buffer.from(CODESTREAM);
    broken.fill(0xff, 49, 110);
    expect(await codeOf(pageOf(await fileOf(broken, "image/j2c")))).toBe("unreadable");
  });

  test("its size is bounded before it is decoded", async () => {
    const source = { ...(await fileOf(jp2, "image/jp2")), maxPixels: 3000 };
    expect(await codeOf(openDocument(source))).toBe("too-large");
  });
});

describe("PDF", () => {
  const square = "0 g 0 72 36 72 re f";

  test("pages are drawn at 300 dpi, each its own", async () => {
    const source = await fileOf(smallPdf([square, "", square]), "application/pdf");
    expect(await probe(source)).toEqual({ pageCount: 3, pages: Array(3).fill({ width: 300, height: 600 }) });
    await verifyDecodable(source);
    const page = await pageOf(source, 1);
    expect(page).toMatchObject({ width: 300, height: 600, channels: 3 });
    expect(sampleAt(page, 50, 100)).toEqual([0, 0, 0]);
    expect(sampleAt(page, 50, 400)).toEqual([255, 255, 255]);
    expect((await pageOf(source, 2)).pixels.every((sample) => sample === 255)).toBe(true);
    expect(await codeOf(pageOf(source, 4))).toBe("page-missing");
  });

  test("a scan in a PDF is drawn at its own resolution, colours in order", async () => {
    const [width, height] = [180, 360];
    const jpeg = await sharp({ create: { width, height, channels: 3, background: "#c83010" } })
      .jpeg()
      .toBuffer();
    const pdf = smallPdf(["q 72 0 0 144 0 0 cm /I Do Q"], { image: { jpeg, width, height } });
    const page = await pageOf(await fileOf(pdf, "application/pdf"));
    expect(page).toMatchObject({ width, height });
    const [red, , blue] = sampleAt(page, 90, 90);
    expect(red).toBeGreaterThan(190);
    expect(blue).toBeLessThan(30);
    const bounded = { ...(await fileOf(pdf, "application/pdf")), maxPixels: width * height - 1 };
    expect(await codeOf(probe(bounded))).toBe("too-large");
  });

  test("a page whose only image cannot be decoded is not taken for a blank one, and its neighbours are drawn", async () => {
    const image = { jpeg: Buffer.from("no JPEG"), width: 180, height: 360 };
    const source = await fileOf(smallPdf(["q 72 0 0 144 0 0 cm /I Do Q", square], { image }), "application/pdf");
    expect(await codeOf(pageOf(source, 1))).toBe("unreadable");
    expect(sampleAt(await pageOf(source, 2), 50, 100)).toEqual([0, 0, 0]);
  });

  test("a white scan in a PDF is a blank page", async () => {
    const [width, height] = [180, 360];
    const jpeg = await sharp({ create: { width, height, channels: 3, background: "white" } })
      .jpeg()
      .toBuffer();
    const pdf = smallPdf(["q 72 0 0 144 0 0 cm /I Do Q"], { image: { jpeg, width, height } });
    const { pixels } = await pageOf(await fileOf(pdf, "application/pdf"));
    expect(pixels.every((sample) => sample === 255)).toBe(true);
  });

  test("an encryption dictionary is found, though the user password is empty", async () => {
    const source = await fileOf(encryptedPdf(""), "application/pdf");
    expect(await codeOf(probe(source))).toBe("encrypted");
    expect(await codeOf(openDocument(source))).toBe("encrypted");
  });

  test("a file that needs a password is encrypted, not unreadable", async () => {
    expect(await codeOf(openDocument(await fileOf(encryptedPdf("secret"), "application/pdf")))).toBe("encrypted");
  });

  test("a PDF that is cut short, empty or no PDF is unreadable", async () => {
    const pdf = smallPdf([square, square]);
    expect(await codeOf(verifyDecodable(await fileOf(pdf.subarray(0, pdf.length - 60), "application/pdf")))).toBe(
      "unreadable",
    );
    expect(await codeOf(openDocument(await fileOf(Buffer.alloc(0), "application/pdf")))).toBe("unreadable");
    expect(await codeOf(openDocument(await fileOf(Buffer.from("no PDF"), "application/pdf")))).toBe("unreadable");
  });

  test("a missing page object is found", async () => {
    const pdf = smallPdf([square, square]).toString("latin1").replace("/Kids[4 0 R 6 0 R]", "/Kids[4 0 R 9 0 R]");
    expect(await codeOf(verifyDecodable(await fileOf(Buffer.from(pdf, "latin1"), "application/pdf")))).toBe(
      "unreadable",
    );
  });
});

/** Eight entries and the place of the next directory (TIFF 6.0, section 2). */
const tiffDirectoryBytes = 2 + 8 * 12 + 4;

/** Pages of one grey pixel, which they share; the directories stand at the end, one after the other. */
function manyPageTiff(pages: number): Buffer {
  const [short, long] = [3, 4];
  const entries = [
    [256, short, 1], // width
    [257, short, 1], // height
    [258, short, 8], // bits
    [259, short, 1], // compression: none
    [262, short, 1], // black is zero
    [273, long, 8], // where the pixel is
    [277, short, 1], // channels
    [279, long, 1], // bytes
  ] as const;
  const first = 12;
  const bytes = Buffer.alloc(first + pages * tiffDirectoryBytes);
  bytes.write("II*\0", "latin1");
  bytes.writeUInt32LE(first, 4);
  for (let page = 0; page < pages; page++) {
    const start = first + page * tiffDirectoryBytes;
    const next = start + tiffDirectoryBytes;
    bytes.writeUInt16LE(entries.length, start);
    for (const [at, [tag, type, value]] of entries.entries()) {
      bytes.writeUInt16LE(tag, start + 2 + at * 12);
      bytes.writeUInt16LE(type, start + 4 + at * 12);
      bytes.writeUInt32LE(1, start + 6 + at * 12);
      bytes.writeUInt32LE(value, start + 10 + at * 12);
    }
    bytes.writeUInt32LE(page === pages - 1 ? 0 : next, next - 4);
  }
  return bytes;
}

/** A PDF with RC4 of 40 bits, standard security handler revision 2 (ISO 32000-1, 7.6.3, algorithms 1 to 4). */
function encryptedPdf(password: string): Buffer {
  const padding = Buffer.from("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a", "hex");
  const padded = Buffer.concat([Buffer.from(password), padding]).subarray(0, 32);
  const owner = rc4(createHash("md5").update(padded).digest().subarray(0, 5), padded);
  const id = Buffer.alloc(16, 7);
  const key = createHash("md5").update(padded).update(owner).update(Buffer.from("fcffffff", "hex")).update(id).digest();
  const user = rc4(key.subarray(0, 5), padding);
  const hex = (bytes: Buffer): string => `<${bytes.toString("hex")}>`;
  const encrypt = `/Encrypt<</Filter/Standard/V 1/R 2/P -4/O${hex(owner)}/U${hex(user)}>>/ID[${hex(id)}${hex(id)}]`;
  return smallPdf([""], { extra: encrypt });
}

/** RFC 6229's stream cipher; OpenSSL 3 keeps it in a provider that Node does not load. */
function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Array.from({ length: 256 }, (_, index) => index);
  const swap = (a: number, b: number) => ([state[a], state[b]] = [state[b]!, state[a]!]);
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state[i]! + key[i % key.length]!) & 255;
    swap(i, j);
  }
  let [i, j] = [0, 0];
  return Buffer.from(data).map((byte) => {
    i = (i + 1) & 255;
    j = (j + state[i]!) & 255;
    swap(i, j);
    return byte ^ state[(state[i]! + state[j]!) & 255]!;
  }) as Buffer;
}
