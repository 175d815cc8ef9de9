import { readFile } from "node:fs/promises";
import { DocumentError } from "./document-error.ts";
import { DEFAULT_MAX_PIXELS, type DocumentFacts, type DocumentSource, type OpenDocument } from "./document.ts";
import { jpeg2000IsComplete, jpeg2000Header, jpeg2000Traits, pdfAround } from "./jpeg2000.ts";
import { loadPdfParts } from "./pdf-document.ts";
import type { Raster } from "./raster.ts";

/** JP2 files and bare codestreams (RFC 3745; `image/j2c` in the IANA register); both are told apart by their bytes. */
const FORMATS: readonly string[] = ["image/jp2", "image/jpx", "image/j2c"];

export const isJpeg2000 = (mediaType: string): boolean => FORMATS.includes(mediaType);

/** @throws DocumentError */
export async function openJpeg2000(source: DocumentSource): Promise<OpenDocument> {
  const { bytes, header } = await readBounded(source);
  const document = await loadPdfParts(pdfAround(bytes, header), source.maxPixels);
  return {
    pageCount: 1,
    async page(page) {
      const raster = await document.page(page);
      // What OpenJPEG refuses PDFium leaves white: on another ground it shows whether white was drawn at all.
      if (isAll(raster, 0xff) && isAll(document.thumbnail(1, 0x00), 0x00)) {
        throw new DocumentError("unreadable", "OpenJPEG refuses the image");
      }
      return raster;
    },
    traits: () => Promise.resolve(jpeg2000Traits(bytes)),
    close: () => document.close(),
  };
}

const isAll = ({ pixels }: Raster, value: number): boolean => pixels.every((sample) => sample === value);

/** @throws DocumentError */
export async function probeJpeg2000(source: DocumentSource): Promise<DocumentFacts> {
  const { header } = await readBounded(source);
  return { pageCount: 1, pages: [{ width: header.width, height: header.height }] };
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
  const header = jpeg2000Header(bytes);
  if (header.width * header.height > maxPixels) {
    throw new DocumentError("too-large", `${header.width} × ${header.height} pixels, limit ${maxPixels}`);
  }
  return { bytes, header };
}
