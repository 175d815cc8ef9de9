import middy from "@middy/core";
import { ChangeMessageVisibilityCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import * as z from "zod";
import type { FunctionName } from "../contract/env.ts";
import { maxReceiveCount } from "../contract/names.ts";
import { parkedMessages, queueOfArn } from "../storage/parked-messages.ts";
import { readEnvironment, type FunctionEnvironment } from "./environment.ts";
import { TryAgain } from "./errors.ts";
import { loggerFor } from "./logger.ts";
import { logsWithContext } from "./log-context.ts";
import { queueUrlOf } from "./queue-url.ts";

/** How a message came: `received` counts its deliveries from 1. */
export type Delivery = { readonly received: number };

/** What a queue carries: events the bus put there, of which the work wants the detail or all; or commands one function sent. */
export type Carries = "events" | "whole events" | "commands";

const busEnvelope = z.object({ detail: z.unknown() });

/** Whether SQS would set the message aside, without a reason, instead of delivering it once more. */
const isLastDelivery = ({ eventSourceARN }: SQSRecord, received: number): boolean => {
  const queue = queueOfArn(eventSourceARN);
  return queue !== undefined && received >= maxReceiveCount[queue];
};

/**
 * Work from a queue, one message at a time or several side by side. Three outcomes for each message: done (returned);
 * later (`TryAgain`, which also sets when); failed (anything else thrown: the queue redelivers). What is not done at the last
 * delivery is parked in the dead-letter queue with the reason.
 */
export const queueHandler = <N extends FunctionName, T extends z.ZodType>(
  name: N,
  carries: Carries,
  message: T,
  build: (environment: FunctionEnvironment<N>) => (message: z.output<T>, delivery: Delivery) => Promise<void>,
) => {
  const logger = loggerFor(name);
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
  const parked = parkedMessages(sqs);
  let work: ReturnType<typeof build> | undefined;

  const postpone = async (record: SQSRecord, seconds: number): Promise<void> => {
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrlOf(record.eventSourceARN),
        ReceiptHandle: record.receiptHandle,
        VisibilityTimeout: Math.round(seconds),
      }),
    );
  };

  /** A message that cannot be parked here is set aside by SQS itself. */
  const park = async (record: SQSRecord, error: unknown): Promise<string | undefined> => {
    logger.error("message given up", { error: error instanceof Error ? error : new Error(String(error)) });
    try {
      await parked.park(record.eventSourceARN, record.body, error);
      return undefined;
    } catch (cause) {
      logger.error("message could not be parked", { error: cause instanceof Error ? cause : new Error(String(cause)) });
      return record.messageId;
    }
  };

  const attempt = async (record: SQSRecord): Promise<string | undefined> => {
    const received = Number(record.attributes.ApproximateReceiveCount);
    try {
      work ??= build(readEnvironment(name));
      const body: unknown = JSON.parse(record.body);
      await work(message.parse(carries === "events" ? busEnvelope.parse(body).detail : body), { received });
      return undefined;
    } catch (error) {
      if (isLastDelivery(record, received)) return park(record, error);
      if (error instanceof TryAgain) {
        logger.info("message put off", { reason: error.message, seconds: error.delaySeconds, received });
        await postpone(record, error.delaySeconds).catch((cause: unknown) => {
          logger.warn("could not put the message off; it comes back at its visibility time-out", {
            cause: String(cause),
          });
        });
      } else {
        logger.error("message failed", { received, error: error instanceof Error ? error : new Error(String(error)) });
      }
      return record.messageId;
    }
  };

  const run = async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const failed = await Promise.all(event.Records.map(attempt));
    return {
      batchItemFailures: failed.flatMap((itemIdentifier) => (itemIdentifier === undefined ? [] : [{ itemIdentifier }])),
    };
  };

  return middy<SQSEvent, SQSBatchResponse>().use(logsWithContext(logger)).handler(run);
};
