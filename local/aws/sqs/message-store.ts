import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import type { Now } from "../../network/service.ts";
import { inTransaction } from "../sqlite-transaction.ts";
import { messageAttributes, type MessageAttributes } from "./message-attributes.ts";
import { queueDefinition, type QueueDefinition } from "./queue-definition.ts";
import { readReceiptHandle, receiptHandleOf } from "./receipt-handle.ts";

const messageRow = z.object({
  sequence: z.number(),
  id: z.string(),
  body: z.string(),
  attributes: z.string(),
  trace: z.string().nullable(),
  sender: z.string(),
  sent_at: z.number(),
  receive_count: z.number(),
  first_received_at: z.number().nullable(),
  message_group: z.string().nullable(),
  deduplication: z.string().nullable(),
  moved_from: z.string().nullable(),
});

/** A message as one receive hands it out. Times are milliseconds since the epoch. */
export type ReceivedMessage = {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly traceHeader?: string;
  readonly senderId: string;
  readonly sentAt: number;
  readonly receiveCount: number;
  readonly firstReceivedAt: number;
  readonly sequenceNumber: string;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly deadLetterSourceArn?: string;
};

export type NewMessage = {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly traceHeader?: string;
  readonly senderId: string;
  readonly delaySeconds: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
};

export type QueueCounts = { readonly visible: number; readonly inFlight: number; readonly delayed: number };

/** `expired`: the message is visible again, or a later receive gave out another; `of nothing`: there is no such message. */
export type Receipt = "in flight" | "expired" | "of nothing";

export type MessageStore = ReturnType<typeof createMessageStore>;

const fiveMinutes = 5 * 60_000;

