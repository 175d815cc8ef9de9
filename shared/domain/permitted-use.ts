import type { RestrictedUse } from "../contract/accession.ts";
import type { Accession } from "./accession.ts";
import type { Page } from "./page.ts";

/** What can be done with a page: reading it, copying it out, publishing it, certifying it. */
export type PermittedUse = RestrictedUse | "certification";

/** What has to be allowed for a use: what may not be read cannot be copied, and what may not be copied is not published. */
const needs: Readonly<Record<PermittedUse, readonly RestrictedUse[]>> = {
  consultation: ["consultation"],
  copying: ["consultation", "copying"],
  publication: ["consultation", "copying", "publication"],
  certification: ["consultation", "copying"],
};

/**
 * Whether a page may be used so, by whoever would otherwise be allowed to: the one rule behind every door (search, text,
 * image, export, certificate, portal, results of other archives). It stands, it is no registration backup, which stays its
 * owner's until 转为进馆 (条例 art. 40(3)), and its giver forbids nothing that the use needs (档案法 art. 31; 条例 art. 36).
 *
 * It does not bind whoever gave the records: they may use their own, first and free (档案法 art. 31); the archive serves them
 * at the window, and no operation asks for money.
 */
export const mayBeUsed = (
  { state, custody, restrictions = [] }: Pick<Page, "state" | "custody" | "restrictions">,
  use: PermittedUse,
): boolean => state === "kept" && custody === undefined && !needs[use].some((needed) => restrictions.includes(needed));

/** Whether the archive's people may open the page and find it by its words. */
export const mayBeConsulted = (page: Page): boolean => mayBeUsed(page, "consultation");

/**
 * Whether a unit may be found by whom its description names: it is no more than its pages and the batch that described it
 * allow. What was only described has no pages yet.
 */
export const mayBeFoundByPerson = (
  batch:
    | (Pick<Accession, "state" | "custody" | "quarantine"> & { readonly restrictions: readonly RestrictedUse[] })
    | undefined,
  pages: readonly Page[],
): boolean => {
  const forbidden =
    batch !== undefined &&
    (batch.state === "returned" ||
      batch.custody === "registration-backup" ||
      batch.quarantine !== undefined ||
      batch.restrictions.includes("consultation"));
  return !forbidden && (pages.length === 0 || pages.some(mayBeConsulted));
};

/** Whether a certified copy of the page may be issued (出证). */
export const mayBeCertified = (page: Page): boolean => mayBeUsed(page, "certification");
