import * as z from "zod";
import { AwsError, operation, type Operation } from "../../network/aws-json.ts";
import { batchInput, eachEntry } from "./batch.ts";
import { md5OfAttributes, md5OfText, messageAttributes } from "./message-attributes.ts";
import type { NewMessage, ReceivedMessage } from "./message-store.ts";
import { invalid, messageBytes, queueAtUrl, receiveFrom, removeFrom, sendTo, type Queues } from "./queue-access.ts";
import type { QueueDefinition } from "./queue-definition.ts";

const traceHeader = z.strictObject({
  AWSTraceHeader: z.strictObject({ DataType: z.literal("String"), StringValue: z.string() }).exactOptional(),
});

const outgoing = {
  MessageBody: z.string().default(""),
  DelaySeconds: z.int().min(0).max(900).exactOptional(),
  MessageAttributes: messageAttributes.exactOptional(),
  MessageSystemAttributes: traceHeader.exactOptional(),
  MessageDeduplicationId: z.string().exactOptional(),
  MessageGroupId: z.string().exactOptional(),
};

type Outgoing = z.infer<z.ZodObject<typeof outgoing>>;

const sendInput = z.strictObject({ QueueUrl: z.string(), ...outgoing });
const outgoingEntry = z.strictObject({ Id: z.string(), ...outgoing });
const deletedEntry = z.strictObject({ Id: z.string(), ReceiptHandle: z.string() });
const largestBatchBytes = 1_048_576;

const visibilitySeconds = z.int().min(0).max(43_200);
const changedEntry = z.strictObject({
  Id: z.string(),
  ReceiptHandle: z.string(),
  VisibilityTimeout: visibilitySeconds.default(0),
});

const receiveInput = z.strictObject({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z.int().min(1).max(10).default(1),
  VisibilityTimeout: visibilitySeconds.exactOptional(),
  WaitTimeSeconds: z.int().min(0).max(20).exactOptional(),
  MessageAttributeNames: z.array(z.string()).default([]),
  AttributeNames: z.array(z.string()).default([]),
  MessageSystemAttributeNames: z.array(z.string()).default([]),
  ReceiveRequestAttemptId: z.string().exactOptional(),
});

type ReceiveInput = z.infer<typeof receiveInput>;

/** The operations on messages. Reference: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html */
export const messageOperations = (queues: Queues): Record<string, Operation> => ({
  SendMessage: operation(sendInput, ({ QueueUrl, ...message }, caller) =>
    sendOne(queues, queueAtUrl(queues, QueueUrl, caller, "SendMessage"), message, caller.principalArn),
  ),

  SendMessageBatch: operation(batchInput, ({ QueueUrl, Entries }, caller) => {
    const queue = queueAtUrl(queues, QueueUrl, caller, "SendMessage");
    const bytes = Entries.map((entry) => outgoingEntry.safeParse(entry).data)
      .map((entry) => (entry === undefined ? 0 : messageBytes(entry.MessageBody, entry.MessageAttributes ?? {})))
      .reduce((sum, one) => sum + one, 0);
    if (bytes > largestBatchBytes) {
      throw new AwsError(
        "BatchRequestTooLong",
        `Batch requests cannot be longer than ${largestBatchBytes} bytes. You have sent ${bytes} bytes.`,
      );
    }
    return eachEntry(Entries, outgoingEntry, (entry) => sendOne(queues, queue, entry, caller.principalArn));
  }),

  ReceiveMessage: operation(receiveInput, async (input, caller, signal) => {
    const queue = queueAtUrl(queues, input.QueueUrl, caller, "ReceiveMessage");
    const messages = await longPoll(queues, queue, input, signal);
    return messages.length === 0 ? {} : { Messages: messages.map((message) => onTheWire(queue, message, input)) };
  }),

  DeleteMessage: operation(z.strictObject({ QueueUrl: z.string(), ReceiptHandle: z.string() }), (input, caller) => {
    const queue = queueAtUrl(queues, input.QueueUrl, caller, "DeleteMessage");
    removeFrom(queues, queue, input.ReceiptHandle);
    queues.arrivals.changed(queue.arn);
  }),

  DeleteMessageBatch: operation(batchInput, ({ QueueUrl, Entries }, caller) => {
    const queue = queueAtUrl(queues, QueueUrl, caller, "DeleteMessage");
    const answer = eachEntry(Entries, deletedEntry, ({ ReceiptHandle }) => {
      removeFrom(queues, queue, ReceiptHandle);
      return {};
    });
    queues.arrivals.changed(queue.arn);
    return answer;
  }),

  ChangeMessageVisibility: operation(
    z.strictObject({ QueueUrl: z.string(), ReceiptHandle: z.string(), VisibilityTimeout: visibilitySeconds }),
    ({ QueueUrl, ReceiptHandle, VisibilityTimeout }, caller) => {
      changeVisibility(
        queues,
        queueAtUrl(queues, QueueUrl, caller, "ChangeMessageVisibility"),
        ReceiptHandle,
        VisibilityTimeout,
      );
    },
  ),

  ChangeMessageVisibilityBatch: operation(batchInput, ({ QueueUrl, Entries }, caller) => {
    const queue = queueAtUrl(queues, QueueUrl, caller, "ChangeMessageVisibility");
    return eachEntry(Entries, changedEntry, ({ ReceiptHandle, VisibilityTimeout }) => {
      changeVisibility(queues, queue, ReceiptHandle, VisibilityTimeout);
      return {};
    });
  }),
});

