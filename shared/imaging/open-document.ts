import { open } from "node:fs/promises";
import { DocumentError } from "./document-error.ts";
import type { DocumentFacts, DocumentSource, OpenDocument } from "./document.ts";
import { isJpeg2000, openJpeg2000, probeJpeg2000, verifyJpeg2000 } from "./jpeg2000-document.ts";
import { loadPdfFile } from "./pdf-document.ts";
import { isSharpFormat, openWithSharp, probeWithSharp, verifyWithSharp } from "./sharp-document.ts";

/**
 * Opens a document for decoding, one page at a time: JPEG, PNG, TIFF, JPEG 2000, PDF. EXIF orientation is applied; a
 * page of more than `DECODED_PIXELS` is reduced while it is decoded. A PDF page is drawn at its scan's own resolution,
 * or at 300 dpi where it has none.
 *
 * @throws DocumentError
 */
export async function openDocument(source: DocumentSource): Promise<OpenDocument> {
  if (isSharpFormat(source.mediaType)) return openWithSharp(source);
  if (isJpeg2000(source.mediaType)) return openJpeg2000(source);
  if (source.mediaType === "application/pdf") return loadPdfFile(source.path, source.maxPixels);
  throw unknownFormat(source);
}

/**
 * Pages and their sizes, from headers alone; nothing is decoded.
 *
 * @throws DocumentError
 */
export async function probe(source: DocumentSource): Promise<DocumentFacts> {
  if (isSharpFormat(source.mediaType)) return probeWithSharp(source);
  if (isJpeg2000(source.mediaType)) return probeJpeg2000(source);
  if (source.mediaType === "application/pdf") {
    const document = await loadPdfFile(source.path, source.maxPixels);
    try {
      return document.facts(source.maxPages);
    } finally {
      await document.close();
    }
  }
  throw unknownFormat(source);
}

/**
 * Finds files that are cut short or broken: every page of an image is decoded (at reduced cost), every page of a PDF
 * is taken apart without being drawn.
 *
 * @throws DocumentError
 */
export async function verifyDecodable(source: DocumentSource): Promise<void> {
  if (isSharpFormat(source.mediaType)) return verifyWithSharp(source);
  if (isJpeg2000(source.mediaType)) return verifyJpeg2000(source);
  if (source.mediaType === "application/pdf") {
    await probe(source);
    return verifyPdfEnd(source.path);
  }
  throw unknownFormat(source);
}

const PDF_END = "%%EOF";
/** Readers look for the end marker in the last 1,024 bytes (PDF 1.7 reference, implementation note 18). */
const PDF_END_WITHIN = 1024;

/** PDFium rebuilds the page tree of a PDF that was cut short and shows what is left; an archive must not keep it. */
async function verifyPdfEnd(path: string): Promise<void> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  const length = Math.min(size, PDF_END_WITHIN);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  if (!buffer.includes(PDF_END)) throw new DocumentError("unreadable", "a PDF without its end marker");
}

const unknownFormat = ({ mediaType }: DocumentSource): DocumentError =>
  new DocumentError("unreadable", `no decoder for ${mediaType}`);
