import type { ApiClient } from "./api-client.ts";
import { wholeBatch } from "./batch-state.ts";
import type { Batch } from "./batch-state.ts";
import { compareWithArchive } from "./compare-with-archive.ts";
import type { ObjectRefusal } from "./compare-with-archive.ts";
import type { SentObject } from "./journal.ts";

/** Where a batch stands: what was sent of it from here, and the batch as a whole. */
export type Standing = {
  readonly batch: Batch;
  /** Sent, and the archive has not yet said what becomes of it. */
  readonly waiting: readonly SentObject[];
  readonly refused: readonly ObjectRefusal[];
};

export type Following = {
  readonly api: ApiClient;
  readonly archiveId: string;
  readonly batchId: string;
  readonly now: () => number;
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  readonly onStanding: (standing: Standing) => void;
  /** Told once, when nothing has moved for `quietMilliseconds`. */
  readonly onQuiet: (standing: Standing) => void;
};

const pollMilliseconds = 1000;
const quietMilliseconds = 60_000;
/** Objects asked about in one look; they are dealt with about in the order in which they were sent. */
const askedInOneLook = 3000;

/** Whether everything sent has been accepted or refused, and every page of the batch is safe. */
export const isSettled = ({ batch, waiting }: Standing): boolean => waiting.length === 0 && batch.counts.unsafe === 0;

/**
 * Watches a batch until it is settled or the signal aborts. What was sent is not counted but asked for, object by object:
 * counts of a batch also move when others deposit into it. Undefined when it was stopped before the first look.
 */
export const followBatch = async (sent: readonly SentObject[], following: Following): Promise<Standing | undefined> => {
  const { now, pause, signal, onStanding, onQuiet } = following;
  let waiting = sent;
  const refused: ObjectRefusal[] = [];
  let last = "";
  let movedAt = now();
  let told = false;
  let standing: Standing | undefined;
  for (;;) {
    const look: Standing | undefined = await lookAt(waiting, following).catch((error: unknown) => {
      // Whoever stops gets what was last seen, not an error for the question that was cut short.
      if (signal.aborted) return undefined;
      throw error;
    });
    if (look === undefined) return standing;
    waiting = look.waiting;
    refused.push(...look.refused);
    standing = { batch: look.batch, waiting, refused };
    onStanding(standing);
    if (isSettled(standing) || signal.aborted) return standing;
    const seen = JSON.stringify([look.batch.counts, waiting.length]);
    if (seen !== last) movedAt = now();
    else if (!told && now() - movedAt >= quietMilliseconds) {
      told = true;
      onQuiet(standing);
    }
    last = seen;
    await pause(pollMilliseconds, signal);
  }
};

const lookAt = async (waiting: readonly SentObject[], { api, archiveId, batchId }: Following): Promise<Standing> => {
  const asked = waiting.slice(0, askedInOneLook);
  const { missing, refused } = await compareWithArchive(api, archiveId, batchId, asked);
  // After the comparison: a page accepted there is already counted here, so no page is overlooked as safe.
  const batch = await wholeBatch(api, archiveId, batchId);
  const byName = new Map(batch.refused.map((refusal) => [refusal.key, refusal]));
  const found: ObjectRefusal[] = [...refused.values()];
  const still = asked.filter((object) => {
    if (!missing.has(object.key)) return false;
    // What is refused by its name or size alone has no digest and shows only in the batch.
    const refusal = byName.get(object.key);
    if (refusal === undefined || refusal.at === object.refusedBefore) return true;
    found.push(refusal);
    return false;
  });
  return { batch, waiting: [...still, ...waiting.slice(askedInOneLook)], refused: found };
};
