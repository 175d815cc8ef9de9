import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UndeliverableError } from "../../../local/aws/eventbridge/delivery.ts";
import { createSqsService, type SqsService } from "../../../local/aws/sqs/sqs-service.ts";
import { AwsError } from "../../../local/network/aws-json.ts";
import { sendToQueue } from "../../../local/wire/queue-target.ts";
import { allowAll, temporaryDirectory } from "../../support/serve-service.ts";

const arnOf = (name: string) => `arn:aws-cn:sqs:cn-north-1:000000000000:${name}`;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let sqs: SqsService;

beforeEach(async () => {
  directory = await temporaryDirectory();
  sqs = createSqsService({
    directory: directory.path,
    region: "cn-north-1",
    accountId: "000000000000",
    partition: "aws-cn",
    now: () => 0,
    authorize: allowAll,
    url: () => "http://localhost",
  });
  const defaults = {
    visibilityTimeoutSeconds: 30,
    delaySeconds: 0,
    messageRetentionSeconds: 345_600,
    maximumMessageBytes: 1_048_576,
  };
  sqs.createQueue({ ...defaults, queueName: "pages", arn: arnOf("pages") });
  sqs.createQueue({
    ...defaults,
    queueName: "pages.fifo",
    arn: arnOf("pages.fifo"),
    fifo: { contentBasedDeduplication: true },
  });
});
afterEach(async () => {
  await sqs.close();
  await directory.remove();
});

/** Amazon EventBridge User Guide, "Amazon SQS queues as targets", "Using dead-letter queues to process undelivered events". */
describe("a queue that is the target of a rule", () => {
  it("gets the event for a body, and why it was given up as attributes of type String", () => {
    sendToQueue(sqs, arnOf("pages"), '{"a":1}', { attributes: { ERROR_CODE: "NO_RESOURCE", RETRY_ATTEMPTS: "0" } });
    expect(sqs.receive(arnOf("pages"), 1)).toMatchObject([
      {
        body: '{"a":1}',
        attributes: {
          ERROR_CODE: { DataType: "String", StringValue: "NO_RESOURCE" },
          RETRY_ATTEMPTS: { DataType: "String", StringValue: "0" },
        },
      },
    ]);
  });

  it("that is FIFO gets it in the rule's message group", () => {
    sendToQueue(sqs, arnOf("pages.fifo"), "{}", { messageGroupId: "g" });
    expect(sqs.receive(arnOf("pages.fifo"), 1)).toMatchObject([{ groupId: "g" }]);
  });

  it("that does not exist is not tried again, unlike one that refuses the message", () => {
    expect(() => sendToQueue(sqs, arnOf("none"), "{}", {})).toThrow(UndeliverableError);
    expect(() => sendToQueue(sqs, arnOf("pages"), "", {})).toThrow(AwsError);
  });
});
