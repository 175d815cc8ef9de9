import { awsJsonHandler, type AwsError } from "../../network/aws-json.ts";
import type { Authorize, Now, Service } from "../../network/service.ts";
import { ownDisk, type Disk } from "../disk.ts";
import { createArrivals } from "./arrivals.ts";
import type { MessageAttributes } from "./message-attributes.ts";
import { messageOperations } from "./message-operations.ts";
import { createMessageStore, type QueueCounts, type ReceivedMessage } from "./message-store.ts";
import { moveTaskOperations } from "./move-task-operations.ts";
import { createMoveTasks } from "./move-tasks.ts";
import { queueWithArn, receiveFrom, sendTo, type Queues } from "./queue-access.ts";
import { openQueueDatabase } from "./queue-database.ts";
import { queueDefinition, whyNotDeadLetterQueue, type QueueDefinition } from "./queue-definition.ts";
import { queueOperations } from "./queue-operations.ts";

export type SqsSettings = {
  /** Where the region's queues live on disk. */
  readonly directory: string;
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  readonly now: Now;
  readonly authorize: Authorize;
  /** The base of queue URLs, asked for late because the port is known late. */
  readonly url: () => string;
  readonly disk?: Disk;
};

export type SendOptions = {
  readonly delaySeconds?: number;
  readonly attributes?: MessageAttributes;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly senderId?: string;
};

/**
 * Amazon SQS for one region: durable, at least once, over its JSON protocol and in process for the host.
 * The in-process calls are the host's own and ask no policy; they throw `AwsError` `QueueDoesNotExist`.
 */
export type SqsService = Service & {
  /** Idempotent; a changed definition replaces the old one and keeps the messages. Its dead-letter queue comes before it. */
  readonly createQueue: (definition: QueueDefinition) => void;
  readonly send: (queueArn: string, body: string, options?: SendOptions) => { readonly messageId: string };
  /** Up to `maximum` messages, hidden for the queue's visibility time-out. */
  readonly receive: (queueArn: string, maximum: number) => ReceivedMessage[];
  /** Whether the message was still there under this receipt. */
  readonly remove: (queueArn: string, receiptHandle: string) => boolean;
  /** Gives an undone message back, visible after `delaySeconds`; whether it was still in flight. */
  readonly release: (queueArn: string, receiptHandle: string, delaySeconds: number) => boolean;
  /**
   * Puts back what was in flight: for a host that starts again and knows that no consumer is left. AWS, where consumers
   * live on, waits for the visibility time-out. Returns how many messages.
   */
  readonly putBackInFlight: (queueArn: string) => number;
  /**
   * Calls the listener whenever the queue may hold visible messages, at least twice a second while it does; the
   * listener then receives until nothing comes. Returns what ends the listening.
   */
  readonly onMessage: (queueArn: string, listener: () => void) => () => void;
  readonly counts: (queueArn: string) => QueueCounts;
};

export const createSqsService = (settings: SqsSettings): SqsService => {
  const { directory, region, accountId, partition, now, authorize, url } = settings;
  const database = openQueueDatabase(directory, settings.disk ?? ownDisk);
  const store = createMessageStore(database, now);
  const arrivals = createArrivals({ now, firstVisibleAt: store.firstVisibleAt });
  const byArn = new Map(store.queues().map((queue) => [queue.arn, queue]));
  const moves = createMoveTasks({ database, store, now, arrived: arrivals.changed });
  const purgedAt = new Map<string, number>();
  const queues: Queues = { store, moves, arrivals, now, accountId, region, url, authorize, byArn, purgedAt };
  const arnPrefix = `arn:${partition}:sqs:${region}:${accountId}:`;

  return {
    handle: awsJsonHandler({
      targetPrefix: "AmazonSQS",
      version: "1.0",
      errorNamespace: "com.amazonaws.sqs",
      invalidInputCode: "InvalidParameterValue",
      errorHeaders: queryErrorHeader,
      operations: { ...messageOperations(queues), ...queueOperations(queues), ...moveTaskOperations(queues) },
    }),

    close: () => {
      arrivals.close();
      moves.close();
      database.close();
      return Promise.resolve();
    },

    createQueue: (definition) => {
      const queue = queueDefinition.parse(definition);
      if (queue.arn !== arnPrefix + queue.queueName) {
        throw new Error(`Queue ${queue.queueName} of ${region} cannot have the ARN ${queue.arn}.`);
      }
      const target = queue.redrive?.deadLetterTargetArn;
      const problem = target === undefined ? undefined : whyNotDeadLetterQueue(queue, byArn.get(target));
      if (problem !== undefined) {
        throw new Error(`Queue ${queue.queueName} cannot have the dead-letter queue ${target ?? ""}: ${problem}.`);
      }
      store.saveQueue(queue);
      for (const stored of store.queues()) {
        byArn.set(stored.arn, stored);
      }
    },

    send: (queueArn, body, { attributes = {}, senderId = accountId, ...options } = {}) =>
      sendTo(queues, queueWithArn(queues, queueArn), { body, attributes, senderId, ...options }),

    receive: (queueArn, maximum) => receiveFrom(queues, queueWithArn(queues, queueArn), maximum),

    remove: (queueArn, receiptHandle) => {
      const removed = store.remove(queueArn, receiptHandle);
      arrivals.changed(queueArn);
      return removed;
    },

    release: (queueArn, receiptHandle, delaySeconds) => {
      const released = store.changeVisibility(queueArn, receiptHandle, delaySeconds);
      arrivals.changed(queueArn);
      return released;
    },

    putBackInFlight: (queueArn) => {
      const count = store.putBackInFlight(queueWithArn(queues, queueArn).arn);
      arrivals.changed(queueArn);
      return count;
    },

    onMessage: (queueArn, listener) => arrivals.listen(queueWithArn(queues, queueArn).arn, listener),

    counts: (queueArn) => store.counts(queueWithArn(queues, queueArn).arn),
  };
};

/** Codes of the older query protocol, by which SDKs still name these errors. */
const queryErrorHeader = (error: AwsError): Readonly<Record<string, string>> => {
  const code = queryErrorCodes[error.code] ?? error.code;
  return { "x-amzn-query-error": `${code};${error.status < 500 ? "Sender" : "Receiver"}` };
};

const queryErrorCodes: Readonly<Record<string, string>> = {
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  MessageNotInflight: "AWS.SimpleQueueService.MessageNotInflight",
  EmptyBatchRequest: "AWS.SimpleQueueService.EmptyBatchRequest",
  TooManyEntriesInBatchRequest: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
  BatchEntryIdsNotDistinct: "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
  InvalidBatchEntryId: "AWS.SimpleQueueService.InvalidBatchEntryId",
  PurgeQueueInProgress: "AWS.SimpleQueueService.PurgeQueueInProgress",
  BatchRequestTooLong: "AWS.SimpleQueueService.BatchRequestTooLong",
  AccessDeniedException: "AccessDenied",
};
