import { mkdirSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { openStoreFile, type Disk } from "../disk.ts";
import { inTransaction } from "../sqlite-transaction.ts";

const schema = `
  PRAGMA journal_mode = WAL;
  -- What is committed survives the death of the process; only a power failure may lose the last moments.
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY, target TEXT NOT NULL, payload TEXT NOT NULL, message_group TEXT, dead_letter TEXT,
    origin TEXT NOT NULL, maximum_attempts INTEGER NOT NULL, expires_at INTEGER NOT NULL, due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, failure TEXT, given_up_for TEXT) STRICT;
  CREATE INDEX IF NOT EXISTS delivery_due ON delivery (due_at);
  CREATE TABLE IF NOT EXISTS tick (
    schedule TEXT PRIMARY KEY, expression TEXT NOT NULL, start INTEGER NOT NULL, next INTEGER) STRICT;
  CREATE TABLE IF NOT EXISTS dropped (target TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT;
`;

const attributes = z.record(z.string(), z.string());

const deliveryRow = z
  .object({
    id: z.number(),
    target: z.string(),
    payload: z.string(),
    message_group: z.string().nullable(),
    dead_letter: z.string().nullable(),
    origin: z.string(),
    maximum_attempts: z.number(),
    expires_at: z.number(),
    attempts: z.number(),
    given_up_for: z.string().nullable(),
  })
  .transform((row) => ({
    id: row.id,
    targetArn: row.target,
    payload: row.payload,
    messageGroupId: row.message_group ?? undefined,
    deadLetterArn: row.dead_letter ?? undefined,
    originArn: row.origin,
    maximumRetryAttempts: row.maximum_attempts,
    expiresAt: row.expires_at,
    attempts: row.attempts,
    givenUpFor: row.given_up_for === null ? undefined : attributes.parse(JSON.parse(row.given_up_for)),
  }));

/**
 * Something owed to a target. `originArn` is the rule or schedule, `givenUpFor` the message attributes that say why it now
 * goes to a dead-letter queue; times are milliseconds since the epoch.
 */
export type Delivery = z.infer<typeof deliveryRow>;

export type NewDelivery = Pick<
  Delivery,
  "targetArn" | "payload" | "messageGroupId" | "deadLetterArn" | "originArn" | "maximumRetryAttempts" | "expiresAt"
>;

const tickRow = z.object({
  schedule: z.string(),
  expression: z.string(),
  start: z.number(),
  next: z.number().nullable(),
});

export type Outbox = ReturnType<typeof openOutbox>;

const oneDay = 86_400_000;

/** What is owed to targets and when schedules are due; each call is one transaction. */
export const openOutbox = (directory: string, disk: Disk) => {
  mkdirSync(directory, { recursive: true });
  const database = openStoreFile(join(directory, "events.sqlite"), disk);
  database.exec(schema);
  const insert = database.prepare(`INSERT INTO delivery (target, payload, message_group, dead_letter, origin,
    maximum_attempts, expires_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const due = database.prepare("SELECT * FROM delivery WHERE due_at <= ? ORDER BY due_at, id LIMIT ?");
  const next = database.prepare("SELECT min(due_at) AS next FROM delivery WHERE due_at > ?");
  const remove = database.prepare("DELETE FROM delivery WHERE id = ?");
  const postpone = database.prepare("UPDATE delivery SET attempts = ?, due_at = ?, failure = ? WHERE id = ?");
  const redirect = database.prepare(`UPDATE delivery SET target = dead_letter, dead_letter = NULL, message_group = NULL,
    attempts = 0, due_at = ?, given_up_for = ?, maximum_attempts = 185, expires_at = ? WHERE id = ?`);
  const drop = database.prepare(`INSERT INTO dropped SELECT target, 1 FROM delivery WHERE id = ?
    ON CONFLICT (target) DO UPDATE SET count = count + 1`);
  const counts = database.prepare(`SELECT (SELECT count(*) FROM delivery) AS waiting,
    (SELECT coalesce(sum(count), 0) FROM dropped) AS dropped`);
  const tick = database.prepare("SELECT * FROM tick WHERE schedule = ?");
  const saveTick = database.prepare(`INSERT INTO tick VALUES (?, ?, ?, ?) ON CONFLICT (schedule) DO UPDATE SET
    expression = excluded.expression, start = excluded.start, next = excluded.next`);

  const transaction = (work: () => void): void => inTransaction(database, work);
  const addAll = (deliveries: readonly NewDelivery[], dueAt: number): void => {
    for (const delivery of deliveries) {
      insert.run(
        delivery.targetArn,
        delivery.payload,
        delivery.messageGroupId ?? null,
        delivery.deadLetterArn ?? null,
        delivery.originArn,
        delivery.maximumRetryAttempts,
        delivery.expiresAt,
        dueAt,
      );
    }
  };

  return {
    add: (deliveries: readonly NewDelivery[], dueAt: number): void =>
      transaction(() => {
        addAll(deliveries, dueAt);
      }),
    due: (at: number, maximum: number): Delivery[] => due.all(at, maximum).map((row) => deliveryRow.parse(row)),
    nextDueAt: (after: number): number | undefined =>
      z.object({ next: z.number().nullable() }).parse(next.get(after)).next ?? undefined,
    done: (id: number): void => {
      remove.run(id);
    },
    postpone: (id: number, attempts: number, dueAt: number, failure: string): void => {
      postpone.run(attempts, dueAt, failure, id);
    },
    /** Owes the payload to the dead-letter queue from now on. */
    redirect: (id: number, dueAt: number, why: Readonly<Record<string, string>>): void => {
      redirect.run(dueAt, JSON.stringify(why), dueAt + oneDay, id);
    },
    drop: (id: number): void =>
      transaction(() => {
        drop.run(id);
        remove.run(id);
      }),
    counts: (): { waiting: number; dropped: number } =>
      z.object({ waiting: z.number(), dropped: z.number() }).parse(counts.get()),
    tick: (schedule: string): z.infer<typeof tickRow> | undefined => {
      const row = tick.get(schedule);
      return row === undefined ? undefined : tickRow.parse(row);
    },
    /** Moves a schedule on and owes what its tick brings, at once or not at all. */
    saveTick: (
      { schedule, expression, start, next: nextTick }: z.infer<typeof tickRow>,
      deliveries: readonly NewDelivery[],
      dueAt: number,
    ): void =>
      transaction(() => {
        saveTick.run(schedule, expression, start, nextTick);
        addAll(deliveries, dueAt);
      }),
    close: (): void => {
      database.close();
    },
  };
};
