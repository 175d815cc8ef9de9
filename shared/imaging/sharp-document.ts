import sharp, { type Metadata, type Sharp } from "sharp";
import { asDocumentError, DocumentError } from "./document-error.ts";
import {
  decodedSize,
  DEFAULT_MAX_PIXELS,
  type DocumentFacts,
  type DocumentSource,
  type OpenDocument,
  type PageSize,
} from "./document.ts";
import { depthOf, statedDpi, type PageTraits } from "./page-traits.ts";
import type { Raster } from "./raster.ts";
import { readTiffPages } from "./tiff-extent.ts";

/** JPEG, PNG and TIFF, single or multi-page, through libvips. */
const FORMATS: ReadonlyMap<string, string> = new Map([
  ["image/jpeg", "jpeg"],
  ["image/png", "png"],
  ["image/tiff", "tiff"],
]);

export const isSharpFormat = (mediaType: string): boolean => FORMATS.has(mediaType);

/** @throws DocumentError */
export async function openWithSharp(source: DocumentSource): Promise<OpenDocument> {
  const first = await readHeader(source, 1);
  const pageCount = first.pages ?? 1;
  const verifyNumber = (page: number): void => {
    if (!Number.isInteger(page) || page < 1 || page > pageCount)
      throw new DocumentError("page-missing", `page ${page} of ${pageCount}`);
  };
  return {
    pageCount,
    async page(page) {
      verifyNumber(page);
      return decodePage(source, page);
    },
    async traits(page) {
      verifyNumber(page);
      return traitsOf(await readHeader(source, page));
    },
    close: () => Promise.resolve(),
  };
}

/** @throws DocumentError */
export async function probeWithSharp(source: DocumentSource): Promise<DocumentFacts> {
  const first = await readHeader(source, 1);
  const all = source.mediaType === "image/tiff" ? await readTiffPages(source.path) : [uprightSize(first)];
  const pages = all.length > (source.maxPages ?? Infinity) ? [] : all;
  for (const [index, size] of pages.entries()) verifyPixels(source, index + 1, size);
  return { pageCount: all.length, pages, ...(first.density === undefined ? {} : { dpi: first.density }) };
}

/**
 * Decodes every byte of every page, at an eighth of its size so that little is computed, and drops the pixels.
 *
 * @throws DocumentError `unreadable` for a file that is cut short, or that a decoder finds an error in.
 */
export async function verifyWithSharp(source: DocumentSource): Promise<void> {
  const { pages } = await probeWithSharp(source);
  for (const run of runsOf(pages)) {
    // Pages of equal size may differ in depth or channels: libvips takes those one by one only.
    const whole = run.count > 1 && (await decodesAtEighth(source, run));
    if (whole) continue;
    for (let page = run.first; page < run.first + run.count; page++)
      await decodeAtEighth(source, { ...run, first: page, count: 1 });
  }
}

/** Pages one after the other, all of one size. */
interface PageRun extends PageSize {
  readonly first: number;
  readonly count: number;
}

/** libvips goes through all of a TIFF's directories each time it opens the file: not for every page by itself. */
const LONGEST_RUN = 50;

function runsOf(pages: readonly PageSize[]): PageRun[] {
  const runs: PageRun[] = [];
  for (const [index, { width, height }] of pages.entries()) {
    const last = runs.at(-1);
    if (last?.width === width && last.height === height && last.count < LONGEST_RUN)
      runs.splice(-1, 1, { ...last, count: last.count + 1 });
    else runs.push({ width, height, first: index + 1, count: 1 });
  }
  return runs;
}

async function decodeAtEighth(source: DocumentSource, { first, count, width, height }: PageRun): Promise<void> {
  const eighth = (length: number): number => Math.max(1, Math.round(length / 8));
  try {
    await image(source, { page: first, pages: count, failOn: "error" })
      .resize(eighth(width), eighth(height), { fit: "fill", fastShrinkOnLoad: true })
      .raw()
      .toBuffer();
  } catch (error) {
    throw asDocumentError(error, `page ${first}`);
  }
}

async function decodesAtEighth(source: DocumentSource, run: PageRun): Promise<boolean> {
  try {
    await decodeAtEighth(source, run);
    return true;
  } catch (error) {
    if (error instanceof DocumentError) return false;
    throw error;
  }
}

async function decodePage(source: DocumentSource, page: number): Promise<Raster> {
  const header = await readHeader(source, page);
  const stored = uprightSize(header);
  const target = decodedSize(stored);
  const grey = header.channels === 1 || (header.channels === 2 && header.hasAlpha);
  let pipeline = image(source, { page }).autoOrient().flatten({ background: "white" });
  if (target.width < stored.width) pipeline = pipeline.resize(target.width, target.height, { fit: "fill" });
  try {
    const { data, info } = await pipeline
      .toColourspace(grey ? "b-w" : "srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 1 && info.channels !== 3) throw new DocumentError("unreadable", `${info.channels} channels`);
    return { width: info.width, height: info.height, channels: info.channels, pixels: data };
  } catch (error) {
    throw asDocumentError(error, `page ${page}`);
  }
}

const traitsOf = ({ density, channels, hasAlpha, bitsPerSample }: Metadata): PageTraits => ({
  ...statedDpi(density),
  depth: depthOf(hasAlpha ? channels - 1 : channels, bitsPerSample),
});

async function readHeader(source: DocumentSource, page: number): Promise<Metadata> {
  let header: Metadata;
  try {
    header = await image(source, { page }).metadata();
  } catch (error) {
    throw asDocumentError(error, `header of page ${page}`);
  }
  if (header.format !== FORMATS.get(source.mediaType)) {
    throw new DocumentError("unreadable", `${header.format} bytes in a file said to be ${source.mediaType}`);
  }
  verifyPixels(source, page, header);
  return header;
}

function verifyPixels(source: DocumentSource, page: number, { width, height }: PageSize): void {
  const limit = source.maxPixels ?? DEFAULT_MAX_PIXELS;
  if (width * height > limit) {
    throw new DocumentError("too-large", `page ${page}: ${width} × ${height} pixels, limit ${limit}`);
  }
}

const uprightSize = ({ autoOrient }: Metadata): PageSize => ({ width: autoOrient.width, height: autoOrient.height });

/** Pages count from 1. What is kept is read as far as it goes, whatever `verifyWithSharp` would say of it today. */
function image({ path }: DocumentSource, { page, pages = 1, failOn = "truncated" }: Opening): Sharp {
  // The pixel bound is ours (verifyPixels), so that it is one rule for all formats and checked before decoding.
  return sharp(path, { page: page - 1, pages, failOn, limitInputPixels: false, sequentialRead: true });
}

interface Opening {
  readonly page: number;
  readonly pages?: number;
  readonly failOn?: "truncated" | "error";
}
