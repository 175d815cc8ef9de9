import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import type { Now } from "../../network/service.ts";
import type { MessageStore } from "./message-store.ts";

const taskRow = z
  .object({
    number: z.number(),
    handle: z.string(),
    source: z.string(),
    destination: z.string().nullable(),
    per_second: z.number().nullable(),
    to_move: z.number(),
    moved: z.number(),
    started_at: z.number(),
    status: z.enum(["RUNNING", "COMPLETED", "CANCELLED", "FAILED"]),
    failure: z.string().nullable(),
  })
  .transform(({ per_second, to_move, started_at, destination, failure, ...row }) => ({
    ...row,
    destination: destination ?? undefined,
    failure: failure ?? undefined,
    perSecond: per_second ?? undefined,
    toMove: to_move,
    startedAt: started_at,
  }));

/** A task that empties a dead-letter queue. `startedAt` is in milliseconds since the epoch. */
export type MoveTask = z.infer<typeof taskRow>;

export type NewMoveTask = Pick<MoveTask, "source" | "destination" | "perSecond">;

/** The most messages moved in one step, and the highest rate that may be asked for. */
export const fastestPerSecond = 500;

/** After a step that could not be written. */
const pauseMilliseconds = 1_000;

export type MoveTasks = ReturnType<typeof createMoveTasks>;

/**
 * Moves messages out of dead-letter queues, step by step; what is written survives, and goes on after a restart. The first
 * step is tried before `start` returns. `arrived` is told of every queue that got messages.
 * Source: Amazon SQS API Reference, "StartMessageMoveTask".
 */
export const createMoveTasks = ({
  database,
  store,
  now,
  arrived,
}: {
  readonly database: DatabaseSync;
  readonly store: MessageStore;
  readonly now: Now;
  readonly arrived: (queueArn: string) => void;
}) => {
  const insert = database.prepare(
    "INSERT INTO move_task (handle, source, destination, per_second, to_move, started_at, status) VALUES (?, ?, ?, ?, ?, ?, 'RUNNING')",
  );
  const byHandle = database.prepare("SELECT * FROM move_task WHERE handle = ?");
  const latest = database.prepare("SELECT * FROM move_task WHERE source = ? ORDER BY number DESC LIMIT ?");
  const running = database.prepare("SELECT * FROM move_task WHERE status = 'RUNNING'");
  const progress = database.prepare(
    "UPDATE move_task SET moved = moved + ?, status = ?, failure = ? WHERE number = ? AND status = 'RUNNING'",
  );
  const timers = new Map<string, NodeJS.Timeout>();

  const withHandle = (handle: string): MoveTask | undefined => {
    const row = byHandle.get(handle);
    return row === undefined ? undefined : taskRow.parse(row);
  };

  const step = ({ number, handle, source, destination, perSecond }: MoveTask): void => {
    timers.delete(handle);
    const maximum = perSecond ?? fastestPerSecond;
    const { moved, queues, stuck } = store.moveOn(source, { destinationArn: destination, maximum });
    const more = !stuck && store.hasVisible(source);
    const status = stuck ? "FAILED" : more ? "RUNNING" : "COMPLETED";
    progress.run(moved, status, stuck ? "CouldNotDetermineMessageSource" : null, number);
    for (const queue of queues) {
      arrived(queue);
    }
    if (more) {
      later(handle, perSecond === undefined ? 0 : 1_000);
    }
  };

  const goOn = (handle: string): void => {
    const task = withHandle(handle);
    if (task?.status !== "RUNNING") {
      return;
    }
    try {
      step(task);
    } catch (error) {
      // What could not be moved or noted is still owed.
      console.error(`sqs ${task.source}`, error);
      later(handle, pauseMilliseconds);
    }
  };

  const later = (handle: string, milliseconds: number): void => {
    timers.set(handle, setTimeout(goOn, milliseconds, handle).unref());
  };

  for (const row of running.all()) {
    later(taskRow.parse(row).handle, 0);
  }

  return {
    /** Returns the task's handle. */
    start: ({ source, destination, perSecond }: NewMoveTask): string => {
      const handle = Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: source })).toString("base64");
      insert.run(handle, source, destination ?? null, perSecond ?? null, store.counts(source).visible, now());
      goOn(handle);
      return handle;
    },

    withHandle,

    /** The newest first. */
    latest: (source: string, maximum: number): MoveTask[] =>
      latest.all(source, maximum).map((row) => taskRow.parse(row)),

    /** What was moved so far stays moved. */
    cancel: ({ handle, number }: MoveTask): void => {
      clearTimeout(timers.get(handle));
      timers.delete(handle);
      progress.run(0, "CANCELLED", null, number);
    },

    close: (): void => {
      for (const timer of timers.values()) {
        clearTimeout(timer);
      }
      timers.clear();
    },
  };
};
