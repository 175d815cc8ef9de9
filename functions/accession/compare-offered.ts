import type { OfferedObject } from "../../shared/contract/vendor.ts";
import type { Accession } from "../../shared/domain/accession.ts";
import { largestBagBytes, parseBagKey } from "../../shared/domain/bag-key.ts";
import { largestObjectBytes, parseIntakeKey, witnessPage } from "../../shared/domain/intake-key.ts";
import type { Page } from "../../shared/domain/page.ts";
import type { Refusal } from "../../shared/domain/refusal.ts";
import { refusedByOthersWork } from "../../shared/domain/vendor-work.ts";
import type { BatchStore } from "../../shared/storage/batch-store.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";

export type CompareDeps = { readonly pages: PageStore; readonly batches: BatchStore };
export type RefusedOffer = { readonly key: string; readonly refusal: Refusal };

/** What is offered, by what becomes of it. `barred` would be refused if it came; `refused` came, with these very bytes. */
export type Offered = {
  readonly missing: readonly OfferedObject[];
  readonly held: readonly string[];
  readonly refused: readonly RefusedOffer[];
  readonly barred: readonly RefusedOffer[];
};

/** S3 takes no more in one request, and a permit is for one. */
const largestPutBytes = 5 * 1024 ** 3;

/** What can be refused without a byte of it. */
const refusedByName = ({ key, bytes }: OfferedObject): Refusal | undefined => {
  const named = parseIntakeKey(key);
  const bag = parseBagKey(key);
  if (!named.ok && bag === undefined) return { code: named.code, facts: {} };
  if (bytes === 0) return { code: "object-empty", facts: {} };
  const limit = bag === undefined ? largestObjectBytes : Math.min(largestBagBytes[bag.packing], largestPutBytes);
  return bytes > limit ? { code: "object-too-large", facts: { bytes, limit } } : undefined;
};

/** Compares up to 100 objects that are offered to a batch with what came of them before. */
export const compareOffered =
  ({ pages, batches }: CompareDeps) =>
  async (batch: Accession, objects: readonly OfferedObject[]): Promise<Offered> => {
    const { archiveId, batchId } = batch;
    const placed = objects.flatMap(({ key }) => {
      const named = parseIntakeKey(key);
      return named.ok ? [{ key, ...witnessPage(named) }] : [];
    });
    const [standing, refusals] = await Promise.all([
      pages.getMany(placed.map(({ archivalCode, page }) => ({ archiveId, archivalCode, page }))),
      batches.refusalsOf(archiveId, batchId, [...new Set(objects.map(({ key }) => key))]),
    ]);
    const standingAt = (key: string): Page[] =>
      placed
        .filter((one) => one.key === key)
        .flatMap((one) => standing.filter((page) => page.archivalCode === one.archivalCode && page.page === one.page));

    const missing: OfferedObject[] = [];
    const held: string[] = [];
    const refused: RefusedOffer[] = [];
    const barred: RefusedOffer[] = [];
    for (const object of objects) {
      const { key, sha256 } = object;
      const under = standingAt(key);
      const bar = refusedByName(object) ?? refusedByOthersWork(batch, under);
      const before = refusals.find((one) => one.objectKey === key && one.sha256 === sha256);
      if (bar !== undefined) barred.push({ key, refusal: bar });
      else if (under.some(({ state, file }) => state === "kept" && file.sha256 === sha256)) held.push(key);
      else if (before !== undefined) refused.push({ key, refusal: before.refusal });
      else missing.push(object);
    }
    return { missing, held, refused, barred };
  };
