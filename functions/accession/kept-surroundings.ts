import { describedItemOf } from "../../shared/checks/described-item.ts";
import type { DescribedItem, Evidence, TestedPage } from "../../shared/checks/evidence.ts";
import type { DescribedUnit } from "../../shared/domain/description.ts";
import type { CatalogueStore } from "../../shared/storage/catalogue-store.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import { describedIn } from "./batch-surroundings.ts";

export type KeptSurroundingsDeps = {
  readonly catalogues: Pick<CatalogueStore, "descriptions" | "describedItems">;
  readonly pages: Pick<PageStore, "pagesOf">;
};

type Batch = { readonly archiveId: string; readonly batchId: string };

/**
 * What is said of the items that a batch brought: of those whose pages stand, by whatever catalogue; and of those the batch's own
 * catalogue lists, unless their pages came with another batch or were destroyed by an approved list. Undefined where nothing is.
 */
export const describedOfKept = async (
  deps: KeptSurroundingsDeps,
  batch: Batch,
  pages: readonly TestedPage[],
): Promise<Evidence["items"]> => {
  const here = new Set(pages.map(({ archivalCode }) => archivalCode));
  const { archiveId } = batch;
  const standing = [...here].map((archivalCode) => ({ archiveId, level: "item" as const, archivalCode }));
  const described = [...(await deps.catalogues.descriptions(standing)), ...(await leftOver(deps, batch, here))];
  return described.length === 0
    ? undefined
    : described.map(({ description }): DescribedItem => describedItemOf(description));
};

/** Items that the batch's catalogue lists, of which no page stands in it, nor anywhere else. */
const leftOver = async (
  { catalogues, pages }: KeptSurroundingsDeps,
  batch: Batch,
  here: ReadonlySet<string>,
): Promise<DescribedUnit[]> => {
  const left: DescribedUnit[] = [];
  for await (const unit of describedIn(catalogues, batch)) {
    const { archiveId, archivalCode } = unit.description;
    if (here.has(archivalCode)) continue;
    const known = await pages.pagesOf(archiveId, archivalCode);
    if (!known.some(({ state }) => state === "kept" || state === "destroyed")) left.push(unit);
  }
  return left;
};
