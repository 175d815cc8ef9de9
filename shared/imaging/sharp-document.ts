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
import type { Raster } from "./raster.ts";
import { verifyTiffExtent } from "./tiff-extent.ts";

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
  return {
    pageCount,
    async page(page) {
      if (!Number.isInteger(page) || page < 1 || page > pageCount) {
        throw new DocumentError("page-missing", `page ${page} of ${pageCount}`);
      }
      return decodePage(source, page);
    },
    close: () => Promise.resolve(),
  };
}

/** @throws DocumentError */
export async function probeWithSharp(source: DocumentSource): Promise<DocumentFacts> {
  const first = await readHeader(source, 1);
  const pages = [uprightSize(first)];
  for (let page = 2; page <= (first.pages ?? 1); page++) pages.push(uprightSize(await readHeader(source, page)));
  return { pageCount: pages.length, pages, ...(first.density === undefined ? {} : { dpi: first.density }) };
}

/**
 * Decodes every byte of every page, at an eighth of its size so that little is computed, and drops the pixels.
 *
 * @throws DocumentError `unreadable` for a file that is cut short or broken.
 */
export async function verifyWithSharp(source: DocumentSource): Promise<void> {
  const { pageCount, pages } = await probeWithSharp(source);
  if (source.mediaType === "image/tiff") await verifyTiffExtent(source.path);
  for (let page = 1; page <= pageCount; page++) {
    const size = pages[page - 1];
    const width = Math.max(1, Math.round((size?.width ?? 8) / 8));
    const height = Math.max(1, Math.round((size?.height ?? 8) / 8));
    try {
      await image(source, page)
        .autoOrient()
        .resize(width, height, { fit: "fill", fastShrinkOnLoad: true })
        .raw()
        .toBuffer();
    } catch (error) {
      throw asDocumentError(error, `page ${page}`);
    }
  }
}

async function decodePage(source: DocumentSource, page: number): Promise<Raster> {
  const header = await readHeader(source, page);
  const stored = uprightSize(header);
  const target = decodedSize(stored);
  const grey = header.channels === 1 || (header.channels === 2 && header.hasAlpha);
  let pipeline = image(source, page).autoOrient().flatten({ background: "white" });
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

async function readHeader(source: DocumentSource, page: number): Promise<Metadata> {
  let header: Metadata;
  try {
    header = await image(source, page).metadata();
  } catch (error) {
    throw asDocumentError(error, `header of page ${page}`);
  }
  if (header.format !== FORMATS.get(source.mediaType)) {
    throw new DocumentError("unreadable", `${header.format} bytes in a file said to be ${source.mediaType}`);
  }
  const limit = source.maxPixels ?? DEFAULT_MAX_PIXELS;
  if (header.width * header.height > limit) {
    throw new DocumentError("too-large", `page ${page}: ${header.width} × ${header.height} pixels, limit ${limit}`);
  }
  return header;
}

const uprightSize = ({ autoOrient }: Metadata): PageSize => ({ width: autoOrient.width, height: autoOrient.height });

function image({ path }: DocumentSource, page: number): Sharp {
  // The pixel bound is ours (readHeader), so that it is one rule for all formats and checked before decoding.
  return sharp(path, { page: page - 1, limitInputPixels: false, failOn: "truncated", sequentialRead: true });
}
