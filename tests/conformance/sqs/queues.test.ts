import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { denyAll, eventually } from "../../support/serve-service.ts";
import { arnOf, dead, pages, queueDefaults, queuesUnderTest } from "./queues-under-test.ts";

const q = queuesUnderTest();

/** Amazon SQS API Reference, "GetQueueAttributes", "PurgeQueue", "ListQueues". */
describe("queues", () => {
  it("are found by name and listed", async () => {
    expect((await q.client.send(new GetQueueUrlCommand({ QueueName: "pages" }))).QueueUrl).toBe(q.url());
    const first = await q.client.send(new ListQueuesCommand({ MaxResults: 2 }));
    const rest = await q.client.send(new ListQueuesCommand({ MaxResults: 2, NextToken: first.NextToken }));
    expect([...(first.QueueUrls ?? []), ...(rest.QueueUrls ?? [])].map((url) => url.split("/").at(-1))).toEqual([
      "orders.fifo",
      "pages",
      "pages-dead",
    ]);
  });

  it("show their attributes; only the visibility time-out can be set", async () => {
    await q.client.send(new SetQueueAttributesCommand({ QueueUrl: q.url(), Attributes: { VisibilityTimeout: "5" } }));
    const { Attributes } = await q.client.send(
      new GetQueueAttributesCommand({ QueueUrl: q.url(), AttributeNames: ["All"] }),
    );
    expect(Attributes).toMatchObject({
      VisibilityTimeout: "5",
      QueueArn: pages,
      MaximumMessageSize: "1048576",
      ReceiveMessageWaitTimeSeconds: "0",
    });
    expect(JSON.parse(Attributes?.["RedrivePolicy"] ?? "")).toEqual({ deadLetterTargetArn: dead, maxReceiveCount: 2 });
    await expect(
      q.client.send(new SetQueueAttributesCommand({ QueueUrl: q.url(), Attributes: { DelaySeconds: "5" } })),
    ).rejects.toThrow("DelaySeconds");
  });

  it("can be emptied", async () => {
    q.sqs.send(pages, "x");
    await q.client.send(new PurgeQueueCommand({ QueueUrl: q.url() }));
    expect(q.sqs.counts(pages).visible).toBe(0);
  });

  it("can be emptied once a minute", async () => {
    const purge = () => q.client.send(new PurgeQueueCommand({ QueueUrl: q.url() }));
    await purge();
    await expect(purge()).rejects.toMatchObject({ name: "PurgeQueueInProgress" });
    q.time += 60_000;
    await purge();
  });

  it("that do not exist are named as the SDK expects", async () => {
    await expect(q.receive({ queue: "none" })).rejects.toMatchObject({
      name: "QueueDoesNotExist",
    });
  });

  it("refuse whom no policy allows, and do nothing", async () => {
    await q.reopen(denyAll);
    await expect(q.client.send(new SendMessageCommand({ QueueUrl: q.url(), MessageBody: "x" }))).rejects.toMatchObject({
      name: "AccessDenied",
      $metadata: { httpStatusCode: 403 },
    });
    expect(q.sqs.counts(pages).visible).toBe(0);
  });
});

