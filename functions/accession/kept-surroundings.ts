import { describedItemOf } from "../../shared/checks/described-item.ts";
import type { DescribedItem, Evidence, TestedPage } from "../../shared/checks/evidence.ts";
import type { DescribedUnit } from "../../shared/domain/description.ts";
import type { CatalogueStore } from "../../shared/storage/catalogue-store.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";

export type KeptSurroundingsDeps = {
  readonly catalogues: Pick<CatalogueStore, "descriptions" | "describedItems">;
  readonly pages: Pick<PageStore, "pagesOf">;
};

const itemsAtOnce = 500;

/**
 * What is said of the items that a batch brought: of those whose pages stand, by whatever catalogue; and of those the batch's own
 * catalogue lists, unless their pages came with another batch or were destroyed by an approved list. Undefined where nothing is.
 */
export const describedOfKept = async (
  deps: KeptSurroundingsDeps,
  { archiveId, batchId }: { readonly archiveId: string; readonly batchId: string },
  pages: readonly TestedPage[],
): Promise<Evidence["items"]> => {
  const here = new Set(pages.map(({ archivalCode }) => archivalCode));
  const described = [
    ...(await descriptionsOf(deps, archiveId, [...here])),
    ...(await leftOver(deps, { archiveId, batchId }, here)),
  ];
  return described.length === 0
    ? undefined
    : described.map(({ description }): DescribedItem => describedItemOf(description));
};

const descriptionsOf = async (
  { catalogues }: KeptSurroundingsDeps,
  archiveId: string,
  codes: readonly string[],
): Promise<DescribedUnit[]> => {
  const found: DescribedUnit[] = [];
  for (let from = 0; from < codes.length; from += itemsAtOnce) {
    const some = codes.slice(from, from + itemsAtOnce);
    found.push(
      ...(await catalogues.descriptions(some.map((archivalCode) => ({ archiveId, level: "item", archivalCode })))),
    );
  }
  return found;
};

/** Items that the batch's catalogue lists, of which no page stands in it, nor anywhere else. */
const leftOver = async (
  { catalogues, pages }: KeptSurroundingsDeps,
  { archiveId, batchId }: { readonly archiveId: string; readonly batchId: string },
  here: ReadonlySet<string>,
): Promise<DescribedUnit[]> => {
  const left: DescribedUnit[] = [];
  let after: string | undefined;
  do {
    const { found, next } = await catalogues.describedItems(archiveId, batchId, after, itemsAtOnce);
    for (const unit of found) {
      const { archivalCode } = unit.description;
      if (here.has(archivalCode)) continue;
      const known = await pages.pagesOf(archiveId, archivalCode);
      if (!known.some(({ state }) => state === "kept" || state === "destroyed")) left.push(unit);
    }
    after = next;
  } while (after !== undefined);
  return left;
};
