import { open } from "node:fs/promises";
import { asDocumentError, DocumentError } from "./document-error.ts";
import { decodedSize, DEFAULT_MAX_PIXELS, type DocumentFacts, type OpenDocument, type PageSize } from "./document.ts";
import { statedDpi, type PageTraits } from "./page-traits.ts";
import { deepest, pageDpi, pixelsAt, placedImages, scansOf } from "./pdf-page-size.ts";
import { BITMAP_THREE_BYTES, loadPdfium, PASSWORD_ERRORS, RENDER_FLAGS, type Pdfium } from "./pdfium.ts";
import type { Raster } from "./raster.ts";

/** A PDF in PDFium's memory, pages counted from 1. */
export interface PdfDocument extends OpenDocument {
  /** Sizes of all pages, if there are no more than `maxPages`, from their objects; nothing is drawn. @throws DocumentError */
  facts(maxPages?: number): DocumentFacts;
  /** A page in 16 × 16 pixels, drawn on a ground of the given grey. @throws DocumentError */
  thumbnail(page: number, ground: number): Raster;
}

/** WebAssembly has 2 GiB; half is left for decoding a page. */
const LARGEST_FILE = 2 ** 30;
const CHUNK = 4 * 2 ** 20;

/** Puts a file's bytes into PDFium's memory, a chunk at a time: they are never in memory twice. */
export async function loadPdfFile(path: string, maxPixels = DEFAULT_MAX_PIXELS): Promise<PdfDocument> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  return await loadPdf(size, maxPixels, async (write) => {
    const chunk = Buffer.alloc(Math.min(CHUNK, size));
    for (let offset = 0; offset < size;) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length, offset);
      if (bytesRead === 0) throw new DocumentError("unreadable", "the file ended while it was read");
      write(chunk.subarray(0, bytesRead), offset);
      offset += bytesRead;
    }
  });
}

/** Opens a PDF made in memory, given in parts. @throws DocumentError */
export async function loadPdfParts(parts: readonly Uint8Array[], maxPixels = DEFAULT_MAX_PIXELS): Promise<PdfDocument> {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  return loadPdf(size, maxPixels, (write) => {
    let offset = 0;
    for (const part of parts) {
      write(part, offset);
      offset += part.length;
    }
    return Promise.resolve();
  });
}

type Fill = (write: (bytes: Uint8Array, offset: number) => void) => Promise<void>;

async function loadPdf(size: number, maxPixels: number, fill: Fill): Promise<PdfDocument> {
  if (size > LARGEST_FILE) throw new DocumentError("too-large", `a PDF of ${size} bytes, limit ${LARGEST_FILE}`);
  if (size === 0) throw new DocumentError("unreadable", "an empty file");
  const pdfium = await loadPdfium();
  const bytes = pdfium._malloc(size);
  await fill((part, offset) => pdfium.HEAPU8.set(part, bytes + offset));
  const document = guarded("open", () => openDocument(pdfium, bytes, size));
  const pageCount = pdfium._FPDF_GetPageCount(document);
  if (pageCount < 1) throw new DocumentError("unreadable", "a PDF without pages");
  const onPage = <Result>(page: number, use: (handle: number) => Result): Result => {
    if (!Number.isInteger(page) || page < 1 || page > pageCount) {
      throw new DocumentError("page-missing", `page ${page} of ${pageCount}`);
    }
    return guarded(`page ${page}`, () => withPage(pdfium, document, page, use));
  };
  return {
    pageCount,
    page: (page) =>
      Promise.resolve().then(() =>
        onPage(page, (handle) => {
          const raster = draw(pdfium, handle, decodedSize(measure(pdfium, handle, maxPixels)), 0xff);
          verifyDrawn(pdfium, handle, raster);
          return raster;
        }),
      ),
    traits: (page) =>
      Promise.resolve().then(() =>
        onPage(page, (handle) => {
          const signatures = pdfium._FPDF_GetSignatureCount(document);
          return { ...traitsOf(pdfium, handle), ...(signatures > 0 ? { signatures } : {}) };
        }),
      ),
    thumbnail: (page, ground) => onPage(page, (handle) => draw(pdfium, handle, { width: 16, height: 16 }, ground)),
    facts: (maxPages = Infinity) => {
      if (pageCount > maxPages) return { pageCount, pages: [] };
      const numbers = Array.from({ length: pageCount }, (_, index) => index + 1);
      return {
        pageCount,
        pages: numbers.map((page) => onPage(page, (handle) => measure(pdfium, handle, maxPixels))),
      };
    },
    close: () => {
      guarded("close", () => {
        pdfium._FPDF_CloseDocument(document);
        pdfium._free(bytes);
      });
      return Promise.resolve();
    },
  };
}

