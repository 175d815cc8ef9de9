import { parseArchivalCode, type ArchivalCode } from "./archival-code.ts";
import type { IntakePages } from "./intake-key.ts";
import { scanNameToKey } from "./scan-name.ts";
import { canHoldWholeItem, isSystemFile, parsePageNumber, splitFileName } from "./scan-file-name.ts";
import type { ScanExtension } from "./scan-file-name.ts";
import { resemblesArchivalCode } from "./resembles-code.ts";

/** The page of an item for which a file stands. `archivalCode` is canonical. */
export type ScanPlace = {
  readonly archivalCode: string;
  readonly pages: IntakePages;
  readonly extension: ScanExtension;
};

export type FileReading =
  /** Names its page. */
  | ({ readonly kind: "named" } & ScanPlace)
  /** Meant as an archival code and is none: sent under its own name, so that the service says what is wrong. */
  | { readonly kind: "malformed"; readonly tail: string }
  /** A scan that says nothing of where it belongs. */
  | { readonly kind: "loose"; readonly extension: ScanExtension }
  | { readonly kind: "left-out"; readonly reason: "system-file" | "not-a-scan" };

const named = (archivalCode: string, pages: IntakePages, extension: ScanExtension): FileReading => ({
  kind: "named",
  archivalCode,
  pages,
  extension,
});

const namesSame = (stem: string, { canonical }: ArchivalCode): boolean => {
  const read = parseArchivalCode(stem);
  return read.ok && read.code.canonical === canonical;
};

/**
 * Reads where a file of a deposited folder, or of a bag's payload, belongs, from the last one or two parts of its path (relative, `/` between
 * the parts): `{archivalCode}/{page}.{ext}`, `{archivalCode}/{archivalCode}.{ext}`, `{archivalCode}.{pdf|tif|tiff}`, or a single image with
 * code and serial in its name as DA/T 31-2017 has it.
 */
export const readFilePath = (relativePath: string): FileReading => {
  const parts = relativePath.split("/");
  if (parts.some(isSystemFile)) return { kind: "left-out", reason: "system-file" };
  const fileName = parts.at(-1) ?? "";
  const folder = parts.at(-2);
  const { stem, extension } = splitFileName(fileName);
  if (extension === undefined) return { kind: "left-out", reason: "not-a-scan" };
  const folderCode = parseArchivalCode(folder ?? "");
  const page = parsePageNumber(stem);
  if (folderCode.ok && page !== undefined) return named(folderCode.code.canonical, { kind: "single", page }, extension);
  // Named as its folder: the whole item, though the name alone could mean a page of another.
  if (folderCode.ok && namesSame(stem, folderCode.code))
    return named(folderCode.code.canonical, loosePages(extension), extension);
  const byName = scanNameToKey(fileName);
  if (byName.ok) return named(byName.archivalCode, byName.pages, byName.extension);
  // A page number stands where only a code's folder can: no code is made up for a folder that may be a slip of the pen.
  // And in the folder of an item a file without page number cannot be placed. Elsewhere only the file's own name counts.
  if (folder !== undefined && (page !== undefined || folderCode.ok || resemblesArchivalCode(folder)))
    return { kind: "malformed", tail: `${folder}/${fileName}` };
  return resemblesArchivalCode(stem) ? { kind: "malformed", tail: fileName } : { kind: "loose", extension };
};

/** What a loose scan is of the item that was numbered for it: its page 1, or all its pages. */
export const loosePages = (extension: ScanExtension): IntakePages =>
  canHoldWholeItem(extension) ? { kind: "whole" } : { kind: "single", page: 1 };

/** Which pages are taken: two files for one page would replace each other at every deposit. */
export const pageClaims = () => {
  const claims = new Map<string, { whole?: string; readonly pages: Map<number, string> }>();
  return {
    /** Claims a place for a file. The file that has it already, if there is one. */
    claim: ({ archivalCode, pages }: Pick<ScanPlace, "archivalCode" | "pages">, file: string): string | undefined => {
      const item = claims.get(archivalCode) ?? { pages: new Map<number, string>() };
      const [anyPage] = item.pages.values();
      const holder = item.whole ?? (pages.kind === "whole" ? anyPage : item.pages.get(pages.page));
      if (holder !== undefined) return holder;
      if (pages.kind === "whole") item.whole = file;
      else item.pages.set(pages.page, file);
      claims.set(archivalCode, item);
      return undefined;
    },
  };
};
