import type { Now } from "../../network/service.ts";
import type { NewDelivery, Outbox } from "./outbox.ts";
import { parseSchedule, type Schedule } from "./schedule.ts";

/** A clock that tests move by hand is looked at this often, in milliseconds. */
const longestSleep = 500;

type Ticking = {
  readonly expression: string;
  readonly schedule: Schedule;
  readonly start: number;
  readonly next: number | undefined;
  readonly owe: (scheduledFor: number) => readonly NewDelivery[];
};

/**
 * Turns due schedules into deliveries. Each tick and the schedule's next time are saved together; after a time in which
 * nothing ran, the ticks missed are made up by one.
 */
export const createTicks = ({ outbox, now, owed }: { outbox: Outbox; now: Now; owed: () => void }) => {
  const ticking = new Map<string, Ticking>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const save = (id: string, { expression, start, next }: Ticking, deliveries: readonly NewDelivery[]): void => {
    outbox.saveTick({ schedule: id, expression, start, next: next ?? null }, deliveries, now());
  };

  const look = (): void => {
    const at = now();
    let earliest: number | undefined;
    for (const [id, entry] of ticking) {
      if (entry.next !== undefined && entry.next <= at) {
        const moved: Ticking = { ...entry, next: entry.schedule.next(at, entry.start) };
        try {
          save(id, moved, entry.owe(entry.next));
          ticking.set(id, moved);
          owed();
        } catch (error) {
          // It could not be written down: the tick is still due.
          console.error(`schedule ${id}`, error);
        }
      }
      const next = ticking.get(id)?.next ?? Infinity;
      earliest = Math.min(next <= at ? at + longestSleep : next, earliest ?? Infinity);
    }
    clearTimeout(timer);
    if (earliest !== undefined && earliest < Infinity && !closed) {
      timer = setTimeout(look, Math.min(Math.max(earliest - at, 0), longestSleep)).unref();
    }
  };

  return {
    /**
     * Starts a schedule, or goes on with it when its expression is the one known from before.
     * Throws `InvalidSchedule`.
     */
    start: (
      id: string,
      { expression, timezone = "UTC", owe }: { expression: string; timezone?: string; owe: Ticking["owe"] },
    ): void => {
      const schedule = parseSchedule(expression, timezone);
      const described = `${expression} ${timezone}`;
      const known = outbox.tick(id);
      const start = known?.expression === described ? known.start : now();
      const next = known?.expression === described ? (known.next ?? undefined) : schedule.next(start, start);
      const entry: Ticking = { expression: described, schedule, start, next, owe };
      save(id, entry, []);
      ticking.set(id, entry);
      clearTimeout(timer);
      timer = setTimeout(look, 0).unref();
    },
    stop: (id: string): void => {
      ticking.delete(id);
    },
    close: (): void => {
      closed = true;
      clearTimeout(timer);
    },
  };
};
