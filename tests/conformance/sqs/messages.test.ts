import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type MessageAttributeValue,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { pages, queuesUnderTest } from "./queues-under-test.ts";

const q = queuesUnderTest();

/** Amazon SQS Developer Guide, "Amazon SQS visibility timeout", "Amazon SQS delay queues", "Amazon SQS message metadata". */
describe("messages over the wire", () => {
  it("come out as they went in, with digests the SDK accepts, and are gone once deleted", async () => {
    await q.client.send(
      new SendMessageCommand({
        QueueUrl: q.url(),
        MessageBody: "档案 页 1",
        MessageAttributes: {
          archive: { DataType: "String", StringValue: "440100" },
          pageNumber: { DataType: "Number", StringValue: "7" },
          digest: { DataType: "Binary", BinaryValue: Uint8Array.of(0, 255, 3) },
        },
        MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: "Root=1-2-3" } },
      }),
    );
    const [message] = await q.receive();
    expect(message).toMatchObject({
      Body: "档案 页 1",
      MessageAttributes: { archive: { StringValue: "440100" }, pageNumber: { DataType: "Number" } },
      Attributes: { ApproximateReceiveCount: "1", SentTimestamp: String(q.time), AWSTraceHeader: "Root=1-2-3" },
    });
    expect(message?.MessageAttributes?.["digest"]?.BinaryValue).toEqual(Uint8Array.of(0, 255, 3));
    await q.client.send(new DeleteMessageCommand({ QueueUrl: q.url(), ReceiptHandle: message?.ReceiptHandle }));
    q.time += 60_000;
    expect(await q.receive()).toEqual([]);
    expect(q.sqs.counts(pages)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it("are hidden while in flight and come back after the visibility time-out, counted", async () => {
    q.sqs.send(pages, "one");
    expect(await q.receive()).toHaveLength(1);
    expect(await q.receive()).toEqual([]);
    expect(q.sqs.counts(pages)).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
    q.time += 30_000;
    expect((await q.receive())[0]?.Attributes?.ApproximateReceiveCount).toBe("2");
  });

  it("stay hidden for a delay", async () => {
    await q.client.send(new SendMessageCommand({ QueueUrl: q.url(), MessageBody: "later", DelaySeconds: 60 }));
    expect(await q.receive()).toEqual([]);
    expect(q.sqs.counts(pages)).toEqual({ visible: 0, inFlight: 0, delayed: 1 });
    q.time += 60_000;
    expect(await q.receive()).toHaveLength(1);
  });

  it("are not deleted by the receipt of an earlier receive", async () => {
    q.sqs.send(pages, "one");
    const [first] = await q.receive();
    q.time += 30_000;
    await q.receive();
    await q.client.send(new DeleteMessageCommand({ QueueUrl: q.url(), ReceiptHandle: first?.ReceiptHandle }));
    expect(q.sqs.counts(pages).inFlight).toBe(1);
  });

  it("may be hidden longer or given back at once", async () => {
    q.sqs.send(pages, "one");
    const [message] = await q.receive();
    const change = (VisibilityTimeout: number) =>
      q.client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: q.url(),
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout,
        }),
      );
    await change(600);
    q.time += 599_000;
    expect(await q.receive()).toEqual([]);
    await change(0);
    expect(await q.receive()).toHaveLength(1);
    q.time += 60_000;
    await expect(change(10)).rejects.toMatchObject({ name: "MessageNotInflight" });
  });

  it("disappear after the retention", async () => {
    q.sqs.send(pages, "old");
    q.time += 345_600_000;
    q.sqs.send(pages, "new");
    expect((await q.receive()).map(({ Body }) => Body)).toEqual(["new"]);
  });
});

