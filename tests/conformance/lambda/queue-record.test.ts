import { describe, expect, it } from "vitest";
import type { ReceivedMessage } from "../../../local/aws/sqs/message-store.ts";
import { queueRecord } from "../../../local/wire/queue-record.ts";

const received: ReceivedMessage = {
  messageId: "059f36b4-87a3-44ab-83d2-661975830a7d",
  receiptHandle: "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...",
  body: "Test message.",
  attributes: { myAttribute: { DataType: "String", StringValue: "myValue" } },
  senderId: "AIDAIENQZJOLO23YVJ4VO",
  sentAt: 1_545_082_649_183,
  receiveCount: 1,
  firstReceivedAt: 1_545_082_649_185,
  sequenceNumber: "18849496460467696128",
};

/** AWS Lambda Developer Guide, "Using Lambda with Amazon SQS", example standard and FIFO queue message events. */
describe("a message reaches a function as in the documented example", () => {
  it("of a standard queue", () => {
    expect(queueRecord(received, "arn:aws:sqs:us-east-2:123456789012:my-queue", "us-east-2")).toEqual({
      messageId: "059f36b4-87a3-44ab-83d2-661975830a7d",
      receiptHandle: "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...",
      body: "Test message.",
      attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: "1545082649183",
        SenderId: "AIDAIENQZJOLO23YVJ4VO",
        ApproximateFirstReceiveTimestamp: "1545082649185",
      },
      messageAttributes: {
        myAttribute: { stringValue: "myValue", stringListValues: [], binaryListValues: [], dataType: "String" },
      },
      md5OfBody: "e4e68fb7bd0e697a0ae8f1bb342846b3",
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:us-east-2:123456789012:my-queue",
      awsRegion: "us-east-2",
    });
  });

  it("of a FIFO queue, with its place in the order", () => {
    const fifo = { ...received, groupId: "1", deduplicationId: "1" };
    expect(queueRecord(fifo, "arn:aws:sqs:us-east-2:123456789012:fifo.fifo", "us-east-2")).toMatchObject({
      attributes: {
        SequenceNumber: "18849496460467696128",
        MessageGroupId: "1",
        MessageDeduplicationId: "1",
      },
    });
  });

  it("of a standard queue with a group, without one", () => {
    const { attributes } = queueRecord(
      { ...received, groupId: "1" },
      "arn:aws:sqs:us-east-2:1:q",
      "us-east-2",
    ) as unknown as {
      attributes: object;
    };
    expect(attributes).toMatchObject({ MessageGroupId: "1" });
    expect(attributes).not.toHaveProperty("SequenceNumber");
  });
});
