import type { DomainEvent } from "../../events/domain-event.ts";
import type { Accession } from "../../shared/domain/accession.ts";
import { settled } from "../../shared/domain/batch-terms.ts";
import type { Page } from "../../shared/domain/page.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { backOffSeconds, TryAgain } from "../../shared/runtime/errors.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import type { Delivery } from "../../shared/runtime/message-attempt.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import type { StandingChanges } from "../../shared/storage/standing-changes.ts";
import { retryWhenMoved, StateMoved } from "../../shared/storage/transaction.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";
import type { BatchWork } from "./batch-work.ts";

export type SettleBatchDeps = {
  readonly accessions: AccessionStore;
  readonly pages: PageStore;
  readonly changes: StandingChanges;
  readonly queue: WorkQueue<{ readonly detail: BatchWork }>;
  readonly newEvent: EventIds;
  readonly clock: Clock;
};

/** Pages of one delivery; the rest of a larger batch is the next message. */
const pagesAtOnce = 200;

/**
 * Brings the pages of a batch into line with what was decided of it: held ones are set aside, released ones stand again,
 * returned ones are withdrawn, and the terms they came under hold for all of them. A page that is so already is left; so a
 * walk that was broken off, or is made twice, does no harm. A batch is owed this until a whole walk has passed.
 * @throws TryAgain when a page is being changed by others.
 */
export const settleBatch =
  (deps: SettleBatchDeps) =>
  async ({ archiveId, batchId, after }: BatchWork, { received }: Delivery): Promise<void> => {
    const { accessions, queue } = deps;
    const batch = await accessions.get(archiveId, batchId);
    if (batch === undefined) return;
    const { found, next } = await accessions.pages(archiveId, batchId, after, pagesAtOnce);
    try {
      for (const { archivalCode, page } of found)
        await retryWhenMoved(5, () => settlePage(deps, batch, { archiveId, archivalCode, page }));
    } catch (error) {
      if (error instanceof StateMoved) throw new TryAgain("a page is being changed", backOffSeconds(received, 20));
      throw error;
    }
    if (next === undefined) await accessions.settle(batch);
    else await queue.send({ detail: { archiveId, batchId, after: next } });
  };

const settlePage = async (
  { pages, changes, newEvent, clock }: SettleBatchDeps,
  batch: Accession,
  address: { readonly archiveId: string; readonly archivalCode: string; readonly page: number },
): Promise<void> => {
  const before = await pages.get(address);
  if (before === undefined) return;
  const after = settled(batch, before, clock().toISOString());
  if (after !== undefined) await changes.commit({ before, after }, eventOf(before, after, newEvent()));
};

/** What happened to the page. */
const eventOf = (before: Page, after: Page, said: ReturnType<EventIds>): DomainEvent => {
  const { archiveId, archivalCode, page, version, revision, batchId } = after;
  const about = { ...said, archiveId, actor: "service:accession", archivalCode, page, version, revision };
  if (after.state === before.state) return { type: "page-terms-changed", ...about, batchId };
  if (after.state === "quarantined") return { type: "page-quarantined", ...about, batchId };
  if (after.state === "withdrawn" && before.state === "kept")
    return { type: "page-withdrawn", ...about, reason: "its batch was returned" };
  return { type: "page-restored", ...about, batchId };
};
