import type { ClassificationDeclared } from "./declared-classifications.ts";
import type { HoldBatch } from "./hold-batch.ts";
import type { PageStore } from "./page-store.ts";
import type { ItemsOfVolumes } from "./volume-items.ts";

export type HoldDeclaredDeps = {
  readonly pages: Pick<PageStore, "pagesOf">;
  readonly volumes: ItemsOfVolumes;
  readonly hold: HoldBatch;
};

/** The hold of a batch that brought an item, for what is declared of it or of its volume. */
export const declaredMark = (
  { archiveId, declared, by, at }: ClassificationDeclared,
  of: { readonly batchId: string; readonly archivalCode: string },
) => ({ ...of, archiveId, by, mark: `密级 ${declared}`, declaredAt: at });

/**
 * Holds the batches of scans that came before a 密级 was declared of their item, or of the volume it lies in. To be called when the
 * declaration is noted: a scan that is taken in between is found among the pages, or refused.
 */
export const holdDeclared =
  ({ pages, volumes, hold }: HoldDeclaredDeps) =>
  async (declaration: ClassificationDeclared): Promise<void> => {
    const { archiveId, archivalCode: declaredOf } = declaration;
    const holdItem = async (archivalCode: string): Promise<void> => {
      const standing = await pages.pagesOf(archiveId, archivalCode);
      for (const batchId of new Set(standing.map((page) => page.batchId)))
        await hold(declaredMark(declaration, { batchId, archivalCode }));
    };
    await holdItem(declaredOf);
    for await (const archivalCode of volumes.codes(archiveId, declaredOf)) await holdItem(archivalCode);
  };
export type HoldDeclared = ReturnType<typeof holdDeclared>;
