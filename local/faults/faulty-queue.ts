import type { MappedQueue, QueueRecord } from "../lambda/queue-mapping.ts";
import type { Faults } from "./faults.ts";
import type { Place } from "./place.ts";

type Held = { readonly record: QueueRecord; readonly until: number; readonly letsPass: boolean };

/**
 * A queue as a function's poller meets it on a bad day. A message that comes twice is one whose deletion did not reach
 * every copy, as SQS warns; one that is late or behind its successors is in flight meanwhile, and comes back by itself
 * when that takes longer than its visibility time-out.
 */
export const faultyQueue = (queue: MappedQueue, place: Place, faults: Faults, now: () => number): MappedQueue => {
  const held = new Set<Held>();
  const listeners = new Set<() => void>();
  const tellAll = (): void => listeners.forEach((listener) => listener());

  const hold = (record: QueueRecord, milliseconds: number, letsPass: boolean): void => {
    held.add({ record, until: now() + milliseconds, letsPass });
    void faults.pause(milliseconds).then(tellAll, () => undefined);
  };

  const isHeldUp = (record: QueueRecord): boolean => {
    const late = faults.strike("delay", place);
    const behind = late === undefined ? faults.strike("reorder", place) : undefined;
    if (late !== undefined) hold(record, late.milliseconds, false);
    if (behind !== undefined) hold(record, behind.milliseconds, true);
    return late !== undefined || behind !== undefined;
  };

  const due = (): Held[] => [...held].filter(({ until }) => until <= now() || !faults.active());

  return {
    receive: (maximum) => {
      const back = due().slice(0, maximum);
      for (const one of back) held.delete(one);
      const fresh = queue.receive(maximum - back.length).filter((record) => !isHeldUp(record));
      // Something has passed what was only to be behind.
      const passed =
        fresh.length === 0
          ? []
          : [...held].filter(({ letsPass }) => letsPass).slice(0, maximum - back.length - fresh.length);
      for (const one of passed) held.delete(one);
      return [...back.map(({ record }) => record), ...fresh, ...passed.map(({ record }) => record)];
    },
    remove: (receiptHandle) =>
      faults.strike("duplicate", place) === undefined ? queue.remove(receiptHandle) : queue.release(receiptHandle),
    release: queue.release,
    visibleCount: () => queue.visibleCount() + due().length,
    onMessage: (listener) => {
      listeners.add(listener);
      const stop = queue.onMessage(listener);
      return () => {
        listeners.delete(listener);
        stop();
      };
    },
  };
};
