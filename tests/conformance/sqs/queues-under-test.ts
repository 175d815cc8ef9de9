import { ReceiveMessageCommand, SQSClient, type Message } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach } from "vitest";
import { DiskFull } from "../../../local/aws/disk.ts";
import { createSqsService, type SqsService } from "../../../local/aws/sqs/sqs-service.ts";
import type { Authorize } from "../../../local/network/service.ts";
import { allowAll, serveService, temporaryDirectory } from "../../support/serve-service.ts";

export const arnOf = (name: string) => `arn:aws-cn:sqs:cn-north-1:000000000000:${name}`;
export const pages = arnOf("pages");
export const dead = arnOf("pages-dead");
export const orders = arnOf("orders.fifo");

/** What a template gives a queue that says nothing. */
export const queueDefaults = {
  visibilityTimeoutSeconds: 30,
  delaySeconds: 0,
  messageRetentionSeconds: 345_600,
  maximumMessageBytes: 1_048_576,
};

type ReceiveOptions = { queue?: string; max?: number; wait?: number; visibility?: number };

/**
 * Queues behind a real socket: `pages` with its dead-letter queue `pages-dead` after two receives, and `orders.fifo`. The
 * clock stands unless `time` is moved, or moves by `tick` whenever it is read.
 */
export const queuesUnderTest = () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let server: Awaited<ReturnType<typeof serveService>>;

  const open = (authorize: Authorize = allowAll): SqsService => {
    const service = createSqsService({
      directory: directory.path,
      region: "cn-north-1",
      accountId: "000000000000",
      partition: "aws-cn",
      now: () => (under.time += under.tick),
      authorize,
      url: () => server.url,
      disk: {
        write: () => {
          if (!under.disk.full) return;
          under.disk.refused += 1;
          throw new DiskFull();
        },
      },
    });
    service.createQueue({ ...queueDefaults, queueName: "pages-dead", arn: dead });
    service.createQueue({
      ...queueDefaults,
      queueName: "pages",
      arn: pages,
      redrive: { deadLetterTargetArn: dead, maxReceiveCount: 2 },
    });
    service.createQueue({
      ...queueDefaults,
      queueName: "orders.fifo",
      arn: orders,
      fifo: { contentBasedDeduplication: true },
    });
    return service;
  };

  const under = {
    time: 0,
    tick: 0,
    disk: { full: false, refused: 0 },
    sqs: undefined as unknown as SqsService,
    client: undefined as unknown as SQSClient,
    directory: () => directory.path,
    url: (queueName = "pages") => `${server.url}/000000000000/${queueName}`,
    reopen: async (authorize?: Authorize): Promise<void> => {
      await under.sqs.close();
      under.sqs = open(authorize);
    },
    receive: async (options: ReceiveOptions = {}): Promise<Message[]> => {
      const answer = await under.client.send(
        new ReceiveMessageCommand({
          QueueUrl: under.url(options.queue),
          MaxNumberOfMessages: options.max ?? 10,
          ...(options.wait === undefined ? {} : { WaitTimeSeconds: options.wait }),
          ...(options.visibility === undefined ? {} : { VisibilityTimeout: options.visibility }),
          MessageSystemAttributeNames: ["All"],
          MessageAttributeNames: ["All"],
        }),
      );
      return answer.Messages ?? [];
    },
  };

  beforeEach(async () => {
    under.time = Date.UTC(2026, 10, 23);
    under.tick = 0;
    under.disk = { full: false, refused: 0 };
    directory = await temporaryDirectory();
    server = await serveService(() => under.sqs);
    under.sqs = open();
    under.client = new SQSClient({
      endpoint: server.url,
      region: "cn-north-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      maxAttempts: 1,
    });
  });

  afterEach(async () => {
    under.client.destroy();
    await under.sqs.close();
    await server.close();
    await directory.remove();
  });

  return under;
};
