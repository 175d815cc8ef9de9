import * as z from "zod";
import { AwsError, operation, type Operation } from "../../network/aws-json.ts";
import { md5OfAttributes, md5OfText, messageAttributes } from "./message-attributes.ts";
import type { NewMessage, ReceivedMessage } from "./message-store.ts";
import { queueAtUrl, receiveFrom, sendTo, type Queues } from "./queue-access.ts";
import type { QueueDefinition } from "./queue-definition.ts";

const traceHeader = z.strictObject({
  AWSTraceHeader: z.strictObject({ DataType: z.literal("String"), StringValue: z.string() }).exactOptional(),
});

const outgoing = {
  MessageBody: z.string().min(1),
  DelaySeconds: z.int().min(0).max(900).exactOptional(),
  MessageAttributes: messageAttributes.exactOptional(),
  MessageSystemAttributes: traceHeader.exactOptional(),
  MessageDeduplicationId: z.string().max(128).exactOptional(),
  MessageGroupId: z.string().max(128).exactOptional(),
};

type Outgoing = z.infer<z.ZodObject<typeof outgoing>>;

const sendInput = z.strictObject({ QueueUrl: z.string(), ...outgoing });
const entryId = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/);
const batchOf = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject({ QueueUrl: z.string(), Entries: z.array(z.strictObject({ Id: entryId, ...shape })) });

const visibilitySeconds = z.int().min(0).max(43_200);

const receiveInput = z.strictObject({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z.int().min(1).max(10).default(1),
  VisibilityTimeout: visibilitySeconds.exactOptional(),
  WaitTimeSeconds: z.int().min(0).max(20).default(0),
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

  SendMessageBatch: operation(batchOf(outgoing), ({ QueueUrl, Entries }, caller) => {
    const queue = queueAtUrl(queues, QueueUrl, caller, "SendMessage");
    const bytes = Entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0);
    if (bytes > 1_048_576) {
      throw new AwsError("BatchRequestTooLong", "Batch requests cannot be longer than 1048576 bytes.");
    }
    return eachEntry(Entries, (entry) => sendOne(queues, queue, entry, caller.principalArn));
  }),

  ReceiveMessage: operation(receiveInput, async (input, caller, signal) => {
    const queue = queueAtUrl(queues, input.QueueUrl, caller, "ReceiveMessage");
    const messages = await longPoll(queues, queue, input, signal);
    return messages.length === 0 ? {} : { Messages: messages.map((message) => onTheWire(message, input)) };
  }),

  DeleteMessage: operation(z.strictObject({ QueueUrl: z.string(), ReceiptHandle: z.string() }), (input, caller) => {
    const queue = queueAtUrl(queues, input.QueueUrl, caller, "DeleteMessage");
    queues.store.remove(queue.arn, input.ReceiptHandle);
    queues.arrivals.changed(queue.arn);
  }),

  DeleteMessageBatch: operation(batchOf({ ReceiptHandle: z.string() }), ({ QueueUrl, Entries }, caller) => {
    const queue = queueAtUrl(queues, QueueUrl, caller, "DeleteMessage");
    const answer = eachEntry(Entries, ({ ReceiptHandle }) => {
      queues.store.remove(queue.arn, ReceiptHandle);
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

  ChangeMessageVisibilityBatch: operation(
    batchOf({ ReceiptHandle: z.string(), VisibilityTimeout: visibilitySeconds.default(0) }),
    ({ QueueUrl, Entries }, caller) => {
      const queue = queueAtUrl(queues, QueueUrl, caller, "ChangeMessageVisibility");
      return eachEntry(Entries, ({ ReceiptHandle, VisibilityTimeout }) => {
        changeVisibility(queues, queue, ReceiptHandle, VisibilityTimeout);
        return {};
      });
    },
  ),
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

const changeVisibility = (queues: Queues, queue: QueueDefinition, receiptHandle: string, seconds: number): void => {
  if (!queues.store.changeVisibility(queue.arn, receiptHandle, seconds)) {
    throw new AwsError("MessageNotInflight", "The specified message isn't in flight.");
  }
  queues.arrivals.changed(queue.arn);
};

/** Runs a batch entry by entry; one entry's error is its own, except a failure of the service itself. */
const eachEntry = <Entry extends { Id: string }, Result extends object>(
  entries: readonly Entry[],
  run: (entry: Entry) => Result,
) => {
  if (entries.length === 0) {
    throw new AwsError("EmptyBatchRequest", "There should be at least one entry in the request.");
  }
  if (entries.length > 10) {
    throw new AwsError("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10.");
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries have the same Id.");
  }
  const Successful: (Result & { Id: string })[] = [];
  const Failed: { Id: string; SenderFault: true; Code: string; Message: string }[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) {
        throw error;
      }
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
};

/** Receives at once or waits for messages, at most as long as asked and while the client stays. */
const longPoll = async (
  queues: Queues,
  queue: QueueDefinition,
  { MaxNumberOfMessages, VisibilityTimeout, WaitTimeSeconds }: ReceiveInput,
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

const onTheWire = (message: ReceivedMessage, input: ReceiveInput) => {
  const wanted = [...input.AttributeNames, ...input.MessageSystemAttributeNames];
  const system = Object.entries(systemAttributes(message)).filter(
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

const systemAttributes = (message: ReceivedMessage): Record<string, string | undefined> => ({
  SenderId: message.senderId,
  SentTimestamp: String(message.sentAt),
  ApproximateReceiveCount: String(message.receiveCount),
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  SequenceNumber: message.groupId === undefined ? undefined : message.sequenceNumber,
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
