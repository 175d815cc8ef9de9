import type { MediaType } from "../contract/media-type.ts";
import type { Page } from "./page.ts";
import type { ScanExtension } from "./scan-file-name.ts";

const extensions: Readonly<Record<MediaType, ScanExtension>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/tiff": "tif",
  "image/jp2": "jp2",
  "application/pdf": "pdf",
};

/**
 * Where the file of a page lies below `data/`: as a depositor would name it, so that a deposit of the bag finds every page its
 * place. Pages of one file share it.
 */
export const payloadPath = ({ archivalCode, page, file }: Pick<Page, "archivalCode" | "page" | "file">): string => {
  const extension = extensions[file.mediaType];
  return file.pageCount > 1
    ? `${archivalCode}.${extension}`
    : `${archivalCode}/${String(page).padStart(3, "0")}.${extension}`;
};

/** Descriptions of everything in the bag, a line of JSON each behind a first that says what they are. */
export const descriptionsPath = "metadata/descriptions.jsonl";

export const itemHistoryPath = (archivalCode: string): string => `metadata/items/${archivalCode}/premis.xml`;
/** What an item's earlier keepers said of it. */
export const earlierHistoryPath = (archivalCode: string, sha256: string): string =>
  `metadata/items/${archivalCode}/earlier-${sha256.slice(0, 16)}.premis.xml`;

/** What is known of the batch as such. */
export const batchPath = (name: string): string => `metadata/batch/${name}`;
