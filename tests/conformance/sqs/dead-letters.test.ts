import {
  CancelMessageMoveTaskCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { allowAll, eventually } from "../../support/serve-service.ts";
import { arnOf, dead, orders, pages, queueDefaults, queuesUnderTest } from "./queues-under-test.ts";

const q = queuesUnderTest();

const wearOut = (...bodies: string[]) => {
  for (const body of bodies.length === 0 ? ["poison"] : bodies) q.sqs.send(pages, body);
  for (let times = 0; times < 3; times += 1) {
    q.sqs.receive(pages, 10);
    q.time += 30_000;
  }
};

/** Amazon SQS Developer Guide, "Using dead-letter queues in Amazon SQS". */
describe("the dead-letter queue", () => {
  it("gets what was received too often", async () => {
    wearOut();
    expect(q.sqs.counts(pages)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    const [message] = await q.receive({ queue: "pages-dead" });
    expect(message).toMatchObject({ Body: "poison", Attributes: { DeadLetterQueueSourceArn: pages } });
  });

  it("names its sources and gives messages back to them", async () => {
    wearOut();
    const sources = await q.client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: q.url("pages-dead") }));
    expect(sources.queueUrls).toEqual([q.url()]);
    await q.client.send(new StartMessageMoveTaskCommand({ SourceArn: dead }));
    expect(q.sqs.counts(dead).visible).toBe(0);
    expect((await q.receive())[0]).toMatchObject({ Body: "poison", Attributes: { ApproximateReceiveCount: "1" } });
  });

  it("wakes its own listeners", async () => {
    let woken = 0;
    const stop = q.sqs.onMessage(dead, () => (woken += 1));
    // Who begins to listen is woken for what is there already; that timer was set before this one.
    await new Promise((resolve) => setTimeout(resolve));
    expect(woken).toBe(0);
    wearOut();
    await eventually(() => woken > 0);
    stop();
  });

  it("counts the retention of a message from when it was first sent", async () => {
    q.sqs.send(pages, "old");
    q.time += 345_600_000 - 100_000;
    for (let times = 0; times < 3; times += 1) {
      q.sqs.receive(pages, 1);
      q.time += 30_000;
    }
    expect(q.sqs.counts(dead).visible).toBe(1);
    q.time += 10_000;
    expect(await q.receive({ queue: "pages-dead" })).toEqual([]);
  });

  const other = (name: string, more: object) =>
    q.sqs.createQueue({ ...queueDefaults, queueName: name, arn: arnOf(name), ...more });
  const redrive = (deadLetterTargetArn: string) => ({ redrive: { deadLetterTargetArn, maxReceiveCount: 1 } });

  it("exists, and is of the same type", () => {
    expect(() => other("a", redrive(arnOf("none")))).toThrow("does not exist");
    expect(() => other("a", redrive(orders))).toThrow("FIFO");
    expect(() => other("a.fifo", { fifo: { contentBasedDeduplication: true }, ...redrive(dead) })).toThrow("FIFO");
  });

  it("lets in whom its redrive allow policy names", () => {
    other("closed", { redriveAllow: { redrivePermission: "denyAll" } });
    other("choosy", { redriveAllow: { redrivePermission: "byQueue", sourceQueueArns: [arnOf("a")] } });
    expect(() => other("a", redrive(arnOf("closed")))).toThrow("redrive allow policy");
    expect(() => other("b", redrive(arnOf("choosy")))).toThrow("redrive allow policy");
    other("a", redrive(arnOf("choosy")));
    q.sqs.send(arnOf("a"), "x");
    q.sqs.receive(arnOf("a"), 1);
    q.time += 30_000;
    q.sqs.receive(arnOf("a"), 1);
    expect(q.sqs.counts(arnOf("choosy")).visible).toBe(1);
  });
});

