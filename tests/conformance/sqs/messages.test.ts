import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSqsService, type SqsService } from "../../../local/aws/sqs/sqs-service.ts";
import { allowAll, denyAll, eventually, serveService, temporaryDirectory } from "../../support/serve-service.ts";

const arnOf = (name: string) => `arn:aws-cn:sqs:cn-north-1:000000000000:${name}`;
const defaults = {
  visibilityTimeoutSeconds: 30,
  delaySeconds: 0,
  messageRetentionSeconds: 345_600,
  maximumMessageBytes: 262_144,
};
const pages = arnOf("pages");
const dead = arnOf("pages-dead");

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: Awaited<ReturnType<typeof serveService>>;
let sqs: SqsService;
let client: SQSClient;
let time: number;
let QueueUrl: string;

const open = (authorize = allowAll): SqsService => {
  const service = createSqsService({
    directory: directory.path,
    region: "cn-north-1",
    accountId: "000000000000",
    partition: "aws-cn",
    now: () => time,
    authorize,
    url: () => server.url,
  });
  service.createQueue({ ...defaults, queueName: "pages-dead", arn: dead });
  service.createQueue({
    ...defaults,
    queueName: "pages",
    arn: pages,
    redrive: { deadLetterTargetArn: dead, maxReceiveCount: 2 },
  });
  service.createQueue({
    ...defaults,
    queueName: "orders.fifo",
    arn: arnOf("orders.fifo"),
    fifo: { contentBasedDeduplication: true },
  });
  return service;
};

beforeEach(async () => {
  time = Date.UTC(2026, 10, 23);
  directory = await temporaryDirectory();
  server = await serveService(() => sqs);
  sqs = open();
  client = new SQSClient({
    endpoint: server.url,
    region: "cn-north-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
  });
  QueueUrl = `${server.url}/000000000000/pages`;
});

afterEach(async () => {
  client.destroy();
  await sqs.close();
  await server.close();
  await directory.remove();
});

const receive = async (options: { url?: string; max?: number; wait?: number; visibility?: number } = {}) => {
  const answer = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: options.url ?? QueueUrl,
      MaxNumberOfMessages: options.max ?? 10,
      WaitTimeSeconds: options.wait ?? 0,
      ...(options.visibility === undefined ? {} : { VisibilityTimeout: options.visibility }),
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    }),
  );
  return answer.Messages ?? [];
};

describe("messages over the wire", () => {
  it("come out as they went in, with digests the SDK accepts, and are gone once deleted", async () => {
    await client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: "档案 页 1",
        MessageAttributes: {
          archive: { DataType: "String", StringValue: "440100" },
          pageNumber: { DataType: "Number", StringValue: "7" },
          digest: { DataType: "Binary", BinaryValue: Uint8Array.of(0, 255, 3) },
        },
        MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: "Root=1-2-3" } },
      }),
    );
    const [message] = await receive();
    expect(message).toMatchObject({
      Body: "档案 页 1",
      MessageAttributes: { archive: { StringValue: "440100" }, pageNumber: { DataType: "Number" } },
      Attributes: { ApproximateReceiveCount: "1", SentTimestamp: String(time), AWSTraceHeader: "Root=1-2-3" },
    });
    expect(message?.MessageAttributes?.["digest"]?.BinaryValue).toEqual(Uint8Array.of(0, 255, 3));
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    time += 60_000;
    expect(await receive()).toEqual([]);
    expect(sqs.counts(pages)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it("are hidden while in flight and come back after the visibility time-out, counted", async () => {
    sqs.send(pages, "one");
    expect(await receive()).toHaveLength(1);
    expect(await receive()).toEqual([]);
    expect(sqs.counts(pages)).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
    time += 30_000;
    expect((await receive())[0]?.Attributes?.ApproximateReceiveCount).toBe("2");
  });

  it("stay hidden for a delay", async () => {
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "later", DelaySeconds: 60 }));
    expect(await receive()).toEqual([]);
    expect(sqs.counts(pages)).toEqual({ visible: 0, inFlight: 0, delayed: 1 });
    time += 60_000;
    expect(await receive()).toHaveLength(1);
  });

  it("are not deleted by the receipt of an earlier receive", async () => {
    sqs.send(pages, "one");
    const [first] = await receive();
    time += 30_000;
    await receive();
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    expect(sqs.counts(pages).inFlight).toBe(1);
  });

  it("may be hidden longer or given back at once", async () => {
    sqs.send(pages, "one");
    const [message] = await receive();
    const change = (VisibilityTimeout: number) =>
      client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout }),
      );
    await change(600);
    time += 599_000;
    expect(await receive()).toEqual([]);
    await change(0);
    expect(await receive()).toHaveLength(1);
    time += 60_000;
    await expect(change(10)).rejects.toMatchObject({ name: "MessageNotInflight" });
  });

  it("disappear after the retention", async () => {
    sqs.send(pages, "old");
    time += 345_600_000;
    sqs.send(pages, "new");
    expect((await receive()).map(({ Body }) => Body)).toEqual(["new"]);
  });
});

