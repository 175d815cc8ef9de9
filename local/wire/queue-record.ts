import { createHash } from "node:crypto";
import type { QueueRecord } from "../lambda/queue-mapping.ts";
import type { ReceivedMessage } from "../aws/sqs/message-store.ts";

/** A message as a function sees it. Source: Lambda Developer Guide, "Using Lambda with Amazon SQS", example event. */
export const queueRecord = (message: ReceivedMessage, queueArn: string, region: string): QueueRecord => {
  const record = {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receiveCount),
      SentTimestamp: String(message.sentAt),
      SenderId: message.senderId,
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      ...(message.traceHeader === undefined ? {} : { AWSTraceHeader: message.traceHeader }),
      ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
      ...(queueArn.endsWith(".fifo") ? { SequenceNumber: message.sequenceNumber } : {}),
      ...(message.deduplicationId === undefined ? {} : { MessageDeduplicationId: message.deduplicationId }),
      ...(message.deadLetterSourceArn === undefined ? {} : { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          dataType: DataType,
          stringListValues: [],
          binaryListValues: [],
          ...(StringValue === undefined ? {} : { stringValue: StringValue }),
          ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
        },
      ]),
    ),
    md5OfBody: createHash("md5").update(message.body).digest("hex"),
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: region,
  };
  return record;
};