/** Amazon SQS API Reference, "SendMessage". */
describe("a message", () => {
  const send = (MessageBody: string, MessageAttributes?: Record<string, MessageAttributeValue>) =>
    q.client.send(new SendMessageCommand({ QueueUrl: q.url(), MessageBody, MessageAttributes }));

  it("may have 1 MiB, its attributes counted, and no byte more", async () => {
    const attribute = { DataType: "String", StringValue: "v".repeat(93) };
    const body = "x".repeat(1_048_576 - 100);
    await send(body, { n: attribute });
    await expect(send(`${body}x`, { n: attribute })).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: expect.stringContaining("1048576") as string,
    });
    expect(q.sqs.counts(pages).visible).toBe(1);
  });

  it.each(["tab\tline\nend\r", "档案", "𠮷", "\ue000\ufffd"])("may say %j", async (body) => {
    await send(body);
    expect((await q.receive())[0]?.Body).toBe(body);
  });

  it.each(["\u0000", "a\u001fb", "\ufffe", "\ufffd\uffff"])("may not say %j", async (body) => {
    await expect(send(body)).rejects.toMatchObject({ name: "InvalidMessageContents" });
  });

  it("may not be empty", async () => {
    await expect(send("")).rejects.toMatchObject({ name: "MissingParameter" });
  });

  it.each<[string, Record<string, MessageAttributeValue>]>([
    ["without a value", { a: { DataType: "String" } }],
    ["with an empty value", { a: { DataType: "String", StringValue: "" } }],
    ["with a value of another type", { a: { DataType: "String", BinaryValue: Uint8Array.of(1) } }],
    ["of a type that is none", { a: { DataType: "Text", StringValue: "x" } }],
    ["that is no number", { a: { DataType: "Number", StringValue: "12a" } }],
    ["with more than 38 digits", { a: { DataType: "Number", StringValue: "1".repeat(39) } }],
    ["of a reserved name", { "AWS.x": { DataType: "String", StringValue: "x" } }],
    ["whose name ends in a period", { "a.": { DataType: "String", StringValue: "x" } }],
    ["whose name has two periods in a row", { "a..b": { DataType: "String", StringValue: "x" } }],
    [
      "too many",
      Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`a${n}`, { DataType: "String", StringValue: "x" }])),
    ],
  ])("may not have an attribute %s", async (_, attributes) => {
    await expect(send("x", attributes)).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });

  it("may have attributes of custom types, which come back when asked for by name or beginning", async () => {
    await send("x", {
      "page.number": { DataType: "Number.int", StringValue: "-12.5e3" },
      "page.title": { DataType: "String", StringValue: "题名" },
      other: { DataType: "String", StringValue: "o" },
    });
    const names = async (MessageAttributeNames: string[]) => {
      const { Messages } = await q.client.send(
        new ReceiveMessageCommand({ QueueUrl: q.url(), MessageAttributeNames, VisibilityTimeout: 0 }),
      );
      return Object.keys(Messages?.[0]?.MessageAttributes ?? {}).sort();
    };
    expect(await names(["page.*"])).toEqual(["page.number", "page.title"]);
    expect(await names(["other"])).toEqual(["other"]);
  });

  it("of a standard queue may name a group, and still has no sequence number", async () => {
    q.sqs.send(pages, "x", { groupId: "440100" });
    const [message] = await q.receive();
    expect(message?.Attributes).toMatchObject({ MessageGroupId: "440100" });
    expect(message?.Attributes).not.toHaveProperty("SequenceNumber");
  });
});

/** Amazon SQS API Reference, "DeleteMessage" and "ChangeMessageVisibility". */
describe("a receipt", () => {
  const remove = (ReceiptHandle: string | undefined) =>
    q.client.send(new DeleteMessageCommand({ QueueUrl: q.url(), ReceiptHandle }));
  const change = (ReceiptHandle: string | undefined, VisibilityTimeout = 60) =>
    q.client.send(new ChangeMessageVisibilityCommand({ QueueUrl: q.url(), ReceiptHandle, VisibilityTimeout }));

  it("deletes also after the visibility time-out, while nobody else received the message", async () => {
    q.sqs.send(pages, "x");
    const [message] = await q.receive();
    q.time += 30_000;
    await remove(message?.ReceiptHandle);
    expect(q.sqs.counts(pages)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it("may be used to delete twice", async () => {
    q.sqs.send(pages, "x");
    const [message] = await q.receive();
    await remove(message?.ReceiptHandle);
    await expect(remove(message?.ReceiptHandle)).resolves.toBeDefined();
  });

  it("changes the visibility of no message that was deleted, or is in the queue again", async () => {
    q.sqs.send(pages, "x");
    const [message] = await q.receive();
    q.time += 30_000;
    await expect(change(message?.ReceiptHandle)).rejects.toMatchObject({ name: "MessageNotInflight" });
    await remove(message?.ReceiptHandle);
    await expect(change(message?.ReceiptHandle)).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });

  it("that was never given out is refused", async () => {
    await expect(remove("nonsense")).rejects.toMatchObject({ name: "ReceiptHandleIsInvalid" });
    await expect(change("nonsense")).rejects.toMatchObject({ name: "ReceiptHandleIsInvalid" });
  });

  it.each([-1, 43_201])("cannot hide a message for %i seconds", async (seconds) => {
    q.sqs.send(pages, "x");
    const [message] = await q.receive();
    await expect(change(message?.ReceiptHandle, seconds)).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });
});
