import middy from "@middy/core";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import * as z from "zod";
import type { FunctionName } from "../contract/env.ts";
import { readEnvironment, type FunctionEnvironment } from "./environment.ts";
import { logsWithContext } from "./log-context.ts";
import { loggerFor } from "./logger.ts";

const written = z.record(z.string(), z.any());

/** Plain form of the image a stream record carries; `undefined` for a removal. */
const imageOf = (record: DynamoDBRecord): unknown => {
  const image = record.dynamodb?.NewImage;
  return image === undefined ? undefined : unmarshall(written.parse(image));
};

/** The new images of a batch, parsed; what was removed has none. */
export const imagesOf = <T extends z.ZodType>(records: readonly DynamoDBRecord[], image: T): z.output<T>[] =>
  records
    .map(imageOf)
    .filter((found) => found !== undefined)
    .map((found) => image.parse(found));

/**
 * Work from a table's stream, in order. `run` gets the new images of a batch; when it throws, the whole batch comes again:
 * so it must be idempotent.
 */
export const streamHandler = <N extends FunctionName, T extends z.ZodType>(
  name: N,
  image: T,
  build: (environment: FunctionEnvironment<N>) => (images: z.output<T>[]) => Promise<void>,
) => {
  const logger = loggerFor(name);
  let work: ReturnType<typeof build> | undefined;

  const run = async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    work ??= build(readEnvironment(name));
    await work(imagesOf(event.Records, image));
    return { batchItemFailures: [] };
  };

  return middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().use(logsWithContext(logger)).handler(run);
};
