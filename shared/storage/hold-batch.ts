import { holdBatch, isReleasedSince, type Quarantine } from "../domain/accession.ts";
import type { EventIds } from "../runtime/event-ids.ts";
import type { AccessionChanges } from "./accession-changes.ts";
import type { AccessionStore } from "./accession-store.ts";
import { retryWhenMoved } from "./transaction.ts";

export type HoldBatchDeps = {
  readonly accessions: AccessionStore;
  readonly changes: AccessionChanges;
  readonly newEvent: EventIds;
};

/** Placements of a busy batch move its gate all the time; a hold must not be the one that gives way. */
const tries = 100;

/** Where the mark stands, as it was read. */
export type FoundMark = Pick<Quarantine, "by" | "archivalCode" | "page" | "version" | "mark"> & {
  readonly archiveId: string;
  readonly batchId: string;
  /** When it was declared of a unit: a release after that stands. */
  readonly declaredAt?: string;
};

/**
 * Holds a batch at home from now on: nothing more is placed in it, and its pages are owed to be set aside. One that is held
 * already stays as it is.
 */
export const holdBatchFor =
  ({ accessions, changes, newEvent }: HoldBatchDeps) =>
  ({ archiveId, batchId, by, archivalCode, page, version, mark, declaredAt }: FoundMark): Promise<void> =>
    retryWhenMoved(tries, async () => {
      const said = newEvent();
      const before = await accessions.get(archiveId, batchId);
      if (declaredAt !== undefined && isReleasedSince(before, { archivalCode, mark, declaredAt })) return;
      const reason = `secrecy mark ${mark}`;
      const why = { at: said.time, by, archivalCode, page, version, mark };
      const after = holdBatch(before, { archiveId, batchId }, why, reason);
      if (after === undefined) return;
      const event = { ...said, archiveId, actor: by, batchId, reason, archivalCode, page };
      await changes.move(before, after, { type: "batch-quarantined", ...event });
    });
export type HoldBatch = ReturnType<typeof holdBatchFor>;