describe("batches", () => {
  it("answer entry by entry", async () => {
    const sent = await client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "good", MessageBody: "one" },
          { Id: "long", MessageBody: "x".repeat(262_145) },
        ],
      }),
    );
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(["good"]);
    expect(sent.Failed).toMatchObject([{ Id: "long", Code: "InvalidParameterValue", SenderFault: true }]);
    const [message] = await receive();
    const removed = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
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
    ["TooManyEntriesInBatchRequest", Array.from({ length: 11 }, (_, n) => `e${n}`)],
  ])("are refused with %s", async (name, ids) => {
    const Entries = ids.map((Id) => ({ Id, MessageBody: "x" }));
    await expect(client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toMatchObject({ name });
  });
});

describe("long polling", () => {
  it("answers as soon as a message arrives", async () => {
    await sqs.close();
    let asked = 0;
    sqs = open(() => {
      asked += 1;
      return { allowed: true };
    });
    const waiting = receive({ wait: 20 });
    await eventually(() => asked > 0);
    sqs.send(pages, "now");
    expect((await waiting)[0]?.Body).toBe("now");
  });

  it("answers empty when nothing came", async () => {
    expect(await receive({ wait: 1 })).toEqual([]);
  });

  it("takes nothing for a client that hung up", async () => {
    const hangUp = new AbortController();
    const gone = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: hangUp.signal,
    });
    hangUp.abort();
    await expect(gone).rejects.toThrow();
    sqs.send(pages, "for the next");
    expect(await receive({ wait: 5 })).toHaveLength(1);
  });
});

describe("the dead-letter queue", () => {
  const wearOut = () => {
    sqs.send(pages, "poison");
    for (let times = 0; times < 3; times += 1) {
      sqs.receive(pages, 1);
      time += 30_000;
    }
  };

  it("gets what was received too often", async () => {
    wearOut();
    expect(sqs.counts(pages)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    const [message] = await receive({ url: QueueUrl.replace("pages", "pages-dead") });
    expect(message).toMatchObject({ Body: "poison", Attributes: { DeadLetterQueueSourceArn: pages } });
  });

  it("names its sources and gives messages back to them", async () => {
    wearOut();
    const sources = await client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: `${QueueUrl}-dead` }));
    expect(sources.queueUrls).toEqual([QueueUrl]);
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: dead }));
    expect(sqs.counts(dead).visible).toBe(0);
    expect((await receive())[0]).toMatchObject({ Body: "poison", Attributes: { ApproximateReceiveCount: "1" } });
  });

  it("wakes its own listeners", async () => {
    let woken = 0;
    const stop = sqs.onMessage(dead, () => (woken += 1));
    wearOut();
    await eventually(() => woken > 0);
    stop();
  });
});

describe("a FIFO queue", () => {
  const fifo = arnOf("orders.fifo");
  const send = (body: string, groupId: string) => sqs.send(fifo, body, { groupId });

  it("keeps the order of a group while one of it is in flight, and lets other groups pass", () => {
    send("a1", "a");
    send("a2", "a");
    send("b1", "b");
    const [a1] = sqs.receive(fifo, 1);
    expect(a1?.body).toBe("a1");
    expect(sqs.receive(fifo, 10).map(({ body }) => body)).toEqual(["b1"]);
    expect(sqs.remove(fifo, a1?.receiptHandle ?? "")).toBe(true);
    expect(sqs.receive(fifo, 10).map(({ body }) => body)).toEqual(["a2"]);
  });

  it("stores a repeated message once within five minutes", () => {
    const first = send("same", "a");
    expect(send("same", "a")).toEqual(first);
    expect(sqs.counts(fifo).visible).toBe(1);
    time += 300_000;
    send("same", "a");
    expect(sqs.counts(fifo).visible).toBe(2);
  });

  it("refuses a message without group", () => {
    expect(() => sqs.send(fifo, "x")).toThrow("MessageGroupId");
  });
});

