import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { PageWork } from "../../shared/domain/page-work.ts";
import { waitingFor } from "../../shared/domain/page.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";

/** A reminder has the form in which the bus puts events on a queue. */
export type Reminder = { readonly detail: PageWork };

export type ReconcileDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly pages: PageStore;
  readonly ocr: WorkQueue<Reminder>;
  readonly replication: WorkQueue<Reminder>;
  readonly clock: Clock;
};

/** Work younger than this is presumed to be under way. */
const patienceSeconds = 10 * 60;
/** Reminders for one archive in one run; the oldest first. */
const remindersPerArchive = 500;

/**
 * Work is started by events but owed by state: finds the pages of this region's archives that have waited too long and puts
 * their work on the queue again. @returns how many reminders were sent.
 */
export const reconcile =
  ({ region, archives, pages, ocr, replication, clock }: ReconcileDeps) =>
  async (): Promise<number> => {
    const before = new Date(clock().getTime() - patienceSeconds * 1000).toISOString();
    let sent = 0;
    for (const [archiveId, place] of Object.entries(archives)) {
      if (place.home !== region) continue;
      for (const page of await pages.owed(archiveId, before, remindersPerArchive)) {
        const queue = waitingFor(page).includes("ocr") ? ocr : replication;
        await queue.send({ detail: { archiveId, archivalCode: page.archivalCode, page: page.page } });
        sent += 1;
      }
    }
    return sent;
  };
