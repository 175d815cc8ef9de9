import type { DestructionEntry, DestructionList } from "../../shared/domain/destruction-list.ts";
import { itemsLeft } from "../../shared/domain/destruction-list.ts";
import { backOffSeconds, TryAgain } from "../../shared/runtime/errors.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import type { Delivery } from "../../shared/runtime/message-attempt.ts";
import type { DestructionStore } from "../../shared/storage/destruction-store.ts";
import type { DestructionSteps } from "../../shared/storage/destruction-steps.ts";
import { StateMoved } from "../../shared/storage/transaction.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";
import type { DestructionWork } from "./destruction-work.ts";

export type CarryOutDestructionDeps = {
  readonly lists: Pick<DestructionStore, "get" | "entries">;
  readonly steps: Pick<DestructionSteps, "touch">;
  /** Brings one item of the list further. */
  readonly bringOn: (list: DestructionList, entry: DestructionEntry) => Promise<void>;
  readonly certify: (list: DestructionList) => Promise<void>;
  readonly queue: WorkQueue<{ readonly detail: DestructionWork }>;
  readonly clock: Clock;
};

/** Items of one delivery; the rest of a longer list is the next message. */
const itemsAtOnce = 10;

/** How long to leave a list of which something has yet to be erased somewhere, or looked for late enough. */
const pauseSeconds = 30;

/**
 * Carries an approved list out (档案法 art. 21): walks through its items, decides of each that is undecided whether it still may
 * go, destroys it or spares it, and erases what was destroyed, until each is erased everywhere or spared; then signs the
 * certificate. What is done already is recognised and left: a walk that was broken off at any step, or is made twice, comes to
 * the same end. Owed by the list's own state until then.
 * @throws TryAgain when another walk was first, or what an item has is being changed.
 */
export const carryOutDestruction =
  ({ lists, steps, bringOn, certify, queue, clock }: CarryOutDestructionDeps) =>
  async ({ archiveId, listId, after }: DestructionWork, { received }: Delivery): Promise<void> => {
    const list = await lists.get(archiveId, listId);
    if (list?.state !== "carrying-out") return;
    try {
      const { found, next } = await lists.entries(archiveId, listId, after, itemsAtOnce);
      for (const entry of found) await bringOn(list, entry);
      if (next !== undefined) return await queue.send({ detail: { archiveId, listId, after: next } });
      const now = await lists.get(archiveId, listId);
      if (now?.state !== "carrying-out") return;
      if (itemsLeft(now) === 0) return await certify(now);
      await steps.touch(now, clock().toISOString());
      await queue.send({ detail: { archiveId, listId } }, pauseSeconds);
    } catch (error) {
      if (error instanceof StateMoved) throw new TryAgain("another walk was first", backOffSeconds(received, 60));
      throw error;
    }
  };
