import { createHash } from "node:crypto";
import { DeleteMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { arnOf, orders, queueDefaults, queuesUnderTest } from "./queues-under-test.ts";

const q = queuesUnderTest();

/** Amazon SQS Developer Guide, "FIFO queue delivery logic in Amazon SQS" and "Exactly-once processing in Amazon SQS". */
describe("a FIFO queue", () => {
  const send = (body: string, groupId: string) => q.sqs.send(orders, body, { groupId });

  it("keeps the order of a group while one of it is in flight, and lets other groups pass", () => {
    send("a1", "a");
    send("a2", "a");
    send("b1", "b");
    const [a1] = q.sqs.receive(orders, 1);
    expect(a1?.body).toBe("a1");
    expect(q.sqs.receive(orders, 10).map(({ body }) => body)).toEqual(["b1"]);
    expect(q.sqs.remove(orders, a1?.receiptHandle ?? "")).toBe(true);
    expect(q.sqs.receive(orders, 10).map(({ body }) => body)).toEqual(["a2"]);
  });

  it("stores a repeated message once within five minutes", () => {
    const first = send("same", "a");
    expect(send("same", "a")).toEqual(first);
    expect(q.sqs.counts(orders).visible).toBe(1);
    q.time += 300_000;
    send("same", "a");
    expect(q.sqs.counts(orders).visible).toBe(2);
  });

  it("refuses a message without group", () => {
    expect(() => q.sqs.send(orders, "x")).toThrow("MessageGroupId");
  });

  it("knows a repeated message by its deduplication id, whatever it says and whatever its group", () => {
    const first = q.sqs.send(orders, "one", { groupId: "a", deduplicationId: "d" });
    expect(q.sqs.send(orders, "two", { groupId: "b", deduplicationId: "d" })).toEqual(first);
    const [only] = q.sqs.receive(orders, 10);
    expect(only?.body).toBe("one");
    q.sqs.remove(orders, only?.receiptHandle ?? "");
    expect(q.sqs.send(orders, "three", { groupId: "a", deduplicationId: "d" })).toEqual(first);
    expect(q.sqs.counts(orders).visible).toBe(0);
  });

  it("takes the SHA-256 of the body for the deduplication id, and tells it with a rising sequence number", async () => {
    send("一", "a");
    send("二", "a");
    const messages = await q.receive({ queue: "orders.fifo" });
    expect(messages[0]?.Attributes).toMatchObject({
      MessageGroupId: "a",
      MessageDeduplicationId: createHash("sha256").update("一").digest("hex"),
    });
    const [one, two] = messages.map(({ Attributes }) => BigInt(Attributes?.["SequenceNumber"] ?? 0));
    expect(two! > one!).toBe(true);
  });

  it("refuses a message without deduplication id when it does not make one of the body", () => {
    const plain = arnOf("plain.fifo");
    q.sqs.createQueue({
      ...queueDefaults,
      queueName: "plain.fifo",
      arn: plain,
      fifo: { contentBasedDeduplication: false },
    });
    expect(() => q.sqs.send(plain, "x", { groupId: "a" })).toThrow("ContentBasedDeduplication");
    expect(q.sqs.send(plain, "x", { groupId: "a", deduplicationId: "d" }).messageId).toHaveLength(36);
  });

  it("refuses a delay of its own for a message, and names that are none", async () => {
    const put = (more: object) =>
      q.client.send(
        new SendMessageCommand({ QueueUrl: q.url("orders.fifo"), MessageBody: "x", MessageGroupId: "a", ...more }),
      );
    for (const more of [{ DelaySeconds: 1 }, { MessageGroupId: "a b" }, { MessageDeduplicationId: "d".repeat(129) }]) {
      await expect(put(more)).rejects.toMatchObject({ name: "InvalidParameterValue" });
    }
    await put({ DelaySeconds: 0 });
  });

  it("deletes nothing by a receipt whose time has run out", async () => {
    send("x", "a");
    const [message] = await q.receive({ queue: "orders.fifo" });
    q.time += 30_000;
    await expect(
      q.client.send(
        new DeleteMessageCommand({ QueueUrl: q.url("orders.fifo"), ReceiptHandle: message?.ReceiptHandle }),
      ),
    ).rejects.toMatchObject({ name: "InvalidParameterValue" });
    expect(q.sqs.counts(orders).visible).toBe(1);
  });

  it("brings a group on in order when a message comes back", () => {
    for (const body of ["a1", "a2", "a3"]) send(body, "a");
    const [a1] = q.sqs.receive(orders, 1);
    q.sqs.release(orders, a1?.receiptHandle ?? "", 0);
    expect(q.sqs.receive(orders, 10).map(({ body }) => body)).toEqual(["a1", "a2", "a3"]);
  });
});
