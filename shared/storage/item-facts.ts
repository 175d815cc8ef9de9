import type { ItemFacts } from "../domain/destruction-bars.ts";
import type { AccessionStore } from "./accession-store.ts";
import { isFrozen } from "../domain/freeze.ts";
import type { FreezeStore } from "./freeze-store.ts";
import type { PageStore } from "./page-store.ts";
import { retentionOf, type RetentionOfDeps } from "./retention-of.ts";

export type ItemFactsDeps = RetentionOfDeps & {
  readonly pages: Pick<PageStore, "item" | "pagesOf">;
  readonly accessions: Pick<AccessionStore, "get">;
  readonly freezes: Pick<FreezeStore, "of">;
};

/** All that decides whether items of one archive may go; undefined for what is no item. */
export const itemFactsOf = (deps: ItemFactsDeps, archiveId: string) => {
  const { pages, accessions, freezes } = deps;
  const retention = retentionOf(deps, archiveId);
  return async (archivalCode: string): Promise<ItemFacts | undefined> => {
    const item = await pages.item(archiveId, archivalCode);
    if (item === undefined) return undefined;
    const all = await pages.pagesOf(archiveId, archivalCode);
    const names = [...new Set(all.map(({ batchId }) => batchId))];
    const batches = await Promise.all(names.map((batchId) => accessions.get(archiveId, batchId)));
    const [held] = await freezes.of(archiveId, [archivalCode]);
    return {
      item,
      pages: all,
      batches: batches.filter((batch) => batch !== undefined),
      retention: await retention(item),
      frozen: isFrozen(held),
    };
  };
};
