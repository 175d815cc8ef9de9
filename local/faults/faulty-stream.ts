import type { MappedStream } from "../lambda/stream-mapping.ts";
import type { Faults } from "./faults.ts";
import type { Place } from "./place.ts";

/**
 * A table's stream as a function's poller meets it on a bad day: batches come late, are skipped as those are that Lambda
 * gave up, or come again because the note of how far the poller had come was lost. Their order stays.
 */
export const faultyStream = (stream: MappedStream, place: Place, faults: Faults): MappedStream => {
  const listeners = new Set<() => void>();
  /** Where a batch begins that is not to be seen yet, and where one begins that was held up long enough. */
  let late: string | undefined;
  let ripe: string | undefined;
  /** Where a batch begins that will come again, and whether the note that it was done is lost already. */
  let again: string | undefined;
  let lost = false;

  const holdUp = (after: string, milliseconds: number): void => {
    late = after;
    const end = (): void => {
      [late, ripe] = [undefined, after];
      listeners.forEach((listener) => listener());
    };
    void faults.pause(milliseconds).then(end, () => undefined);
  };

  const read: MappedStream["read"] = (after, limit) => {
    const batch = stream.read(after, limit);
    if (lost) [again, lost] = [undefined, false];
    if (!faults.active() || batch.records.length === 0 || ripe === after) return batch;
    if (faults.strike("drop", place) !== undefined) {
      stream.advance(batch.last);
      return read(batch.last, limit);
    }
    const delay = late === after ? undefined : faults.strike("delay", place);
    if (delay !== undefined) holdUp(after, delay.milliseconds);
    if (late !== after && faults.strike("duplicate", place) !== undefined) again = after;
    return late === after ? { records: [], last: after } : batch;
  };

  return {
    read,
    checkpoint: stream.checkpoint,
    advance: (sequenceNumber) => {
      if (again === stream.checkpoint()) lost = true;
      else stream.advance(sequenceNumber);
    },
    onWritten: (listener) => {
      listeners.add(listener);
      const stop = stream.onWritten(listener);
      return () => {
        listeners.delete(listener);
        stop();
      };
    },
  };
};
