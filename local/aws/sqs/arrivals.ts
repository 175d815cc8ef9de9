import type { Now } from "../../network/service.ts";

/** A clock that tests move by hand is looked at this often, in milliseconds. */
const longestSleep = 500;

/**
 * Tells those who wait on a queue that it may hold visible messages. A listener is told at least twice a second while
 * messages are visible, so that one that was busy misses nothing; it is never called inside a send.
 */
export const createArrivals = (queue: {
  readonly now: Now;
  /** When the first of the queue's messages is or was visible; `undefined` when it has none. */
  readonly firstVisibleAt: (queueArn: string) => number | undefined;
}) => {
  const listeners = new Map<string, Set<() => void>>();
  const timers = new Map<string, NodeJS.Timeout>();

  const look = (queueArn: string): void => {
    clearTimeout(timers.get(queueArn));
    timers.delete(queueArn);
    const waiting = listeners.get(queueArn);
    if (waiting === undefined || waiting.size === 0) {
      return;
    }
    const first = queue.firstVisibleAt(queueArn);
    if (first === undefined) {
      return;
    }
    // The clock is read once: what becomes visible between two readings would be seen by neither.
    const wait = first - queue.now();
    const visible = wait <= 0;
    wakeAfter(queueArn, visible ? longestSleep : Math.min(wait, longestSleep));
    if (visible) {
      for (const listener of [...waiting]) {
        try {
          listener();
        } catch (error) {
          // It is told again while messages are visible.
          console.error(`sqs ${queueArn}`, error);
        }
      }
    }
  };

  const wakeAfter = (queueArn: string, milliseconds: number): void => {
    clearTimeout(timers.get(queueArn));
    timers.set(
      queueArn,
      setTimeout(() => {
        look(queueArn);
      }, milliseconds).unref(),
    );
  };

  return {
    /** Says that the queue's messages changed. */
    changed: (queueArn: string): void => {
      if (listeners.has(queueArn)) {
        wakeAfter(queueArn, 0);
      }
    },
    /** Returns what ends the listening. */
    listen: (queueArn: string, listener: () => void): (() => void) => {
      const waiting = listeners.get(queueArn) ?? new Set();
      waiting.add(listener);
      listeners.set(queueArn, waiting);
      wakeAfter(queueArn, 0);
      return () => {
        waiting.delete(listener);
        if (waiting.size === 0 && listeners.get(queueArn) === waiting) {
          listeners.delete(queueArn);
          clearTimeout(timers.get(queueArn));
          timers.delete(queueArn);
        }
      };
    },
    close: (): void => {
      for (const timer of timers.values()) {
        clearTimeout(timer);
      }
      timers.clear();
      listeners.clear();
    },
  };
};

export type Arrivals = ReturnType<typeof createArrivals>;