describe("queues", () => {
  it("are found by name and listed", async () => {
    expect((await client.send(new GetQueueUrlCommand({ QueueName: "pages" }))).QueueUrl).toBe(QueueUrl);
    const first = await client.send(new ListQueuesCommand({ MaxResults: 2 }));
    const rest = await client.send(new ListQueuesCommand({ MaxResults: 2, NextToken: first.NextToken }));
    expect([...(first.QueueUrls ?? []), ...(rest.QueueUrls ?? [])].map((url) => url.split("/").at(-1))).toEqual([
      "orders.fifo",
      "pages",
      "pages-dead",
    ]);
  });

  it("show their attributes; only the visibility time-out can be set", async () => {
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: "5" } }));
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
    expect(Attributes).toMatchObject({ VisibilityTimeout: "5", QueueArn: pages });
    expect(JSON.parse(Attributes?.["RedrivePolicy"] ?? "")).toEqual({ deadLetterTargetArn: dead, maxReceiveCount: 2 });
    await expect(
      client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: "5" } })),
    ).rejects.toThrow("DelaySeconds");
  });

  it("can be emptied", async () => {
    sqs.send(pages, "x");
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(sqs.counts(pages).visible).toBe(0);
  });

  it("that do not exist are named as the SDK expects", async () => {
    await expect(receive({ url: `${server.url}/000000000000/none` })).rejects.toMatchObject({
      name: "QueueDoesNotExist",
    });
  });

  it("refuse whom no policy allows, and do nothing", async () => {
    await sqs.close();
    sqs = open(denyAll);
    await expect(client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }))).rejects.toMatchObject({
      name: "AccessDenied",
      $metadata: { httpStatusCode: 403 },
    });
    expect(sqs.counts(pages).visible).toBe(0);
  });
});

describe("after a crash", () => {
  it("every acknowledged message is still there, and those in flight come back after the time-out", async () => {
    await sqs.close();
    const program = `
      import { createSqsService } from ${JSON.stringify(new URL("../../../local/aws/sqs/sqs-service.ts", import.meta.url).href)};
      const sqs = createSqsService({ directory: ${JSON.stringify(directory.path)}, region: "cn-north-1",
        accountId: "000000000000", partition: "aws-cn", now: () => ${time}, url: () => "http://localhost",
        authorize: () => ({ allowed: true }) });
      for (let n = 0; n < 50; n += 1) sqs.send(${JSON.stringify(pages)}, String(n));
      sqs.receive(${JSON.stringify(pages)}, 10);
      process.kill(process.pid, "SIGKILL");`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: "inherit" });
    const [, signal] = (await once(child, "exit")) as [number | null, string | null];
    expect(signal).toBe("SIGKILL");
    sqs = open();
    expect(sqs.counts(pages)).toEqual({ visible: 40, inFlight: 10, delayed: 0 });
    time += 30_000;
    expect(sqs.counts(pages).visible).toBe(50);
  });
});

describe("listening in process", () => {
  it("tells of new messages, of those that come back, and of those that were there before", async () => {
    sqs.send(pages, "before");
    const seen: string[] = [];
    const stop = sqs.onMessage(pages, () => {
      for (const { body, receiptHandle, receiveCount } of sqs.receive(pages, 10)) {
        seen.push(`${body} ${receiveCount}`);
        if (receiveCount === 1) {
          sqs.release(pages, receiptHandle, 5);
        } else {
          sqs.remove(pages, receiptHandle);
        }
      }
    });
    await eventually(() => seen.includes("before 1"));
    sqs.send(pages, "after");
    await eventually(() => seen.includes("after 1"));
    expect(seen).toHaveLength(2);
    time += 5_000;
    await eventually(() => seen.length === 4);
    expect([...seen].sort()).toEqual(["after 1", "after 2", "before 1", "before 2"]);
    stop();
    expect(sqs.counts(pages)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });
});
