import { readFile } from "node:fs/promises";
import { DocumentError } from "./document-error.ts";
import { DEFAULT_MAX_PIXELS, type DocumentFacts, type DocumentSource, type OpenDocument } from "./document.ts";
import { jpeg2000IsComplete, jpeg2000Size, pdfAround } from "./jpeg2000.ts";
import { loadPdfParts } from "./pdf-document.ts";

/** JP2 files and bare codestreams (RFC 3745; `image/j2c` in the IANA register); both are told apart by their bytes. */
const FORMATS: readonly string[] = ["image/jp2", "image/jpx", "image/j2c"];

export const isJpeg2000 = (mediaType: string): boolean => FORMATS.includes(mediaType);

/** @throws DocumentError */
export async function openJpeg2000(source: DocumentSource): Promise<OpenDocument> {
  const { bytes, size } = await readBounded(source);
  return loadPdfParts(pdfAround(bytes, size), source.maxPixels);
}

/** @throws DocumentError */
export async function probeJpeg2000(source: DocumentSource): Promise<DocumentFacts> {
  const { size } = await readBounded(source);
  return { pageCount: 1, pages: [size] };
}

/** @throws DocumentError `unreadable` for a file that is cut short or broken. */
export async function verifyJpeg2000(source: DocumentSource): Promise<void> {
  const { bytes } = await readBounded(source);
  if (!jpeg2000IsComplete(bytes)) throw new DocumentError("unreadable", "a JPEG 2000 codestream without its end");
  const document = await openJpeg2000(source);
  await document.page(1);
  await document.close();
}

async function readBounded({ path, maxPixels = DEFAULT_MAX_PIXELS }: DocumentSource) {
  const bytes = await readFile(path);
  const size = jpeg2000Size(bytes);
  if (size.width * size.height > maxPixels) {
    throw new DocumentError("too-large", `${size.width} × ${size.height} pixels, limit ${maxPixels}`);
  }
  return { bytes, size };
}
