import type { PageSize } from "./document.ts";
import type { PageTraits } from "./page-traits.ts";
import { FORM_OBJECT, IMAGE_OBJECT, memoryView, withMemory, type Pdfium } from "./pdfium.ts";

/** PDF's unit of length. */
const POINTS_PER_INCH = 72;
/** Pages without a scan on them are drawn as finely as scans usually are. */
const DRAWN_DPI = 300;
/** An image over this share of the page is taken for its scan, and its resolution for the page's. */
const SCAN_SHARE = 0.5;
/** Deeper nesting of form objects is taken for an attack. */
const DEEPEST_FORM = 16;

/** An image on a page: PDFium's handle of it, its own pixels, and the area in points that it covers. */
export interface PlacedImage {
  readonly handle: number;
  readonly width: number;
  readonly height: number;
  readonly area: number;
}

/** All images of a loaded page, those inside form objects included; nothing is decoded. */
export function placedImages(pdfium: Pdfium, page: number): PlacedImage[] {
  const count = pdfium._FPDFPage_CountObjects(page);
  const objects = Array.from({ length: Math.max(0, count) }, (_, index) => pdfium._FPDFPage_GetObject(page, index));
  return objects.flatMap((object) => imagesIn(pdfium, object, undefined, 0));
}

function imagesIn(pdfium: Pdfium, object: number, outerArea: number | undefined, depth: number): PlacedImage[] {
  const type = pdfium._FPDFPageObj_GetType(object);
  if (type === IMAGE_OBJECT) {
    const size = imageSize(pdfium, object);
    return size ? [{ ...size, handle: object, area: outerArea ?? coveredArea(pdfium, object) }] : [];
  }
  if (type !== FORM_OBJECT || depth >= DEEPEST_FORM) return [];
  // Bounds inside a form are in the form's own space; the form's bounds on the page stand for them.
  const area = outerArea ?? coveredArea(pdfium, object);
  const count = pdfium._FPDFFormObj_CountObjects(object);
  const members = Array.from({ length: Math.max(0, count) }, (_, i) => pdfium._FPDFFormObj_GetObject(object, i));
  return members.flatMap((member) => imagesIn(pdfium, member, area, depth + 1));
}

function imageSize(pdfium: Pdfium, object: number): PageSize | undefined {
  return withMemory(pdfium, 8, (pointer) => {
    if (!pdfium._FPDFImageObj_GetImagePixelSize(object, pointer, pointer + 4)) return undefined;
    const view = memoryView(pdfium, pointer, 8);
    return { width: view.getUint32(0, true), height: view.getUint32(4, true) };
  });
}

function coveredArea(pdfium: Pdfium, object: number): number {
  return withMemory(pdfium, 16, (pointer) => {
    if (!pdfium._FPDFPageObj_GetBounds(object, pointer, pointer + 4, pointer + 8, pointer + 12)) return 0;
    const view = memoryView(pdfium, pointer, 16);
    const [left, bottom, right, top] = [0, 4, 8, 12].map((offset) => view.getFloat32(offset, true));
    return Math.max(0, (right ?? 0) - (left ?? 0)) * Math.max(0, (top ?? 0) - (bottom ?? 0));
  });
}

/** Images that cover so much of a page that they are taken for its scan. */
export const scansOf = (points: PageSize, images: readonly PlacedImage[]): PlacedImage[] =>
  images.filter(({ area }) => area >= SCAN_SHARE * points.width * points.height);

/** FPDF_IMAGEOBJ_METADATA of fpdf_edit.h: seven numbers of four bytes, the fifth the bits of a pixel. */
const METADATA_BYTES = 28;
const BITS_AT = 16;

/** How deep the deepest of the images is. PDFium tells it from their dictionaries. */
export function deepest(pdfium: Pdfium, page: number, images: readonly PlacedImage[]): PageTraits["depth"] {
  const bits = images.map(({ handle }) =>
    withMemory(pdfium, METADATA_BYTES, (pointer) =>
      pdfium._FPDFImageObj_GetImageMetadata(handle, page, pointer)
        ? memoryView(pdfium, pointer, METADATA_BYTES).getUint32(BITS_AT, true)
        : 0,
    ),
  );
  const most = Math.max(0, ...bits);
  return most === 1 ? "bilevel" : most > 0 && most <= 8 ? "grey" : "colour";
}

/**
 * Dots per inch at which a page is worth drawing: a scan's own, so that none of its pixels is lost or invented.
 *
 * @param points the page's size in points.
 */
export function pageDpi(points: PageSize, images: readonly PlacedImage[]): number {
  const scans = scansOf(points, images);
  const resolutions = scans.map(({ width, height, area }) => POINTS_PER_INCH * Math.sqrt((width * height) / area));
  return resolutions.length > 0 ? Math.max(...resolutions) : DRAWN_DPI;
}

/** A page's size in pixels. */
export function pixelsAt(points: PageSize, dpi: number): PageSize {
  const pixels = (length: number): number => Math.max(1, Math.round((length * dpi) / POINTS_PER_INCH));
  return { width: pixels(points.width), height: pixels(points.height) };
}