/** The queues of one region and their messages. Every function is one transaction: what returned is on disk. */
export const createMessageStore = (database: DatabaseSync, now: Now) => {
  const sql = statements(database);

  const transaction = <Result>(work: () => Result): Result => inTransaction(database, work);

  const take = (row: z.infer<typeof messageRow>, visibleAt: number): ReceivedMessage => {
    const receipt = randomUUID();
    const firstReceivedAt = row.first_received_at ?? now();
    sql.take.run(visibleAt, firstReceivedAt, receipt, row.sequence);
    return {
      messageId: row.id,
      receiptHandle: receiptHandleOf({ messageId: row.id, receipt }),
      body: row.body,
      attributes: messageAttributes.parse(JSON.parse(row.attributes)),
      ...(row.trace === null ? {} : { traceHeader: row.trace }),
      senderId: row.sender,
      sentAt: row.sent_at,
      receiveCount: row.receive_count + 1,
      firstReceivedAt,
      sequenceNumber: sequenceNumber(row.sequence),
      ...(row.message_group === null ? {} : { groupId: row.message_group }),
      ...(row.deduplication === null ? {} : { deduplicationId: row.deduplication }),
      ...(row.moved_from === null ? {} : { deadLetterSourceArn: row.moved_from }),
    };
  };

  return {
    /** Writes the definition; a changed one forgets a visibility time-out set through the API. */
    saveQueue: (definition: QueueDefinition): void => {
      sql.saveQueue.run(definition.arn, JSON.stringify(definition), definition.visibilityTimeoutSeconds);
    },

    queues: (): QueueDefinition[] =>
      sql.queues.all().map((row) => {
        const { definition, visibility_seconds } = z
          .object({ definition: z.string(), visibility_seconds: z.number() })
          .parse(row);
        const stored = queueDefinition.parse(JSON.parse(definition));
        return { ...stored, visibilityTimeoutSeconds: visibility_seconds };
      }),

    setVisibility: (queueArn: string, seconds: number): void => {
      sql.setVisibility.run(seconds, queueArn);
    },

    /** Within five minutes, the same deduplication id gives the earlier message's id and stores nothing. */
    send: (queueArn: string, message: NewMessage): { messageId: string; sequenceNumber: string } =>
      transaction(() => {
        const at = now();
        const deduplication = message.deduplicationId;
        if (deduplication !== undefined) {
          sql.forgetSeen.run(queueArn, at);
          const earlier = sql.seen.get(queueArn, deduplication);
          if (earlier !== undefined) {
            const { id, sequence } = z.object({ id: z.string(), sequence: z.number() }).parse(earlier);
            return { messageId: id, sequenceNumber: sequenceNumber(sequence) };
          }
        }
        const messageId = randomUUID();
        const { lastInsertRowid } = sql.insert.run(
          queueArn,
          messageId,
          message.body,
          JSON.stringify(message.attributes),
          message.traceHeader ?? null,
          message.senderId,
          at,
          at + message.delaySeconds * 1_000,
          message.groupId ?? null,
          deduplication ?? null,
        );
        if (deduplication !== undefined) {
          sql.remember.run(queueArn, deduplication, messageId, lastInsertRowid, at + fiveMinutes);
        }
        return { messageId, sequenceNumber: sequenceNumber(Number(lastInsertRowid)) };
      }),

    /**
     * Takes up to `maximum` visible messages and hides them. Those received `maxReceiveCount` times already go to the
     * dead-letter queue instead (`moved` says how many), those past the retention are dropped.
     */
    receive: (
      queue: QueueDefinition,
      maximum: number,
      visibilitySeconds: number,
    ): { messages: ReceivedMessage[]; moved: number } =>
      transaction(() => {
        const at = now();
        const due = queue.fifo === undefined ? sql.due : sql.dueInOrder;
        const messages: ReceivedMessage[] = [];
        let moved = 0;
        while (messages.length < maximum) {
          const rows = due.all(queue.arn, at, maximum - messages.length).map((row) => messageRow.parse(row));
          if (rows.length === 0) {
            break;
          }
          for (const row of rows) {
            if (row.sent_at <= at - queue.messageRetentionSeconds * 1_000) {
              sql.drop.run(row.sequence);
            } else if (queue.redrive !== undefined && row.receive_count >= queue.redrive.maxReceiveCount) {
              // Messages of a standard queue keep the time they were sent, by which the retention counts.
              sql.bury.run(
                queue.redrive.deadLetterTargetArn,
                queue.fifo === undefined ? row.sent_at : at,
                row.sequence,
              );
              moved += 1;
            } else {
              messages.push(take(row, at + visibilitySeconds * 1_000));
            }
          }
          if (visibilitySeconds === 0) {
            break;
          }
        }
        return { messages, moved };
      }),

    receiptOf: (queueArn: string, receiptHandle: string): Receipt => {
      const { messageId, receipt } = readReceiptHandle(receiptHandle);
      const row = sql.hiddenUntil.get(queueArn, messageId);
      if (row === undefined) {
        return "of nothing";
      }
      const { visible_at, receipt: latest } = receiptRow.parse(row);
      return latest === receipt && visible_at > now() ? "in flight" : "expired";
    },

    /** Whether the message of this receipt was there; a receipt that a later receive replaced deletes nothing. */
    remove: (queueArn: string, receiptHandle: string): boolean => {
      const { messageId, receipt } = readReceiptHandle(receiptHandle);
      return sql.remove.run(queueArn, messageId, receipt).changes === 1;
    },

    /** Puts back what was in flight, as if it had not been received. @returns how many messages. */
    putBackInFlight: (queueArn: string): number => {
      const at = now();
      return Number(sql.putBack.run(at, queueArn, at).changes);
    },

    /** Whether the message was in flight under this receipt; it becomes visible `seconds` from now. */
    changeVisibility: (queueArn: string, receiptHandle: string, seconds: number): boolean => {
      const { messageId, receipt } = readReceiptHandle(receiptHandle);
      const at = now();
      return sql.hide.run(at + seconds * 1_000, queueArn, messageId, receipt, at).changes === 1;
    },

    purge: (queueArn: string): void => {
      sql.purge.run(queueArn);
    },

    /**
     * Moves the oldest visible messages of a dead-letter queue on to `destinationArn`, or each to where it came from, as
     * messages that were sent just now. Stops at a message whose way back is not known, and says so.
     */
    moveOn: (
      deadLetterArn: string,
      { destinationArn, maximum }: { destinationArn: string | undefined; maximum: number },
    ): { moved: number; queues: ReadonlySet<string>; stuck: boolean } =>
      transaction(() => {
        const at = now();
        const queues = new Set<string>();
        const rows = sql.dueBySequence.all(deadLetterArn, at, maximum).map((row) => messageRow.parse(row));
        for (const [moved, row] of rows.entries()) {
          const target = destinationArn ?? row.moved_from;
          if (target === null || sql.hasQueue.get(target) === undefined) {
            return { moved, queues, stuck: true };
          }
          sql.drop.run(row.sequence);
          const { body, attributes, trace, sender, message_group, deduplication } = row;
          sql.insert.run(target, randomUUID(), body, attributes, trace, sender, at, at, message_group, deduplication);
          queues.add(target);
        }
        return { moved: rows.length, queues, stuck: false };
      }),

    counts: (queueArn: string): QueueCounts => countRow.parse(sql.counts.get({ at: now(), queue: queueArn })),

    hasVisible: (queueArn: string): boolean => sql.anyVisible.get(queueArn, now()) !== undefined,

    /** When the first of the queue's messages is or was visible; `undefined` when it has none. */
    firstVisibleAt: (queueArn: string): number | undefined =>
      z.object({ first: z.number().nullable() }).parse(sql.first.get(queueArn)).first ?? undefined,
  };
};