/** Amazon SQS API Reference, "StartMessageMoveTask", "ListMessageMoveTasks", "CancelMessageMoveTask". */
describe("a task that moves messages out of a dead-letter queue", () => {
  const start = (more: { DestinationArn?: string; MaxNumberOfMessagesPerSecond?: number; SourceArn?: string } = {}) =>
    q.client.send(new StartMessageMoveTaskCommand({ SourceArn: dead, ...more }));
  const tasks = async (MaxResults = 10) =>
    (await q.client.send(new ListMessageMoveTasksCommand({ SourceArn: dead, MaxResults }))).Results ?? [];

  it("brings them to another queue when one is named, those that were sent there directly too", async () => {
    q.sqs.createQueue({ ...queueDefaults, queueName: "again", arn: arnOf("again") });
    wearOut();
    q.sqs.send(dead, "direct");
    await start({ DestinationArn: arnOf("again") });
    expect((await q.receive({ queue: "again" })).map(({ Body }) => Body)).toEqual(["poison", "direct"]);
    expect(await tasks()).toMatchObject([
      {
        Status: "COMPLETED",
        SourceArn: dead,
        DestinationArn: arnOf("again"),
        ApproximateNumberOfMessagesMoved: 2,
        ApproximateNumberOfMessagesToMove: 2,
        StartedTimestamp: q.time,
      },
    ]);
  });

  it("fails at a message that was sent there directly when no queue is named, and keeps it", async () => {
    wearOut();
    q.sqs.send(dead, "direct");
    await start();
    expect((await q.receive()).map(({ Body }) => Body)).toEqual(["poison"]);
    expect(q.sqs.counts(dead).visible).toBe(1);
    expect(await tasks()).toMatchObject([
      { Status: "FAILED", FailureReason: "CouldNotDetermineMessageSource", ApproximateNumberOfMessagesMoved: 1 },
    ]);
  });

  it("makes new messages of them: another id, another time, no receives", async () => {
    q.sqs.send(pages, "poison");
    const [before] = await q.receive();
    q.time += 30_000;
    wearOut("other");
    await start();
    const [after] = (await q.receive()).filter(({ Body }) => Body === "poison");
    expect(after?.MessageId).not.toBe(before?.MessageId);
    expect(after?.Attributes).toMatchObject({ SentTimestamp: String(q.time), ApproximateReceiveCount: "1" });
    expect(after?.Attributes).not.toHaveProperty("DeadLetterQueueSourceArn");
  });

  it("keeps the rate it was given, runs alone, and can be cancelled", async () => {
    wearOut("a", "b", "c");
    const { TaskHandle } = await start({ MaxNumberOfMessagesPerSecond: 1 });
    expect(await tasks()).toMatchObject([
      { Status: "RUNNING", TaskHandle, MaxNumberOfMessagesPerSecond: 1, ApproximateNumberOfMessagesMoved: 1 },
    ]);
    await expect(start()).rejects.toMatchObject({ name: "InvalidParameterValue" });
    const cancel = () => q.client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    expect((await cancel()).ApproximateNumberOfMessagesMoved).toBe(1);
    expect(q.sqs.counts(dead).visible).toBe(2);
    await expect(cancel()).rejects.toMatchObject({ name: "InvalidParameterValue" });
    expect(await tasks()).toMatchObject([{ Status: "CANCELLED" }]);
    await start();
    expect(await tasks()).toMatchObject([{ Status: "COMPLETED" }, { Status: "CANCELLED" }]);
    expect(await tasks(1)).toHaveLength(1);
  });

  it("goes on after a restart", async () => {
    wearOut("a", "b", "c");
    await start({ MaxNumberOfMessagesPerSecond: 1 });
    await q.reopen();
    await eventually(async () => (await tasks())[0]?.Status === "COMPLETED");
    expect((await q.receive()).map(({ Body }) => Body).sort()).toEqual(["a", "b", "c"]);
  });

  it("goes on when there was no room on the disk for a moment", async () => {
    wearOut("a", "b", "c");
    await start({ MaxNumberOfMessagesPerSecond: 1 });
    q.disk.full = true;
    await eventually(() => q.disk.refused > 0);
    q.disk.full = false;
    await eventually(async () => (await tasks())[0]?.Status === "COMPLETED");
    expect((await q.receive()).map(({ Body }) => Body).sort()).toEqual(["a", "b", "c"]);
  });

  it("is refused for a queue that is nobody's dead-letter queue, and for queues that do not exist", async () => {
    await expect(start({ SourceArn: pages })).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await expect(start({ SourceArn: arnOf("none") })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await expect(start({ DestinationArn: arnOf("none") })).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
    await expect(q.client.send(new CancelMessageMoveTaskCommand({ TaskHandle: "x" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  it.each(["StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes", "SendMessage"])(
    "is refused to whom may not %s",
    async (action) => {
      wearOut();
      await q.reopen((caller, asked, resource) =>
        asked === `sqs:${action}`
          ? { allowed: false, reason: "no policy allows it" }
          : allowAll(caller, asked, resource),
      );
      await expect(start()).rejects.toMatchObject({ name: "AccessDenied" });
      expect(q.sqs.counts(dead).visible).toBe(1);
    },
  );
});