/** Amazon SQS Developer Guide, "Amazon SQS short and long polling". */
describe("long polling", () => {
  /** Opens the service again, which tells by its question for permission that a call has come. */
  const countCalls = async () => {
    const calls = { count: 0 };
    await q.reopen(() => {
      calls.count += 1;
      return { allowed: true };
    });
    return calls;
  };

  it("answers as soon as a message arrives", async () => {
    const calls = await countCalls();
    const waiting = q.receive({ wait: 20 });
    await eventually(() => calls.count > 0);
    q.sqs.send(pages, "now");
    expect((await waiting)[0]?.Body).toBe("now");
  });

  it("answers empty when nothing came", async () => {
    expect(await q.receive({ wait: 1 })).toEqual([]);
  });

  it("takes nothing for a client that hung up", async () => {
    const calls = await countCalls();
    const hangUp = new AbortController();
    const gone = q.client.send(new ReceiveMessageCommand({ QueueUrl: q.url(), WaitTimeSeconds: 20 }), {
      abortSignal: hangUp.signal,
    });
    await eventually(() => calls.count > 0);
    hangUp.abort();
    await expect(gone).rejects.toThrow();
    // By the answer to a later call the service has seen the end of the earlier one.
    expect(await q.receive({ wait: 0 })).toEqual([]);
    q.sqs.send(pages, "for the next");
    expect(await q.receive({ wait: 5 })).toHaveLength(1);
  });

  it("is what a queue does whose template says so, for a receive that says nothing", async () => {
    const calls = await countCalls();
    const patient = arnOf("patient");
    q.sqs.createQueue({ ...queueDefaults, queueName: "patient", arn: patient, receiveWaitSeconds: 20 });
    const waiting = q.receive({ queue: "patient" });
    await eventually(() => calls.count > 0);
    q.sqs.send(patient, "now");
    expect(await waiting).toHaveLength(1);
    expect(await q.receive({ queue: "patient", wait: 0 })).toEqual([]);
  });

  it.each([
    ["MaxNumberOfMessages", 0],
    ["MaxNumberOfMessages", 11],
    ["WaitTimeSeconds", 21],
    ["VisibilityTimeout", 43_201],
  ])("has no %s of %i", async (name, value) => {
    await expect(q.client.send(new ReceiveMessageCommand({ QueueUrl: q.url(), [name]: value }))).rejects.toMatchObject({
      name: "InvalidParameterValue",
    });
  });
});

/** Amazon SQS Developer Guide, "Amazon SQS at-least-once delivery". */
describe("after a crash", () => {
  it("every acknowledged message is still there, and those in flight come back after the time-out", async () => {
    const program = `
      import { createSqsService } from ${JSON.stringify(new URL("../../../local/aws/sqs/sqs-service.ts", import.meta.url).href)};
      const sqs = createSqsService({ directory: ${JSON.stringify(q.directory())}, region: "cn-north-1",
        accountId: "000000000000", partition: "aws-cn", now: () => ${q.time}, url: () => "http://localhost",
        authorize: () => ({ allowed: true }) });
      for (let n = 0; n < 50; n += 1) sqs.send(${JSON.stringify(pages)}, String(n));
      sqs.receive(${JSON.stringify(pages)}, 10);
      process.kill(process.pid, "SIGKILL");`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: "inherit" });
    const [, signal] = (await once(child, "exit")) as [number | null, string | null];
    expect(signal).toBe("SIGKILL");
    await q.reopen();
    expect(q.sqs.counts(pages)).toEqual({ visible: 40, inFlight: 10, delayed: 0 });
    q.time += 30_000;
    expect(q.sqs.counts(pages).visible).toBe(50);
  });
});

describe("listening in process", () => {
  it("tells of new messages, of those that come back, and of those that were there before", async () => {
    q.sqs.send(pages, "before");
    const seen: string[] = [];
    const stop = q.sqs.onMessage(pages, () => {
      for (const { body, receiptHandle, receiveCount } of q.sqs.receive(pages, 10)) {
        seen.push(`${body} ${receiveCount}`);
        if (receiveCount === 1) {
          q.sqs.release(pages, receiptHandle, 5);
        } else {
          q.sqs.remove(pages, receiptHandle);
        }
      }
    });
    await eventually(() => seen.includes("before 1"));
    q.sqs.send(pages, "after");
    await eventually(() => seen.includes("after 1"));
    expect(seen).toHaveLength(2);
    q.time += 5_000;
    await eventually(() => seen.length === 4);
    expect([...seen].sort()).toEqual(["after 1", "after 2", "before 1", "before 2"]);
    stop();
    expect(q.sqs.counts(pages)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it.each([1000, 500])("misses nothing that becomes visible between two looks at a clock of %i ms", async (tick) => {
    q.tick = tick;
    const seen: string[] = [];
    const stop = q.sqs.onMessage(pages, () => {
      for (const { body, receiptHandle } of q.sqs.receive(pages, 10)) {
        seen.push(body);
        q.sqs.remove(pages, receiptHandle);
      }
    });
    for (const delaySeconds of [1, 2, 3]) {
      q.sqs.send(pages, `after ${delaySeconds}`, { delaySeconds });
      await eventually(() => seen.at(-1) === `after ${delaySeconds}`);
    }
    stop();
  });
});