const receiptRow = z.object({ visible_at: z.number(), receipt: z.string().nullable() });
const countRow = z.object({ visible: z.number(), inFlight: z.number(), delayed: z.number() });

const sequenceNumber = (sequence: number): string => String(sequence).padStart(20, "0");

/** In a FIFO queue a message waits while an earlier one of its group is in flight or delayed. */
const earlierOfGroupHidden = `EXISTS (SELECT 1 FROM message AS earlier WHERE earlier.queue = message.queue
  AND earlier.message_group = message.message_group AND earlier.sequence < message.sequence AND earlier.visible_at > ?2)`;

const statements = (database: DatabaseSync) => ({
  saveQueue: database.prepare(`INSERT INTO queue VALUES (?, ?, ?) ON CONFLICT (arn) DO UPDATE SET
    definition = excluded.definition, visibility_seconds = excluded.visibility_seconds
    WHERE definition <> excluded.definition`),
  queues: database.prepare("SELECT definition, visibility_seconds FROM queue ORDER BY arn"),
  hasQueue: database.prepare("SELECT 1 FROM queue WHERE arn = ?"),
  setVisibility: database.prepare("UPDATE queue SET visibility_seconds = ? WHERE arn = ?"),
  forgetSeen: database.prepare("DELETE FROM seen WHERE queue = ? AND until <= ?"),
  seen: database.prepare("SELECT id, sequence FROM seen WHERE queue = ? AND deduplication = ?"),
  remember: database.prepare("INSERT INTO seen VALUES (?, ?, ?, ?, ?)"),
  insert: database.prepare(`INSERT INTO message (queue, id, body, attributes, trace, sender, sent_at, visible_at,
    message_group, deduplication) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  drop: database.prepare("DELETE FROM message WHERE sequence = ?"),
  bury: database.prepare(`UPDATE message SET moved_from = queue, queue = ?, sent_at = ?, receive_count = 0,
    receipt = NULL, first_received_at = NULL WHERE sequence = ?`),
  due: database.prepare(`SELECT * FROM message WHERE queue = ?1 AND visible_at <= ?2
    ORDER BY visible_at, sequence LIMIT ?3`),
  dueBySequence: database.prepare(`SELECT * FROM message WHERE queue = ?1 AND visible_at <= ?2
    ORDER BY sequence LIMIT ?3`),
  dueInOrder: database.prepare(`SELECT * FROM message WHERE queue = ?1 AND visible_at <= ?2
    AND NOT ${earlierOfGroupHidden} ORDER BY sequence LIMIT ?3`),
  take: database.prepare(`UPDATE message SET visible_at = ?, first_received_at = ?, receipt = ?,
    receive_count = receive_count + 1 WHERE sequence = ?`),
  remove: database.prepare("DELETE FROM message WHERE queue = ? AND id = ? AND receipt = ?"),
  putBack: database.prepare(`UPDATE message SET visible_at = ?, receipt = NULL, receive_count = receive_count - 1
    WHERE queue = ? AND visible_at > ? AND receipt IS NOT NULL`),
  hiddenUntil: database.prepare("SELECT visible_at, receipt FROM message WHERE queue = ? AND id = ?"),
  hide: database.prepare(`UPDATE message SET visible_at = ? WHERE queue = ? AND id = ? AND receipt = ?
    AND visible_at > ?`),
  purge: database.prepare("DELETE FROM message WHERE queue = ?"),
  counts: database.prepare(`SELECT count(*) FILTER (WHERE visible_at <= :at) AS visible,
    count(*) FILTER (WHERE visible_at > :at AND receipt IS NOT NULL) AS inFlight,
    count(*) FILTER (WHERE visible_at > :at AND receipt IS NULL) AS delayed FROM message WHERE queue = :queue`),
  anyVisible: database.prepare("SELECT 1 FROM message WHERE queue = ? AND visible_at <= ? LIMIT 1"),
  first: database.prepare("SELECT min(visible_at) AS first FROM message WHERE queue = ?"),
});
