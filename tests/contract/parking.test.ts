import { SQSClient, StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import * as z from "zod";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listParked } from "../../functions/parking/list-parked.ts";
import { redriveParked } from "../../functions/parking/redrive-parked.ts";
import { queueRecord } from "../../local/wire/queue-record.ts";
import { createSqsService, type SqsService } from "../../local/aws/sqs/sqs-service.ts";
import {
  deadLetterQueueName,
  maxReceiveCount,
  queueName,
  queueNames,
  type QueueName,
} from "../../shared/contract/names.ts";
import { TryAgain } from "../../shared/runtime/errors.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { parkedMessages } from "../../shared/storage/parked-messages.ts";
import { allowAll, serveService, temporaryDirectory } from "../support/serve-service.ts";

const region = "cn-north-1";
const arnOf = (name: string): string => `arn:aws-cn:sqs:${region}:000000000000:${name}`;
const queues = Object.fromEntries(queueNames.map((name) => [name, arnOf(queueName(name))])) as Record<
  QueueName,
  string
>;
const operator = { principal: "operator", archiveId: undefined, roles: ["platform-operator"] };
const clerk = { principal: "clerk", archiveId: "440100", roles: ["archivist"] };
const work = { detail: { archiveId: "440100", archivalCode: "Z109-WS·2011·Y·办公室-0001", page: 3 } };

let folder: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: Awaited<ReturnType<typeof serveService>>;
let sqs: SqsService;
let time = Date.UTC(2026, 10, 23, 8);

beforeEach(async () => {
  folder = await temporaryDirectory();
  server = await serveService(() => sqs);
  sqs = createSqsService({
    directory: folder.path,
    region,
    accountId: "000000000000",
    partition: "aws-cn",
    now: () => time,
    authorize: allowAll,
    url: () => server.url,
  });
  const shared = {
    visibilityTimeoutSeconds: 60,
    delaySeconds: 0,
    messageRetentionSeconds: 1_209_600,
    maximumMessageBytes: 262_144,
  };
  for (const name of queueNames) {
    const dead = deadLetterQueueName(name);
    sqs.createQueue({ ...shared, queueName: dead, arn: arnOf(dead) });
    const redrive = { deadLetterTargetArn: arnOf(dead), maxReceiveCount: maxReceiveCount[name] };
    sqs.createQueue({ ...shared, queueName: queueName(name), arn: queues[name], redrive });
  }
  // What a Lambda's environment gives the SDK clients that the product makes itself.
  Object.assign(process.env, {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: "functions",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_ENDPOINT_URL_SQS: server.url,
    AWS_MAX_ATTEMPTS: "1",
    POWERTOOLS_LOG_LEVEL: "SILENT",
  });
});
afterEach(async () => {
  await server.close();
  await sqs.close();
  await folder.remove();
});

/** Delivers what is visible on a queue to a worker once, as an event source mapping does. @returns how many messages. */
const deliver = async (queue: QueueName, run: () => Promise<void>): Promise<number> => {
  const handler = queueHandler("catalogue/describe-api", "events", z.unknown(), () => run);
  const messages = sqs.receive(queues[queue], 10);
  const Records = messages.map((message) => queueRecord(message, queues[queue], region) as unknown as SQSRecord);
  const event: SQSEvent = { Records };
  const { batchItemFailures } = await handler(event, {} as never);
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  for (const { messageId, receiptHandle } of messages)
    if (!failed.has(messageId)) sqs.remove(queues[queue], receiptHandle);
  time += 3_600_000;
  return messages.length;
};
const deliverUntilGivenUp = async (queue: QueueName, run: () => Promise<void>): Promise<number> => {
  let deliveries = 0;
  while ((await deliver(queue, run)) > 0) deliveries += 1;
  return deliveries;
};
const list = () => listParked({ region, queues, parked: parkedMessages() })(operator);
const redrive = (queue?: QueueName) => redriveParked({ region, queues, parked: parkedMessages() })(queue, operator);
const behind = async (queue: QueueName) => (await list()).queues.find((one) => one.queue === queue)!;

