import { createHash } from "node:crypto";
import { AwsError } from "../../network/aws-json.ts";
import type { Authorize, Caller, Now } from "../../network/service.ts";
import type { Arrivals } from "./arrivals.ts";
import { attributeBytes, attributeProblem, type MessageAttributes } from "./message-attributes.ts";
import type { MessageStore, NewMessage } from "./message-store.ts";
import type { MoveTasks } from "./move-tasks.ts";
import type { QueueDefinition } from "./queue-definition.ts";

/** What every operation of the region's queues works with. */
export type Queues = {
  readonly store: MessageStore;
  readonly moves: MoveTasks;
  readonly arrivals: Arrivals;
  readonly now: Now;
  readonly accountId: string;
  readonly region: string;
  readonly url: () => string;
  readonly authorize: Authorize;
  /** Definitions by ARN, with the visibility time-out as last set. */
  readonly byArn: Map<string, QueueDefinition>;
  /** When each queue was last purged, in milliseconds since the epoch. */
  readonly purgedAt: Map<string, number>;
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
  | "StartMessageMoveTask"
  | "ListMessageMoveTasks"
  | "CancelMessageMoveTask";

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

/** What a message counts towards the largest one, and towards the largest batch. */
export const messageBytes = (body: string, attributes: MessageAttributes): number =>
  Buffer.byteLength(body) + attributeBytes(attributes);

type Message = Omit<NewMessage, "delaySeconds"> & { readonly delaySeconds?: number };

/** Characters that XML 1.0 has no place for. */
const outsideTheAllowedSet = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** The identifiers of groups and of repeated messages: alphanumeric characters and punctuation. */
const identifier = /^[\x21-\x7e]{1,128}$/;

const requireGoodContent = (queue: QueueDefinition, { body, attributes }: Message): void => {
  if (body === "") {
    throw new AwsError("MissingParameter", "The request must contain the parameter MessageBody.");
  }
  if (messageBytes(body, attributes) > queue.maximumMessageBytes) {
    throw invalid(`Message must be shorter than ${queue.maximumMessageBytes} bytes.`);
  }
  if (outsideTheAllowedSet.test(body)) {
    throw new AwsError("InvalidMessageContents", "The message contains characters outside the allowed set.");
  }
  const problem = attributeProblem(attributes);
  if (problem !== undefined) {
    throw invalid(problem);
  }
};

/** Source: Amazon SQS API Reference, "SendMessage", on what goes with which type of queue. */
const requireFittingType = (queue: QueueDefinition, { groupId, deduplicationId, delaySeconds }: Message): void => {
  if ([groupId, deduplicationId].some((given) => given !== undefined && !identifier.test(given))) {
    throw invalid("MessageGroupId and MessageDeduplicationId have 1 to 128 alphanumeric and punctuation characters.");
  }
  if (queue.fifo === undefined && deduplicationId !== undefined) {
    throw invalid("MessageDeduplicationId is for FIFO queues only.");
  }
  if (queue.fifo !== undefined && groupId === undefined) {
    throw new AwsError("MissingParameter", "The request must contain the parameter MessageGroupId.");
  }
  if (queue.fifo !== undefined && (delaySeconds ?? 0) > 0) {
    throw invalid("DelaySeconds of a single message is not valid for this queue type.");
  }
};

/**
 * Stores one message after the checks that every way of sending shares.
 * Throws `InvalidMessageContents`, `InvalidParameterValue`, `MissingParameter`.
 */
export const sendTo = (
  queues: Queues,
  queue: QueueDefinition,
  message: Message,
): { messageId: string; sequenceNumber: string | undefined } => {
  requireGoodContent(queue, message);
  requireFittingType(queue, message);
  const deduplicationId =
    message.deduplicationId ??
    (queue.fifo?.contentBasedDeduplication === true
      ? createHash("sha256").update(message.body).digest("hex")
      : undefined);
  if (queue.fifo !== undefined && deduplicationId === undefined) {
    throw invalid(
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly.",
    );
  }
  const sent = queues.store.send(queue.arn, {
    ...message,
    delaySeconds: queue.fifo === undefined ? (message.delaySeconds ?? queue.delaySeconds) : queue.delaySeconds,
    ...(deduplicationId === undefined ? {} : { deduplicationId }),
  });
  queues.arrivals.changed(queue.arn);
  return { messageId: sent.messageId, sequenceNumber: queue.fifo === undefined ? undefined : sent.sequenceNumber };
};

/**
 * Deletes a message. An old receipt of a standard queue deletes nothing and is no error.
 * Throws `InvalidParameterValue` for a receipt of a FIFO queue that hides its message no longer.
 */
export const removeFrom = (queues: Queues, queue: QueueDefinition, receiptHandle: string): void => {
  if (queue.fifo !== undefined && queues.store.receiptOf(queue.arn, receiptHandle) === "expired") {
    throw invalid("The receipt handle has expired.");
  }
  queues.store.remove(queue.arn, receiptHandle);
};

export const invalid = (reason: string): AwsError =>
  new AwsError("InvalidParameterValue", `One or more parameters are invalid. Reason: ${reason}`);

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
