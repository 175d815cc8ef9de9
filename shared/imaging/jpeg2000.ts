import { DocumentError } from "./document-error.ts";
import type { PageSize } from "./document.ts";
import { depthOf, statedDpi, type PageTraits } from "./page-traits.ts";

/** JP2's signature box (ISO/IEC 15444-1, annex I.5.1) and the first markers of a bare codestream (annex A.4: SOC, SIZ). */
const SIGNATURE = Buffer.from("0000000c6a5020200d0a870a", "hex");
const CODESTREAM = Buffer.from("ff4fff51", "hex");
/** End of codestream. */
const END_MARKER = Buffer.from("ffd9", "hex");

/** PDF's names for what one, three and four components without further description mean. */
const COLOUR_SPACES: ReadonlyMap<number, string> = new Map([
  [1, "DeviceGray"],
  [3, "DeviceRGB"],
  [4, "DeviceCMYK"],
]);

/** What a decoder has to know beforehand. */
export interface Jpeg2000Header extends PageSize {
  /** A PDF colour space for a bare codestream, which has none; a JP2 file's own is inside. */
  readonly colourSpace?: string;
}

/** Reads the SIZ marker of a JP2 file or bare codestream (annex A.5.1). @throws DocumentError */
export function jpeg2000Header(bytes: Buffer): Jpeg2000Header {
  const start = codestreamStart(bytes);
  if (start + 42 > bytes.length) throw new DocumentError("unreadable", "a JPEG 2000 codestream without its size");
  const width = bytes.readUInt32BE(start + 8) - bytes.readUInt32BE(start + 16);
  const height = bytes.readUInt32BE(start + 12) - bytes.readUInt32BE(start + 20);
  if (width < 1 || height < 1) throw new DocumentError("unreadable", "a JPEG 2000 image without pixels");
  const colourSpace = start === 0 ? COLOUR_SPACES.get(bytes.readUInt16BE(start + 40)) : undefined;
  return { width, height, ...(colourSpace === undefined ? {} : { colourSpace }) };
}

/** Components and bits of the SIZ marker, and the resolution of a JP2 file, if it has one. @throws DocumentError */
export function jpeg2000Traits(bytes: Buffer): PageTraits {
  const start = codestreamStart(bytes);
  if (start + 43 > bytes.length) throw new DocumentError("unreadable", "a JPEG 2000 codestream without components");
  const components = bytes.readUInt16BE(start + 40);
  const bits = (bytes.readUInt8(start + 42) & 0x7f) + 1;
  return { ...statedDpi(start === 0 ? undefined : jp2Dpi(bytes)), depth: depthOf(components, bits) };
}

const INCHES_PER_METRE = 1 / 0.0254;

/** Capture resolution (`resc`, annex I.5.3.7.1) or else that for display: points per metre as a fraction and a power of ten. */
function jp2Dpi(bytes: Buffer): number | undefined {
  const header = boxIn(bytes, "jp2h");
  const resolution = header && boxIn(header, "res ");
  const found = resolution && (boxIn(resolution, "resc") ?? boxIn(resolution, "resd"));
  if (found === undefined || found.length < 10) return undefined;
  const perMetre = (found.readUInt16BE(0) / found.readUInt16BE(2)) * 10 ** found.readInt8(8);
  return Math.round((perMetre / INCHES_PER_METRE) * 10) / 10;
}

/** What is inside the first box of a type. */
function boxIn(bytes: Buffer, type: string): Buffer | undefined {
  for (const box of boxes(bytes)) if (box.type === type) return bytes.subarray(box.start, box.end);
  return undefined;
}

/** Whether the codestream reaches its end marker; OpenJPEG fills what is missing with grey and says nothing. */
export function jpeg2000IsComplete(bytes: Buffer): boolean {
  const tail = bytes.subarray(Math.max(codestreamStart(bytes), bytes.length - 4096));
  return tail.includes(END_MARKER);
}

function codestreamStart(bytes: Buffer): number {
  if (bytes.subarray(0, 4).equals(CODESTREAM)) return 0;
  if (!bytes.subarray(0, 12).equals(SIGNATURE)) throw new DocumentError("unreadable", "not JPEG 2000");
  for (const box of boxes(bytes)) {
    if (box.type === "jp2c" && bytes.subarray(box.start, box.start + 4).equals(CODESTREAM)) return box.start;
  }
  throw new DocumentError("unreadable", "a JP2 file without a codestream");
}

/** Top-level boxes (annex I.4): length, type, and the eight-byte length that files over 4 GiB use. */
function* boxes(bytes: Buffer): Generator<{ type: string; start: number; end: number }> {
  for (let offset = 0; offset + 8 <= bytes.length;) {
    const short = bytes.readUInt32BE(offset);
    const long = short === 1 && offset + 16 <= bytes.length;
    const length = long ? Number(bytes.readBigUInt64BE(offset + 8)) : short;
    // A box of length 0 goes to the end.
    const end = length === 0 ? bytes.length : offset + length;
    yield { type: bytes.toString("latin1", offset + 4, offset + 8), start: offset + (long ? 16 : 8), end };
    if (length < 8) return;
    offset += length;
  }
}

/**
 * A one-page PDF around a JPEG 2000 image, at one point a pixel: PDFium decodes JPXDecode streams with OpenJPEG, and so
 * no second decoder has to be shipped
 * (the same page takes it 1.5 s of CPU, and 1.3 s the WebAssembly build of OpenJPEG on npm).
 */
export function pdfAround(image: Buffer, { width, height, colourSpace }: Jpeg2000Header): Uint8Array[] {
  // Without it PDFium leaves a bare codestream of three components blank.
  const colours = colourSpace === undefined ? "" : `/ColorSpace/${colourSpace}/BitsPerComponent 8`;
  const content = `q ${width} 0 0 ${height} 0 0 cm /I Do Q`;
  const before = [
    "%PDF-1.7\n",
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
    `3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]`,
    "/Resources<</XObject<</I 5 0 R>>>>/Contents 4 0 R>>endobj\n",
    `4 0 obj<</Length ${content.length}>>stream\n${content}\nendstream endobj\n`,
    `5 0 obj<</Type/XObject/Subtype/Image/Width ${width}/Height ${height}${colours}/Filter/JPXDecode/Length ${image.length}>>stream\n`,
  ].join("");
  const after = "\nendstream endobj\n";
  const offsets = [1, 2, 3, 4, 5].map((id) => before.indexOf(`\n${id} 0 obj`) + 1);
  const entries = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const table = `xref\n0 6\n0000000000 65535 f \n${entries}trailer<</Size 6/Root 1 0 R>>\n`;
  const end = `startxref\n${before.length + image.length + after.length}\n%%EOF\n`;
  return [Buffer.from(before, "latin1"), image, Buffer.from(after + table + end, "latin1")];
}