describe("a message that is never done", () => {
  test.each([
    ["fails", () => Promise.reject(new RangeError("the page is upside down")), "RangeError: the page is upside down"],
    ["is put off", () => Promise.reject(new TryAgain("the region is away", 1)), "TryAgain: the region is away"],
  ])(
    "because it %s is delivered as often as the contract says, then parked with the reason",
    async (_, run, reason) => {
      sqs.send(queues.ocr, JSON.stringify(work));
      expect(await deliverUntilGivenUp("ocr", run)).toBe(maxReceiveCount.ocr);
      expect(await behind("ocr")).toMatchObject({
        parked: 1,
        messages: [{ about: "440100/Z109-WS·2011·Y·办公室-0001/3", reason }],
      });
      expect((await list()).queues.filter(({ parked }) => parked > 0)).toHaveLength(1);
    },
  );

  test("is set aside by SQS itself, without a reason, when the worker ends without an answer", async () => {
    sqs.send(queues.intake, JSON.stringify({ detail: { object: { key: "440100/b/x.jpg" } } }));
    for (let delivery = 0; delivery <= maxReceiveCount.intake; delivery += 1) {
      sqs.receive(queues.intake, 10);
      time += 3_600_000;
    }
    expect(await behind("intake")).toMatchObject({ parked: 1, messages: [{ about: "440100/b/x.jpg", reason: "" }] });
  });

  test("carries a reason that is bounded and has no control characters", async () => {
    sqs.send(queues.ocr, "not even JSON");
    await deliverUntilGivenUp("ocr", () => Promise.reject(new Error(`\u0000${"长".repeat(5_000)}`)));
    const [message] = (await behind("ocr")).messages;
    expect(message!.about).toBe("");
    expect(message!.reason.length).toBeLessThanOrEqual(500);
    expect(message!.reason).not.toMatch(/\p{C}/u);
  });

  test("carries a reason of whole characters, wherever it is cut", async () => {
    for (const before of ["", "."]) {
      sqs.send(queues.ocr, JSON.stringify(work));
      await deliverUntilGivenUp("ocr", () => Promise.reject(new Error(`${before}${"𠮷".repeat(500)}`)));
    }
    const { messages } = await behind("ocr");
    expect(messages).toHaveLength(2);
    for (const { reason } of messages) expect(reason).toMatch(/^Error: \.?𠮷+ ?$/u);
  });

  test("stays parked however often it is looked at", async () => {
    sqs.send(queues.ocr, JSON.stringify(work));
    await deliverUntilGivenUp("ocr", () => Promise.reject(new Error("no")));
    for (let look = 0; look < 10; look += 1) expect(await behind("ocr")).toMatchObject({ parked: 1 });
  });
});

describe("redriving", () => {
  test("puts everything back on the queue it came from, whoever parked it, and it is done", async () => {
    for (const queue of ["ocr", "proof"] as const) sqs.send(queues[queue], JSON.stringify(work));
    await deliverUntilGivenUp("ocr", () => Promise.reject(new Error("no")));
    for (let delivery = 0; delivery <= maxReceiveCount.proof; delivery += 1) {
      sqs.receive(queues.proof, 10);
      time += 3_600_000;
    }
    const { queues: moved } = await redrive();
    expect(moved.filter(({ redriven }) => redriven > 0)).toEqual([
      { queue: "ocr", redriven: 1 },
      { queue: "proof", redriven: 1 },
    ]);
    let done = 0;
    for (const queue of ["ocr", "proof"] as const)
      await deliver(queue, () => {
        done += 1;
        return Promise.resolve();
      });
    expect(done).toBe(2);
    expect((await list()).queues.every(({ parked }) => parked === 0)).toBe(true);
  });

  test("while an earlier one is still under way leaves that to it, and does the other queues", async () => {
    for (const queue of ["ocr", "proof"] as const) {
      for (let at = 0; at < 3; at += 1) sqs.send(queues[queue], JSON.stringify(work));
      await deliverUntilGivenUp(queue, () => Promise.reject(new Error("no")));
    }
    const slowly = new StartMessageMoveTaskCommand({
      SourceArn: arnOf(deadLetterQueueName("ocr")),
      DestinationArn: queues.ocr,
      MaxNumberOfMessagesPerSecond: 1,
    });
    await new SQSClient({ useQueueUrlAsEndpoint: false }).send(slowly);
    const { queues: moved } = await redrive();
    expect(moved.map(({ queue, redriven }) => [queue, redriven > 0])).toEqual(
      queueNames.map((queue) => [queue, queue === "ocr" || queue === "proof"]),
    );
    expect(await behind("proof")).toMatchObject({ parked: 0 });
  });

  test("of one queue leaves the others alone", async () => {
    for (const queue of ["ocr", "intake"] as const) {
      sqs.send(queues[queue], JSON.stringify(work));
      await deliverUntilGivenUp(queue, () => Promise.reject(new Error("no")));
    }
    await redrive("intake");
    expect(await behind("ocr")).toMatchObject({ parked: 1 });
    expect(await behind("intake")).toMatchObject({ parked: 0 });
  });

  test("and looking are for operators only", async () => {
    const deps = { region, queues, parked: parkedMessages() };
    await expect(listParked(deps)(clerk)).rejects.toMatchObject({ code: "not-allowed" });
    await expect(redriveParked(deps)("ocr", clerk)).rejects.toMatchObject({ code: "not-allowed" });
  });
});
