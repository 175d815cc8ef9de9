import { mayComeIn } from "../domain/classification.ts";
import type { ClassificationDeclared, DeclaredClassifications } from "./declared-classifications.ts";
import type { HoldBatch } from "./hold-batch.ts";
import type { PageStore } from "./page-store.ts";

export type DeclareClassificationDeps = {
  readonly declared: DeclaredClassifications;
  readonly pages: PageStore;
  readonly hold: HoldBatch;
};

/**
 * Notes what is declared of an item, so that its scans are refused; if some have come already, their batches are held. In this
 * order: a scan that is taken in between is found among the pages, or refused.
 */
export const declareClassification =
  ({ declared, pages, hold }: DeclareClassificationDeps) =>
  async (said: ClassificationDeclared): Promise<void> => {
    await declared.note(said);
    if (mayComeIn(said.declared)) return;
    const { archiveId, archivalCode, by, declared: mark } = said;
    const standing = await pages.pagesOf(archiveId, archivalCode);
    for (const batchId of new Set(standing.map((page) => page.batchId)))
      await hold({ archiveId, batchId, by, archivalCode, mark: `密级 ${mark}` });
  };
