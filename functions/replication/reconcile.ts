import type { ArchivePlace, ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { CheckStage } from "../../shared/contract/checks.ts";
import type { PageWork } from "../../shared/domain/page-work.ts";
import { waitingFor } from "../../shared/domain/page.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import type { BagStore } from "../../shared/storage/bag-store.ts";
import type { CatalogueStore } from "../../shared/storage/catalogue-store.ts";
import type { ExportStore } from "../../shared/storage/export-store.ts";
import type { DestructionStore } from "../../shared/storage/destruction-store.ts";
import type { OwedIndexing } from "../../shared/storage/owed-indexing.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import type { PreservationStore } from "../../shared/storage/preservation-store.ts";
import type { ReceiptStore } from "../../shared/storage/receipt-store.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";

/** A reminder has the form in which the bus puts events on a queue. */
export type Reminder = { readonly detail: PageWork };
export type BatchReminder = { readonly detail: { readonly archiveId: string; readonly batchId: string } };

/** Of a batch's tests; at which stage, unless it is being handed over. */
export type TestReminder = {
  readonly detail: BatchReminder["detail"] & { readonly stage?: CheckStage };
};

export type CatalogueReminder = {
  readonly detail: { readonly archiveId: string; readonly batchId: string; readonly importId: string };
};

export type ExportReminder = { readonly detail: { readonly archiveId: string; readonly exportId: string } };
export type BagReminder = {
  readonly detail: { readonly archiveId: string; readonly batchId: string; readonly bagId: string };
};
export type ListReminder = { readonly detail: { readonly archiveId: string; readonly listId: string } };

export type ReconcileDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly pages: PageStore;
  readonly owedIndexing: OwedIndexing;
  readonly ocr: WorkQueue<Reminder>;
  readonly replication: WorkQueue<Reminder>;
  readonly fullText: WorkQueue<Reminder>;
  readonly accessions: AccessionStore;
  readonly accession: WorkQueue<BatchReminder>;
  readonly catalogues: Pick<CatalogueStore, "owed">;
  readonly catalogue: WorkQueue<CatalogueReminder>;
  readonly bags: Pick<BagStore, "owed">;
  readonly bagQueue: WorkQueue<BagReminder>;
  readonly receipts: ReceiptStore;
  readonly handOver: WorkQueue<BatchReminder>;
  readonly tests: WorkQueue<TestReminder>;
  readonly preservations: Pick<PreservationStore, "owed">;
  readonly exports: Pick<ExportStore, "owed">;
  readonly exporting: WorkQueue<ExportReminder>;
  readonly lists: Pick<DestructionStore, "owed">;
  readonly destructions: WorkQueue<ListReminder>;
  readonly clock: Clock;
};

/** Work younger than this is presumed to be under way. */
const patienceSeconds = 10 * 60;
/** Reminders for one archive in one run, of its pages and of the index each; the oldest first. */
const remindersPerArchive = 500;

const keptIn = (region: string, { home, replicas }: ArchivePlace): boolean =>
  home === region || replicas.includes(region);

/**
 * Work is started by events but owed by state: finds the pages of this region's archives that have waited too long, and those
 * of every archive kept here that its index has not followed, and puts their work on the queue again.
 * @returns how many reminders were sent.
 */
export const reconcile = (deps: ReconcileDeps) => async (): Promise<number> => {
  const {
    region,
    archives,
    accessions,
    catalogues,
    bags,
    receipts,
    exports,
    lists,
    preservations,
    owedIndexing,
    clock,
  } = deps;
  const before = new Date(clock().getTime() - patienceSeconds * 1000).toISOString();
  let sent = 0;
  for (const [archiveId, place] of Object.entries(archives)) {
    const asked = [archiveId, before, remindersPerArchive] as const;
    if (place.home === region) {
      sent += await remindOfPages(deps, ...asked);
      sent += await remind(deps.accession, batchesOf(await accessions.owed(...asked)));
      sent += await remind(deps.catalogue, importsOf(await catalogues.owed(...asked)));
      sent += await remind(deps.bagQueue, bagsOf(await bags.owed(...asked)));
      sent += await remind(deps.handOver, batchesOf(await receipts.owed(...asked)));
      sent += await remind(deps.exporting, exportsOf(await exports.owed(...asked)));
      sent += await remind(deps.tests, batchesOf(await accessions.owedTests(...asked)));
      const kept = batchesOf(await preservations.owed(...asked));
      sent += await remind(
        deps.tests,
        kept.map((batch) => ({ ...batch, stage: "preservation" as const })),
      );
      const unfinished = (await lists.owed(...asked)).map(({ listId }) => ({ archiveId, listId }));
      sent += await remind(deps.destructions, unfinished);
    }
    if (keptIn(region, place)) sent += await remind(deps.fullText, await owedIndexing.of(...asked));
  }
  return sent;
};

/** @returns how much is owed, each of which is on the queue again. */
const remind = async <Detail>(queue: WorkQueue<{ readonly detail: Detail }>, owed: Detail[]): Promise<number> => {
  for (const detail of owed) await queue.send({ detail });
  return owed.length;
};

const batchesOf = (owed: readonly BatchReminder["detail"][]): BatchReminder["detail"][] =>
  owed.map(({ archiveId, batchId }) => ({ archiveId, batchId }));

const exportsOf = (owed: readonly ExportReminder["detail"][]): ExportReminder["detail"][] =>
  owed.map(({ archiveId, exportId }) => ({ archiveId, exportId }));

const importsOf = (owed: readonly CatalogueReminder["detail"][]): CatalogueReminder["detail"][] =>
  owed.map(({ archiveId, batchId, importId }) => ({ archiveId, batchId, importId }));

const bagsOf = (owed: readonly BagReminder["detail"][]): BagReminder["detail"][] =>
  owed.map(({ archiveId, batchId, bagId }) => ({ archiveId, batchId, bagId }));

const remindOfPages = async (
  { pages, ocr, replication }: ReconcileDeps,
  archiveId: string,
  before: string,
  limit: number,
): Promise<number> => {
  const owed = await pages.owed(archiveId, before, limit);
  for (const page of owed) {
    const queue = waitingFor(page).includes("ocr") ? ocr : replication;
    await queue.send({ detail: { archiveId, archivalCode: page.archivalCode, page: page.page } });
  }
  return owed.length;
};
