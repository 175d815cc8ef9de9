import { parseArchivalCode } from "./archival-code.ts";
import type { ArchivalCode } from "./archival-code.ts";
import type { IntakeKey } from "./intake-key.ts";
import { canHoldWholeItem, isSystemFile, parsePageNumber, splitFileName } from "./scan-file-name.ts";

export type ScanNameReading =
  | ({ readonly ok: true } & Pick<IntakeKey, "archivalCode" | "pages" | "extension">)
  | { readonly ok: false; readonly code: "not-a-scan" | "extension-unknown" | "archival-code-malformed" };

type Numbered = { readonly code: ArchivalCode; readonly page: number };

/** The name as 档号 and serial: the last `-` or `_` comes before the serial. */
const readNumbered = (stem: string): Numbered | undefined => {
  const cut = /^(.+)[-_－＿‐‑–—−]([0-9０-９]+)$/.exec(stem);
  const code = parseArchivalCode(cut?.[1] ?? "");
  const page = parsePageNumber(cut?.[2] ?? "");
  return code.ok && page !== undefined ? { code: code.code, page } : undefined;
};

/** A photograph is an item of its own: in a group of photographs the last level is the picture, not a page of it. */
const isGroupedPhotograph = (code: ArchivalCode): boolean =>
  code.grammar === "2022-volume" && code.category.class === "ZP";

/**
 * Reads the name of a scan in a folder without page folders: DA/T 31-2017 names a single image 档号 + serial
 * (`Z109-WS·2011·Y·办公室-0001-001.jpg`) and a file of several pages 档号 alone.
 *
 * Many names can be read both ways, because 案卷号-件号 looks like 件号-serial. The rule:
 * 1. A PDF is a whole item whenever its whole name is a code.
 * 2. Any other name is code and serial whenever what is before the serial is a code: DA/T 31 gives every image one.
 *    So `…·D30-001-002.jpg` is page 2 of item 001. Grouped photographs (`ZP`) are the exception, see above.
 * 3. Otherwise the whole name is the code: a whole item if the format can hold several pages, page 1 if not.
 *    So `C038-001-002-003.jpg` (DA/T 13-94, whose last level may itself be a page) is page 1 of just that code,
 *    and `C038-001-002-003-001.jpg` is the same page.
 *
 * A volume-arranged item of one image without serial (DA/T 13-2022) cannot be told from rule 2: put its pages in a
 * folder named by the code, where nothing has to be guessed.
 */
export const scanNameToKey = (fileName: string): ScanNameReading => {
  if (isSystemFile(fileName)) return { ok: false, code: "not-a-scan" };
  const { stem, extension } = splitFileName(fileName);
  if (extension === undefined) return { ok: false, code: "extension-unknown" };
  const whole = parseArchivalCode(stem);
  const numbered = readNumbered(stem);
  const nameIsCode = whole.ok && (extension === "pdf" || numbered === undefined || isGroupedPhotograph(whole.code));
  if (nameIsCode) {
    const pages = canHoldWholeItem(extension) ? { kind: "whole" as const } : { kind: "single" as const, page: 1 };
    return { ok: true, archivalCode: whole.code.canonical, pages, extension };
  }
  if (numbered === undefined) return { ok: false, code: "archival-code-malformed" };
  const { code, page } = numbered;
  return { ok: true, archivalCode: code.canonical, pages: { kind: "single", page }, extension };
};
