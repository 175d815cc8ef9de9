import middy from "@middy/core";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import type * as z from "zod";
import type { FunctionName } from "../contract/env.ts";
import { parkedMessages } from "../storage/parked-messages.ts";
import { readEnvironment, type FunctionEnvironment } from "./environment.ts";
import { loggerFor } from "./logger.ts";
import { logsWithContext } from "./log-context.ts";
import { attemptMessage, type Carries, type MessageWork } from "./message-attempt.ts";
import { postponeThrough } from "./postpone-message.ts";

/** Work from a queue, one message at a time or several side by side; those to come again are reported one by one. */
export const queueHandler = <N extends FunctionName, T extends z.ZodType>(
  name: N,
  carries: Carries,
  message: T,
  build: (environment: FunctionEnvironment<N>) => MessageWork<T>["work"],
) => {
  const logger = loggerFor(name);
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
  const surroundings = { logger, postpone: postponeThrough(sqs), parked: parkedMessages(sqs) };
  let work: MessageWork<T>["work"] | undefined;
  const open = (): MessageWork<T> => {
    work ??= build(readEnvironment(name));
    return { carries, message, work };
  };

  const run = async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const attempts = event.Records.map(async (record) => ({
      record,
      done: await attemptMessage(record, open, surroundings),
    }));
    const failed = (await Promise.all(attempts)).filter(({ done }) => !done);
    return { batchItemFailures: failed.map(({ record }) => ({ itemIdentifier: record.messageId })) };
  };

  return middy<SQSEvent, SQSBatchResponse>().use(logsWithContext(logger)).handler(run);
};
