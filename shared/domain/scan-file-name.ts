/** Extensions under which scans arrive (DA/T 31-2017: TIFF, JPEG, JPEG 2000; PDF for a whole item). */
export const scanExtensions = ["jpg", "jpeg", "tif", "tiff", "png", "jp2", "j2k", "jpx", "pdf"] as const;
export type ScanExtension = (typeof scanExtensions)[number];

/** Extensions of formats that can hold a whole item in one file. */
const wholeItemExtensions: ReadonlySet<ScanExtension> = new Set(["pdf", "tif", "tiff"]);
export const canHoldWholeItem = (extension: ScanExtension): boolean => wholeItemExtensions.has(extension);

/** Full-width letters, digits and punctuation as their half-width forms; nothing else is touched. */
const halfWidth = (text: string): string => text.replaceAll(/[\uff01-\uff5e]/g, (char) => char.normalize("NFKC"));

/** Cuts at the last dot, full-width dots too. `extension` is undefined when it is none of ours. */
export const splitFileName = (
  fileName: string,
): { readonly stem: string; readonly extension: ScanExtension | undefined } => {
  const dot = Math.max(fileName.lastIndexOf("."), fileName.lastIndexOf("．"));
  if (dot === -1) return { stem: fileName, extension: undefined };
  const ending = halfWidth(fileName.slice(dot + 1)).toLowerCase();
  return { stem: fileName.slice(0, dot), extension: scanExtensions.find((extension) => extension === ending) };
};

/** Page 1..99999, with or without leading zeros, full width too; undefined for anything else. */
export const parsePageNumber = (text: string): number | undefined => {
  const digits = halfWidth(text);
  if (!/^\d{1,10}$/.test(digits)) return undefined;
  const page = Number(digits);
  return page >= 1 && page <= 99_999 ? page : undefined;
};

/** What operating systems and copy programs leave beside the scans: `.DS_Store`, `._001.jpg`, `Thumbs.db`, `__MACOSX`. */
export const isSystemFile = (fileName: string): boolean => {
  const lower = fileName.toLowerCase();
  return (
    (lower.startsWith(".") && !/^\.{1,2}$/.test(lower)) || ["thumbs.db", "desktop.ini", "__macosx"].includes(lower)
  );
};
