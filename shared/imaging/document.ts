import type { PageTraits } from "./page-traits.ts";
import type { Raster } from "./raster.ts";

/** What is opened: a file on a local disk, and the format its bytes were found to be. */
export interface DocumentSource {
  readonly path: string;
  readonly mediaType: string;
  /** Most pixels (width × height) a page, or an image inside it, may have. Checked before anything is decoded. */
  readonly maxPixels?: number;
  /** Of a document with more pages, only their number is told, so that a million of them are not looked at. */
  readonly maxPages?: number;
}

/** A document of which one page at a time is decoded. Pages count from 1. */
export interface OpenDocument {
  readonly pageCount: number;
  /** @throws DocumentError */
  page(page: number): Promise<Raster>;
  /** @throws DocumentError */
  traits(page: number): Promise<PageTraits>;
  close(): Promise<void>;
}

/** Facts from a document's headers. Sizes in pixels of the upright page, in page order; none beyond `maxPages`. */
export interface DocumentFacts {
  readonly pageCount: number;
  readonly pages: readonly PageSize[];
  /** Dots per inch, where the file tells one for all pages. */
  readonly dpi?: number;
}

export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/** 20,000 × 20,000 pixels: an A0 map at 400 dots per inch passes, a decompression bomb does not. */
export const DEFAULT_MAX_PIXELS = 400_000_000;

/** A decoded page has at most so many pixels (A3 at 400 dpi); a larger one is reduced while it is decoded. */
export const DECODED_PIXELS = 31_000_000;

/** The size at which a page is decoded: its own, or smaller with the same proportions. */
export function decodedSize({ width, height }: PageSize): PageSize {
  const scale = Math.min(1, Math.sqrt(DECODED_PIXELS / (width * height)));
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
}
