import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { orders, pages, queuesUnderTest } from "./queues-under-test.ts";

const q = queuesUnderTest();

/** Amazon SQS Developer Guide, "Amazon SQS batch actions"; API Reference, "SendMessageBatch". */
describe("batches", () => {
  it("answer entry by entry", async () => {
    const sent = await q.client.send(
      new SendMessageBatchCommand({
        QueueUrl: q.url(),
        Entries: [
          { Id: "good", MessageBody: "one" },
          { Id: "late", MessageBody: "two", DelaySeconds: 901 },
          { Id: "silent", MessageBody: "a\u0000" },
        ],
      }),
    );
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(["good"]);
    expect(sent.Failed).toMatchObject([
      { Id: "late", Code: "InvalidParameterValue", SenderFault: true },
      { Id: "silent", Code: "InvalidMessageContents", SenderFault: true },
    ]);
    const [message] = await q.receive();
    const removed = await q.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: q.url(),
        Entries: [
          { Id: "here", ReceiptHandle: message?.ReceiptHandle },
          { Id: "nonsense", ReceiptHandle: "x" },
        ],
      }),
    );
    expect(removed.Successful?.map(({ Id }) => Id)).toEqual(["here"]);
    expect(removed.Failed).toMatchObject([{ Id: "nonsense", Code: "ReceiptHandleIsInvalid" }]);
  });

  it.each([
    ["EmptyBatchRequest", []],
    ["BatchEntryIdsNotDistinct", ["a", "a"]],
    ["InvalidBatchEntryId", ["a b"]],
    ["InvalidBatchEntryId", ["x".repeat(81)]],
    ["TooManyEntriesInBatchRequest", Array.from({ length: 11 }, (_, n) => `e${n}`)],
  ])("are refused with %s", async (name, ids) => {
    const Entries = ids.map((Id) => ({ Id, MessageBody: "x" }));
    await expect(q.client.send(new SendMessageBatchCommand({ QueueUrl: q.url(), Entries }))).rejects.toMatchObject({
      name,
    });
  });

  it("of more than 1 MiB together, attributes counted, are refused whole", async () => {
    const half = "x".repeat(524_288 - 8);
    const batch = (second: string) =>
      q.client.send(
        new SendMessageBatchCommand({
          QueueUrl: q.url(),
          Entries: [half, second].map((MessageBody, n) => ({
            Id: `e${n}`,
            MessageBody,
            MessageAttributes: { n: { DataType: "String", StringValue: "v" } },
          })),
        }),
      );
    await expect(batch(`${half}x`)).rejects.toMatchObject({ name: "BatchRequestTooLong" });
    expect(q.sqs.counts(pages).visible).toBe(0);
    expect((await batch(half)).Successful).toHaveLength(2);
  });

  it("are kept in their order by a FIFO queue", async () => {
    const numbers = Array.from({ length: 10 }, (_, n) => String(n));
    await q.client.send(
      new SendMessageBatchCommand({
        QueueUrl: q.url("orders.fifo"),
        Entries: numbers.map((n) => ({ Id: n, MessageBody: n, MessageGroupId: "g" })),
      }),
    );
    expect(q.sqs.receive(orders, 10).map(({ body }) => body)).toEqual(numbers);
  });

  it("change the visibility of each message by itself", async () => {
    q.sqs.send(pages, "a");
    q.sqs.send(pages, "b");
    const [a, b] = await q.receive();
    const changed = await q.client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: q.url(),
        Entries: [
          { Id: "now", ReceiptHandle: a?.ReceiptHandle, VisibilityTimeout: 0 },
          { Id: "later", ReceiptHandle: b?.ReceiptHandle, VisibilityTimeout: 60 },
          { Id: "never", ReceiptHandle: "x", VisibilityTimeout: 0 },
        ],
      }),
    );
    expect(changed.Successful?.map(({ Id }) => Id)).toEqual(["now", "later"]);
    expect(changed.Failed).toMatchObject([{ Id: "never", Code: "ReceiptHandleIsInvalid" }]);
    expect(q.sqs.counts(pages)).toEqual({ visible: 1, inFlight: 1, delayed: 0 });
  });
});
