import { setTimeout as pause } from "node:timers/promises";
import { failedRecords } from "./batch-response.ts";
import { filterableMessage } from "./event-filter.ts";
import { eventPayload, fittingBatches } from "./event-payload.ts";
import { PoolClosed } from "./function-pool.ts";
import type { FunctionPool, Slot } from "./function-pool.ts";

/** A message as Lambda hands it to a function. */
export type QueueRecord = {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
};

/** The queue a mapping reads. */
export type MappedQueue = {
  /** At most `maximum` messages, hidden from other readers for the queue's visibility time-out. */
  readonly receive: (maximum: number) => readonly QueueRecord[];
  readonly remove: (receiptHandle: string) => void;
  readonly release: (receiptHandle: string) => void;
  readonly visibleCount: () => number;
  /** Calls the listener, again and again, while messages are visible. Returns what ends it. */
  readonly onMessage: (listener: () => void) => () => void;
};

export type QueueMappingDefinition = {
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly maximumConcurrency: number | undefined;
  readonly reportsBatchItemFailures: boolean;
  readonly accepts: (record: unknown) => boolean;
};

/** A queue that cannot be read or written is not asked again at once. */
const AFTER_FAILURE_MS = 500;

export type Mapping = {
  /** Takes nothing new; resolves when what runs has ended. */
  readonly close: () => Promise<void>;
};

/**
 * Feeds a queue to a function, at least once. What the function did not handle stays hidden until the queue's
 * visibility time-out ends, then comes again, until the queue's own redrive policy sets it aside.
 * Source: Lambda Developer Guide, "Using Lambda with Amazon SQS".
 */
export const startQueueMapping = (
  definition: QueueMappingDefinition,
  queue: MappedQueue,
  pool: FunctionPool,
  report: (problem: string) => void,
): Mapping => {
  const limit = Math.min(definition.maximumConcurrency ?? pool.concurrency, pool.concurrency);
  const running = new Set<Promise<void>>();
  let window: NodeJS.Timeout | undefined;
  let closed = false;

  const run = async (): Promise<void> => {
    const slot = await acquireUnlessClosed(pool);
    if (slot === undefined) return;
    try {
      for (const batch of fittingBatches(closed ? [] : take(definition, queue)))
        await deliver(definition, queue, slot, batch, { report, stopping: () => closed });
    } finally {
      slot.release();
    }
  };

  const start = (): void => {
    window = undefined;
    if (closed) return;
    const free = limit - running.size;
    const wanted = Math.min(free, Math.ceil(queue.visibleCount() / definition.batchSize));
    for (let started = 0; started < wanted; started += 1) {
      const batch: Promise<void> = run()
        .catch(async (error: unknown) => {
          report(String(error));
          await pause(AFTER_FAILURE_MS);
        })
        .finally(() => {
          running.delete(batch);
          arrived();
        });
      running.add(batch);
    }
  };

  const arrived = (): void => {
    if (closed) return;
    const waits = definition.batchingWindowSeconds > 0 && queue.visibleCount() < definition.batchSize;
    if (!waits) start();
    else if (queue.visibleCount() > 0) window ??= setTimeout(start, definition.batchingWindowSeconds * 1000);
  };

  const stopListening = queue.onMessage(arrived);
  return {
    close: async () => {
      closed = true;
      stopListening();
      clearTimeout(window);
      await Promise.all(running);
    },
  };
};

const acquireUnlessClosed = async (pool: FunctionPool): Promise<Slot | undefined> => {
  try {
    return await pool.acquire();
  } catch (error) {
    if (error instanceof PoolClosed) return undefined;
    throw error;
  }
};

/** What the filter refuses is gone for good, as in AWS. */
const take = (definition: QueueMappingDefinition, queue: MappedQueue): readonly QueueRecord[] => {
  const batch: QueueRecord[] = [];
  while (batch.length < definition.batchSize) {
    const received = queue.receive(Math.min(10, definition.batchSize - batch.length));
    if (received.length === 0) break;
    for (const record of received)
      if (definition.accepts(filterableMessage(record))) batch.push(record);
      else queue.remove(record.receiptHandle);
  }
  return batch;
};

const deliver = async (
  definition: QueueMappingDefinition,
  queue: MappedQueue,
  slot: Slot,
  batch: readonly QueueRecord[],
  { report, stopping }: { readonly report: (problem: string) => void; readonly stopping: () => boolean },
): Promise<void> => {
  const result = await slot.invoke(eventPayload(batch));
  if (!result.ok) {
    // What the stopping host cut short is to go on at once after the restart.
    if (stopping()) for (const { receiptHandle } of batch) queue.release(receiptHandle);
    report(`${result.error.errorType}: ${result.error.errorMessage}`);
    return;
  }
  const identifiers = batch.map(({ messageId }) => messageId);
  const failed = definition.reportsBatchItemFailures ? failedRecords(result.payload, identifiers) : [];
  if (failed === "all") return;
  for (const { messageId, receiptHandle } of batch) if (!failed.includes(messageId)) queue.remove(receiptHandle);
};
