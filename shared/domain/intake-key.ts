import { batchName } from "../contract/accession.ts";
import { archiveId } from "../contract/archives.ts";
import { parseArchivalCode } from "./archival-code.ts";
import type { ArchivalCodeProblem } from "./archival-code.ts";
import { canHoldWholeItem, isSystemFile, parsePageNumber, splitFileName } from "./scan-file-name.ts";
import type { ScanExtension } from "./scan-file-name.ts";

/** 1 GiB: a file larger than this is split by the archive. */
export const largestObjectBytes = 1024 ** 3;

/** One page of an item, or all its pages in one file. */
export type IntakePages = { readonly kind: "single"; readonly page: number } | { readonly kind: "whole" };

/** What the key of an object in the intake bucket says. `archivalCode` is canonical, `extension` in lower case. */
export type IntakeKey = {
  readonly archiveId: string;
  readonly batchId: string;
  readonly archivalCode: string;
  readonly pages: IntakePages;
  readonly extension: ScanExtension;
};

export type IntakeKeyRefusal =
  | "key-malformed"
  | "archive-id-malformed"
  | "batch-id-malformed"
  | "archival-code-malformed"
  | "page-malformed"
  | "extension-unknown"
  | "not-a-scan";

export type IntakeKeyReading =
  | ({ readonly ok: true } & IntakeKey)
  | {
      readonly ok: false;
      readonly code: IntakeKeyRefusal;
      /** Present when they could be read, so that the refusal can be listed under its batch. */
      readonly archiveId?: string;
      readonly batchId?: string;
      /** With `archival-code-malformed`: what is wrong with the code. */
      readonly problem?: ArchivalCodeProblem;
    };

export const isBatchId = (text: string): boolean => batchName.safeParse(text).success;

const isArchiveId = (text: string | undefined): text is string => archiveId.safeParse(text).success;

type FileReading =
  | ({ readonly ok: true } & Pick<IntakeKey, "archivalCode" | "pages" | "extension">)
  | { readonly ok: false; readonly code: IntakeKeyRefusal; readonly problem?: ArchivalCodeProblem };

/** `{archivalCode}/{page}.{ext}` or `{archivalCode}.{pdf|tif|tiff}`: what stands below the batch. */
const readFile = (path: readonly string[]): FileReading => {
  const fileName = path.at(-1) ?? "";
  const { stem, extension } = splitFileName(fileName);
  if (extension === undefined) return { ok: false, code: "extension-unknown" };
  const code = parseArchivalCode(path.length === 1 ? stem : (path[0] ?? ""));
  if (!code.ok) return { ok: false, code: "archival-code-malformed", problem: code.problem };
  const archivalCode = code.code.canonical;
  if (path.length === 1) {
    return canHoldWholeItem(extension)
      ? { ok: true, archivalCode, pages: { kind: "whole" }, extension }
      : { ok: false, code: "page-malformed" };
  }
  const page = parsePageNumber(stem);
  return page === undefined
    ? { ok: false, code: "page-malformed" }
    : { ok: true, archivalCode, pages: { kind: "single", page }, extension };
};

/**
 * Reads the (decoded) key of an object in an intake bucket: `{archiveId}/{batchId}/{archivalCode}/{page}.{ext}` or,
 * for a whole item in one file, `{archiveId}/{batchId}/{archivalCode}.{pdf|tif|tiff}`. A single image in the place of
 * a whole item is `page-malformed`: it names no page.
 *
 * Folder marks and the droppings of operating systems are `not-a-scan`: nobody has to do anything about them.
 */
export const parseIntakeKey = (key: string): IntakeKeyReading => {
  const segments = key.split("/");
  const [first, second, ...path] = segments;
  const where = {
    ...(isArchiveId(first) && { archiveId: first }),
    ...(isArchiveId(first) && second !== undefined && isBatchId(second) && { batchId: second }),
  };
  if (key.endsWith("/") || segments.some(isSystemFile)) return { ok: false, code: "not-a-scan", ...where };
  if (path.length < 1 || path.length > 2 || segments.includes(""))
    return { ok: false, code: "key-malformed", ...where };
  if (where.archiveId === undefined) return { ok: false, code: "archive-id-malformed" };
  if (where.batchId === undefined) return { ok: false, code: "batch-id-malformed", archiveId: where.archiveId };
  const file = readFile(path);
  return { ...file, archiveId: where.archiveId, batchId: where.batchId };
};

/** The page that tells whether an object is held: its own, or the first of a whole file. */
export const witnessPage = ({ archivalCode, pages }: Pick<IntakeKey, "archivalCode" | "pages">) => ({
  archivalCode,
  page: pages.kind === "single" ? pages.page : 1,
});

/** Batch in which it is noted what became of an object, also of one whose key does not tell where it belongs. */
export const batchOfKey = (named: IntakeKeyReading): { readonly archiveId: string; readonly batchId: string } => ({
  archiveId: named.archiveId ?? "000000",
  batchId: named.batchId ?? "unknown",
});

/** The key under which Lantai's own clients upload. Pages have at least three digits, so that names sort like pages. */
export const formatIntakeKey = ({ archiveId, batchId, archivalCode, pages, extension }: IntakeKey): string => {
  const item = `${archiveId}/${batchId}/${archivalCode}`;
  return pages.kind === "whole"
    ? `${item}.${extension}`
    : `${item}/${pages.page.toString().padStart(3, "0")}.${extension}`;
};
