import { describe, expect, test } from "vitest";
import { extensionAgrees, formatSignatureBytes, identifyFormat } from "../../functions/intake/identify-format.ts";
import { scanExtensions } from "../../shared/domain/scan-file-name.ts";
import { mediaType } from "../../shared/domain/page.ts";
import { shadedJpeg, shadedPage, shadedTiff } from "../support/shaded-scans.ts";
import { smallPdf } from "../support/small-pdf.ts";

describe("the format of a file", () => {
  test.each<[string, () => Promise<Buffer> | Buffer, string]>([
    ["a JPEG", () => shadedJpeg(1), "image/jpeg"],
    ["a PNG", () => shadedPage(1), "image/png"],
    ["a TIFF", () => shadedTiff([1]), "image/tiff"],
    ["a big-endian TIFF", () => Buffer.from("4d4d002a00000008", "hex"), "image/tiff"],
    ["a BigTIFF", () => Buffer.from("49492b0008000000", "hex"), "image/tiff"],
    ["a JPEG 2000 file", () => Buffer.from("0000000c6a5020200d0a870a", "hex"), "image/jp2"],
    ["a JPEG 2000 codestream", () => Buffer.from("ff4fff51", "hex"), "image/jp2"],
    ["a PDF", () => smallPdf([""]), "application/pdf"],
    ["a PDF behind other bytes", () => Buffer.concat([Buffer.alloc(900), smallPdf([""])]), "application/pdf"],
  ])("is told from the bytes: %s", async (_, bytes, expected) => {
    expect(identifyFormat(await bytes())).toBe(expected);
  });

  test.each([
    ["nothing", ""],
    ["a few bytes of a PNG", "89504e47"],
    ["a GIF", "474946383961"],
    ["a ZIP", "504b0304"],
    ["the words II", "49492020"],
  ])("is none of ours: %s", (_, hex) => {
    expect(identifyFormat(Buffer.from(hex, "hex"))).toBeUndefined();
  });

  test("is not looked for beyond where a header may stand", () => {
    expect(identifyFormat(Buffer.concat([Buffer.alloc(formatSignatureBytes), smallPdf([""])]))).toBeUndefined();
  });
});

test("every extension a scan may have agrees with one format, and every format has one", () => {
  for (const extension of scanExtensions)
    expect(mediaType.options.filter((format) => extensionAgrees(extension, format))).toHaveLength(1);
  for (const format of mediaType.options)
    expect(scanExtensions.some((extension) => extensionAgrees(extension, format))).toBe(true);
  expect(extensionAgrees("jpg", "image/png")).toBe(false);
});
