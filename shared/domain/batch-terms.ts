import type { RestrictedUse } from "../contract/accession.ts";
import type { Accession } from "./accession.ts";
import type { Page } from "./page.ts";

/** What a page takes over from its batch. */
export type PageTerms = Pick<Page, "custody" | "restrictions" | "restrictedBefore">;

const inOrder = (uses: readonly RestrictedUse[]): RestrictedUse[] => [...new Set(uses)].sort();

/** What other batches forbade of a page before it came with this one: that stays forbidden. */
const forbiddenBefore = (batchId: string, before: Page | undefined): readonly RestrictedUse[] =>
  (before?.batchId === batchId ? before.restrictedBefore : before?.restrictions) ?? [];

/** Terms of a page that comes with a batch, or stands in it: what the batch's giver forbids, and what was forbidden before. */
export const termsFrom = (batchId: string, batch: Accession | undefined, before: Page | undefined): PageTerms => {
  const restrictedBefore = inOrder(forbiddenBefore(batchId, before));
  const restrictions = inOrder([...restrictedBefore, ...(batch?.restrictions ?? [])]);
  return {
    ...(batch?.custody === "registration-backup" ? { custody: "registration-backup" as const } : {}),
    ...(restrictions.length > 0 ? { restrictions } : {}),
    ...(restrictedBefore.length > 0 ? { restrictedBefore } : {}),
  };
};

type Undestroyed = Pick<Page, "quarantinedFrom"> & { readonly state: Exclude<Page["state"], "destroyed"> };
type Standing = Pick<Page, "state" | "quarantinedFrom">;

/** Whether and how a page of the batch stands, by what was decided of the batch. */
const standingBy = (batch: Accession, { state, quarantinedFrom }: Undestroyed): Standing => {
  if (batch.quarantine !== undefined)
    return state === "quarantined" ? { state, quarantinedFrom } : { state: "quarantined", quarantinedFrom: state };
  if (batch.state === "returned") return { state: "withdrawn" };
  return { state: state === "quarantined" ? (quarantinedFrom ?? "kept") : state };
};

const sameTerms = (one: PageTerms, other: PageTerms): boolean =>
  one.custody === other.custody &&
  (one.restrictions ?? []).join() === (other.restrictions ?? []).join() &&
  (one.restrictedBefore ?? []).join() === (other.restrictedBefore ?? []).join();

/** The page as its batch's record wants it; undefined when it is so already, belongs to another batch by now, or is destroyed. */
export const settled = (batch: Accession, page: Page, at: string): Page | undefined => {
  const { state } = page;
  if (page.batchId !== batch.batchId || state === "destroyed") return undefined;
  const standing = standingBy(batch, { ...page, state });
  const terms = termsFrom(page.batchId, batch, page);
  const moves = standing.state !== page.state;
  if (!moves && sameTerms(terms, page)) return undefined;
  const { custody, restrictions, restrictedBefore, quarantinedFrom, ...rest } = page;
  const revision = page.revision + 1;
  return {
    ...rest,
    ...terms,
    ...standing,
    revision,
    writes: page.writes + 1,
    termsSince: revision,
    acceptedAt: moves ? at : page.acceptedAt,
  };
};