const sendOne = (queues: Queues, queue: QueueDefinition, message: Outgoing, senderId: string) => {
  const attributes = message.MessageAttributes ?? {};
  const trace = message.MessageSystemAttributes?.AWSTraceHeader;
  const { messageId, sequenceNumber } = sendTo(queues, queue, {
    body: message.MessageBody,
    attributes,
    senderId,
    ...optional("delaySeconds", message.DelaySeconds),
    ...optional("traceHeader", trace?.StringValue),
    ...optional("groupId", message.MessageGroupId),
    ...optional("deduplicationId", message.MessageDeduplicationId),
  } satisfies Omit<NewMessage, "delaySeconds"> & { delaySeconds?: number });
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5OfText(message.MessageBody),
    ...(Object.keys(attributes).length === 0 ? {} : { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
    ...(trace === undefined ? {} : { MD5OfMessageSystemAttributes: md5OfAttributes({ AWSTraceHeader: trace }) }),
    ...optional("SequenceNumber", sequenceNumber),
  };
};

/** Throws `InvalidParameterValue` when the message is gone, `MessageNotInflight` when it is visible. */
const changeVisibility = (queues: Queues, queue: QueueDefinition, receiptHandle: string, seconds: number): void => {
  const receipt = queues.store.receiptOf(queue.arn, receiptHandle);
  if (receipt === "of nothing") {
    throw invalid("Message does not exist or is not available for visibility timeout change.");
  }
  if (receipt === "expired") {
    throw new AwsError("MessageNotInflight", "The specified message isn't in flight.");
  }
  queues.store.changeVisibility(queue.arn, receiptHandle, seconds);
  queues.arrivals.changed(queue.arn);
};

/** Receives at once or waits for messages, at most as long as asked and while the client stays. */
const longPoll = async (
  queues: Queues,
  queue: QueueDefinition,
  { MaxNumberOfMessages, VisibilityTimeout, WaitTimeSeconds = queue.receiveWaitSeconds ?? 0 }: ReceiveInput,
  signal: AbortSignal,
): Promise<ReceivedMessage[]> => {
  const receive = (): ReceivedMessage[] => receiveFrom(queues, queue, MaxNumberOfMessages, VisibilityTimeout);
  const first = receive();
  if (first.length > 0 || WaitTimeSeconds === 0) {
    return first;
  }
  const { promise, resolve } = Promise.withResolvers<ReceivedMessage[]>();
  const giveUp = (): void => {
    resolve([]);
  };
  const deadline = setTimeout(giveUp, WaitTimeSeconds * 1_000).unref();
  signal.addEventListener("abort", giveUp);
  const stopListening = queues.arrivals.listen(queue.arn, () => {
    // A client that left must not take messages with it.
    const messages = signal.aborted ? [] : receive();
    if (messages.length > 0) {
      stopListening();
      resolve(messages);
    }
  });
  const messages = await promise;
  stopListening();
  clearTimeout(deadline);
  signal.removeEventListener("abort", giveUp);
  return messages;
};

const onTheWire = (queue: QueueDefinition, message: ReceivedMessage, input: ReceiveInput) => {
  const wanted = [...input.AttributeNames, ...input.MessageSystemAttributeNames];
  const system = Object.entries(systemAttributes(queue, message)).filter(
    ([name, value]) => value !== undefined && (wanted.includes("All") || wanted.includes(name)),
  );
  const own = Object.entries(message.attributes).filter(([name]) => nameIsWanted(name, input.MessageAttributeNames));
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5OfText(message.body),
    ...(system.length === 0 ? {} : { Attributes: Object.fromEntries(system) }),
    ...(own.length === 0
      ? {}
      : {
          MessageAttributes: Object.fromEntries(own),
          MD5OfMessageAttributes: md5OfAttributes(Object.fromEntries(own)),
        }),
  };
};

const systemAttributes = ({ fifo }: QueueDefinition, message: ReceivedMessage): Record<string, string | undefined> => ({
  SenderId: message.senderId,
  SentTimestamp: String(message.sentAt),
  ApproximateReceiveCount: String(message.receiveCount),
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  SequenceNumber: fifo === undefined ? undefined : message.sequenceNumber,
  MessageGroupId: message.groupId,
  MessageDeduplicationId: message.deduplicationId,
  AWSTraceHeader: message.traceHeader,
  DeadLetterQueueSourceArn: message.deadLetterSourceArn,
});

const nameIsWanted = (name: string, wanted: readonly string[]): boolean =>
  wanted.some((pattern) =>
    pattern === "All" || pattern === ".*"
      ? true
      : pattern.endsWith(".*")
        ? name.startsWith(pattern.slice(0, -2))
        : pattern === name,
  );

const optional = <Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } | object =>
  value === undefined ? {} : { [key]: value };
