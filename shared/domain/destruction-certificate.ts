import * as z from "zod";
import { archiveId } from "../contract/archives.ts";
import { destructionListName, supervisors } from "../contract/destruction.ts";
import { sha256 } from "../contract/sha256.ts";
import { destructionEntry, type DestructionEntry, type DestructionList } from "./destruction-list.ts";
import { moment, type Page } from "./page.ts";

/** A line of the list that a certificate speaks of: an item, what became of it, and the digests of what it had. */
export const certificateLine = destructionEntry.omit({ knownAs: true, addedAt: true, pages: true }).extend({
  pages: z.array(z.strictObject({ page: z.int().min(1), version: z.int().min(1), sha256, bytes: z.int().positive() })),
});
export type CertificateLine = z.infer<typeof certificateLine>;

/** @param pages every version of every page of a destroyed item; none of one that was spared. */
export const certificateLineOf = (
  { knownAs, addedAt, pages: count, ...entry }: DestructionEntry,
  pages: readonly Page[],
): CertificateLine => ({
  ...entry,
  pages: pages.map(({ page, version, file }) => ({ page, version, sha256: file.sha256, bytes: file.bytes })),
});

/** 销毁清册 as the archive signs it when all is done. It is kept for ever. */
export const certificateContent = z.strictObject({
  iss: archiveId,
  iat: z.int(),
  listId: destructionListName,
  title: z.string(),
  /** Who drafted, reviewed, approved and ordered it, when and why. */
  persons: z.array(z.strictObject({ to: z.string(), actor: z.string(), at: moment, reason: z.string() })).min(3),
  supervisors,
  items: z.int().min(1),
  destroyed: z.int().min(0),
  spared: z.int().min(0),
  /** Digests of the list, one JSON object a line, and of the page for people. */
  list: z.strictObject({ mediaType: z.literal("application/x-ndjson"), sha256, bytes: z.int().min(1) }),
  page: z.strictObject({ mediaType: z.literal("text/html"), sha256 }),
});
export type CertificateContent = z.infer<typeof certificateContent>;

/** @throws RangeError of a list that was not ordered. */
export const certificateContentOf = (
  { listId, title, steps, supervisors: watched, items, progress }: DestructionList,
  kept: Pick<CertificateContent, "list" | "page">,
): Omit<CertificateContent, "iss" | "iat"> => {
  if (watched === undefined || progress === undefined) throw new RangeError(`nobody ordered the list ${listId}`);
  const { destroyed, spared } = progress;
  return { listId, title, persons: steps, supervisors: watched, items, destroyed, spared, ...kept };
};
