import { AwsError } from "../../network/aws-json.ts";
import type { Authorize, Caller } from "../../network/service.ts";
import type { Arrivals } from "./arrivals.ts";
import type { MessageStore, NewMessage } from "./message-store.ts";
import { attributeBytes, md5OfText } from "./message-attributes.ts";
import type { QueueDefinition } from "./queue-definition.ts";

/** What every operation of the region's queues works with. */
export type Queues = {
  readonly store: MessageStore;
  readonly arrivals: Arrivals;
  readonly accountId: string;
  readonly region: string;
  readonly url: () => string;
  readonly authorize: Authorize;
  /** Definitions by ARN, with the visibility time-out as last set. */
  readonly byArn: Map<string, QueueDefinition>;
};

export type SqsAction =
  | "SendMessage"
  | "ReceiveMessage"
  | "DeleteMessage"
  | "ChangeMessageVisibility"
  | "GetQueueUrl"
  | "GetQueueAttributes"
  | "SetQueueAttributes"
  | "PurgeQueue"
  | "ListQueues"
  | "ListDeadLetterSourceQueues"
  | "StartMessageMoveTask";

export const queueUrl = (queues: Queues, queue: QueueDefinition): string =>
  `${queues.url().replace(/\/$/, "")}/${queues.accountId}/${queue.queueName}`;

/** Throws `AccessDeniedException` unless the caller may do the action on the queue. */
export const requireAccess = (queues: Queues, caller: Caller, action: SqsAction, resourceArn: string): void => {
  const decision = queues.authorize(caller, `sqs:${action}`, resourceArn);
  if (!decision.allowed) {
    throw new AwsError("AccessDeniedException", decision.reason, { status: 403 });
  }
};

/**
 * The queue of a URL's last two segments, whatever host the caller reached this region by, after the access check.
 * Throws `QueueDoesNotExist`, `AccessDeniedException`.
 */
export const queueAtUrl = (queues: Queues, url: string, caller: Caller, action: SqsAction): QueueDefinition => {
  const [accountId, queueName] = url.split("/").slice(-2);
  const queue = accountId === queues.accountId && queueName !== undefined ? queueNamed(queues, queueName) : undefined;
  if (queue === undefined) {
    throw noSuchQueue();
  }
  requireAccess(queues, caller, action, queue.arn);
  return queue;
};

export const queueNamed = (queues: Queues, queueName: string): QueueDefinition | undefined =>
  queues.byArn.values().find((queue) => queue.queueName === queueName);

/** Throws `QueueDoesNotExist`. */
export const queueWithArn = (queues: Queues, queueArn: string): QueueDefinition => {
  const queue = queues.byArn.get(queueArn);
  if (queue === undefined) {
    throw noSuchQueue(queueArn);
  }
  return queue;
};

/**
 * Stores one message after the checks that every way of sending shares.
 * Throws `InvalidMessageContents`, `InvalidParameterValue`, `MissingParameter`.
 */
export const sendTo = (
  queues: Queues,
  queue: QueueDefinition,
  message: Omit<NewMessage, "delaySeconds"> & { delaySeconds?: number },
): { messageId: string; sequenceNumber: string | undefined } => {
  const bytes = Buffer.byteLength(message.body) + attributeBytes(message.attributes);
  if (bytes > queue.maximumMessageBytes) {
    throw new AwsError(
      "InvalidParameterValue",
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.maximumMessageBytes} bytes.`,
    );
  }
  if (/[^\t\n\r\x20-\uFFFD]/.test(message.body)) {
    throw new AwsError("InvalidMessageContents", "The message contains characters outside the allowed set.");
  }
  if (queue.fifo !== undefined && message.groupId === undefined) {
    throw new AwsError("MissingParameter", "The request must contain the parameter MessageGroupId.");
  }
  if (queue.fifo === undefined && message.deduplicationId !== undefined) {
    throw new AwsError("InvalidParameterValue", "MessageDeduplicationId is for FIFO queues only.");
  }
  const deduplicationId =
    message.deduplicationId ?? (queue.fifo?.contentBasedDeduplication === true ? md5OfText(message.body) : undefined);
  if (queue.fifo !== undefined && deduplicationId === undefined) {
    throw new AwsError(
      "InvalidParameterValue",
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly.",
    );
  }
  const sent = queues.store.send(queue.arn, {
    ...message,
    delaySeconds: message.delaySeconds ?? queue.delaySeconds,
    ...(deduplicationId === undefined ? {} : { deduplicationId }),
  });
  queues.arrivals.changed(queue.arn);
  return { messageId: sent.messageId, sequenceNumber: queue.fifo === undefined ? undefined : sent.sequenceNumber };
};

/** Takes messages and tells those who wait on the dead-letter queue when some went there. */
export const receiveFrom = (queues: Queues, queue: QueueDefinition, maximum: number, visibilitySeconds?: number) => {
  const { messages, moved } = queues.store.receive(queue, maximum, visibilitySeconds ?? queue.visibilityTimeoutSeconds);
  if (moved > 0 && queue.redrive !== undefined) {
    queues.arrivals.changed(queue.redrive.deadLetterTargetArn);
  }
  return messages;
};

const noSuchQueue = (name?: string): AwsError =>
  new AwsError(
    "QueueDoesNotExist",
    name === undefined ? "The specified queue does not exist." : `The specified queue does not exist: ${name}`,
  );
