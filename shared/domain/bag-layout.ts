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
 * Where the file of a page lies below `data/`: in a folder named by its item, where a deposit of the bag finds every page its place
 * without guessing. Pages of one file share it.
 */
export const payloadPath = ({ archivalCode, page, file }: Pick<Page, "archivalCode" | "page" | "file">): string => {
  const extension = extensions[file.mediaType];
  return file.pageCount > 1
    ? `${archivalCode}/${archivalCode}.${extension}`
    : `${archivalCode}/${String(page).padStart(3, "0")}.${extension}`;
};

/** Descriptions of everything in the bag, as a catalogue that can be taken in like any other. */
export const cataloguePath = "metadata/catalogue.csv";

/** The description of one item, for programs: all that is said of it. */
export const descriptionPath = (archivalCode: string): string => `metadata/items/${archivalCode}/description.json`;
export const itemHistoryPath = (archivalCode: string): string => `metadata/items/${archivalCode}/premis.xml`;
/** What an item's earlier keepers said of it. */
export const earlierHistoryPath = (archivalCode: string, sha256: string): string =>
  `metadata/items/${archivalCode}/earlier-${sha256.slice(0, 16)}.premis.xml`;

/** What is known of the batch as such. */
export const batchPath = (name: string): string => `metadata/batch/${name}`;

/** What of an item's tag files is a history: its last keeper's, and those of earlier ones. */
const history = /^metadata\/items\/([^/]+)\/(?:(premis)|(earlier-[0-9a-f]{1,64})\.premis)\.xml$/u;

/**
 * Where a tag file of an exported bag goes in the intake bucket of whoever takes the bag in: the catalogue to the batch, the
 * histories to their items. Undefined for what brings nothing.
 */
export const intakeKeyOfTag = (
  { archiveId, batchId }: { readonly archiveId: string; readonly batchId: string },
  path: string,
): string | undefined => {
  const batch = `${archiveId}/${batchId}`;
  if (path === cataloguePath) return `${batch}/catalogue-exported.csv`;
  const [, archivalCode, last, earlier = ""] = history.exec(path) ?? [];
  if (archivalCode === undefined) return undefined;
  return `${batch}/${archivalCode}/${last === undefined ? earlier : "history"}.premis.xml`;
};
