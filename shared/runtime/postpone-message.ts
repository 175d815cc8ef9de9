import { ChangeMessageVisibilityCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";
import { queueUrlOf } from "./queue-url.ts";

/** Puts a message off through SQS: it comes again when so many seconds have passed. */
export const postponeThrough =
  (sqs: SQSClient) =>
  async (record: SQSRecord, seconds: number): Promise<void> => {
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrlOf(record.eventSourceARN),
        ReceiptHandle: record.receiptHandle,
        VisibilityTimeout: Math.round(seconds),
      }),
    );
  };