function openDocument(pdfium: Pdfium, bytes: number, size: number): number {
  const document = pdfium._FPDF_LoadMemDocument(bytes, size, 0);
  if (document === 0) {
    const error = pdfium._FPDF_GetLastError();
    if (PASSWORD_ERRORS.includes(error)) throw new DocumentError("encrypted", `PDFium error ${error}`);
    throw new DocumentError("unreadable", `PDFium error ${error}`);
  }
  // PDFium opens files whose user password is empty; their encryption dictionary still makes them unfit to keep.
  if (pdfium._FPDF_GetSecurityHandlerRevision(document) !== -1) {
    throw new DocumentError("encrypted", "the trailer names an encryption dictionary");
  }
  return document;
}

function withPage<Result>(pdfium: Pdfium, document: number, page: number, use: (handle: number) => Result): Result {
  const handle = pdfium._FPDF_LoadPage(document, page - 1);
  if (handle === 0) throw new DocumentError("unreadable", `PDFium error ${pdfium._FPDF_GetLastError()}`);
  try {
    return use(handle);
  } finally {
    pdfium._FPDF_ClosePage(handle);
  }
}

/** A page's size in pixels, its images bounded before PDFium would decode them. */
function measure(pdfium: Pdfium, page: number, maxPixels: number): PageSize {
  const images = placedImages(pdfium, page);
  const largest = Math.max(0, ...images.map(({ width, height }) => width * height));
  if (largest > maxPixels) throw new DocumentError("too-large", `an image of ${largest} pixels, limit ${maxPixels}`);
  const points = pointsOf(pdfium, page);
  if (!(points.width > 0 && points.height > 0)) throw new DocumentError("unreadable", "a page without a size");
  return pixelsAt(points, pageDpi(points, images));
}

const pointsOf = (pdfium: Pdfium, page: number): PageSize => ({
  width: pdfium._FPDF_GetPageWidth(page),
  height: pdfium._FPDF_GetPageHeight(page),
});

/** Of a page's scans, if it has any: as many dots per inch as their pixels make on it. */
function traitsOf(pdfium: Pdfium, page: number): PageTraits {
  const points = pointsOf(pdfium, page);
  const scans = scansOf(points, placedImages(pdfium, page));
  if (scans.length === 0) return { drawn: true, depth: "colour" };
  return { ...statedDpi(Math.round(pageDpi(points, scans) * 10) / 10), depth: deepest(pdfium, page, scans) };
}

function draw(pdfium: Pdfium, page: number, { width, height }: PageSize, ground: number): Raster {
  const stride = width * 3;
  const buffer = pdfium._malloc(stride * height);
  if (buffer === 0) throw new DocumentError("too-large", `no memory for ${width} × ${height} pixels`);
  const bitmap = pdfium._FPDFBitmap_CreateEx(width, height, BITMAP_THREE_BYTES, buffer, stride);
  try {
    pdfium._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xff000000 + ground * 0x010101);
    pdfium._FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, RENDER_FLAGS);
    return { width, height, channels: 3, pixels: pdfium.HEAPU8.slice(buffer, buffer + stride * height) };
  } finally {
    pdfium._FPDFBitmap_Destroy(bitmap);
    pdfium._free(buffer);
  }
}

/** An image that PDFium cannot decode is left out without a word: the page must not be taken for a blank one. */
function verifyDrawn(pdfium: Pdfium, page: number, { pixels }: Raster): void {
  if (pixels.some((sample) => sample !== 0xff)) return;
  for (const { handle } of placedImages(pdfium, page)) {
    const bitmap = pdfium._FPDFImageObj_GetBitmap(handle);
    if (bitmap === 0) throw new DocumentError("unreadable", "an image that PDFium cannot decode");
    pdfium._FPDFBitmap_Destroy(bitmap);
  }
}

/** A trap inside WebAssembly means a file PDFium cannot take. */
function guarded<Result>(doing: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw asDocumentError(error, doing);
  }
}
