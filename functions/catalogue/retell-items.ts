import type { PageWork } from "../../shared/domain/page-work.ts";
import { indexedText } from "../../shared/domain/indexed-text.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import type { OwedIndexing } from "../../shared/storage/owed-indexing.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";

export type RetellItemsDeps = {
  readonly pages: PageStore;
  readonly owed: OwedIndexing;
  readonly fullText: WorkQueue<{ readonly detail: PageWork }>;
  readonly clock: Clock;
};

/**
 * Pages in the index carry what is said of their item: those of items that were described anew are owed to it again. An item
 * whose first page comes after this was asked is indexed with its description anyway.
 */
export const retellItems =
  ({ pages, owed, fullText, clock }: RetellItemsDeps) =>
  async (archiveId: string, archivalCodes: readonly string[]): Promise<void> => {
    for (const { archivalCode } of await pages.itemsWithPages(archiveId, archivalCodes))
      for (const page of await pages.pagesOf(archiveId, archivalCode)) {
        if (indexedText(page) === undefined) continue;
        await owed.note(page, clock().toISOString());
        await fullText.send({ detail: { archiveId, archivalCode, page: page.page } });
      }
  };
