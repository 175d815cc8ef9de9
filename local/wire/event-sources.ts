import { faultyPool } from "../faults/faulty-pool.ts";
import { faultyQueue } from "../faults/faulty-queue.ts";
import { faultyStream } from "../faults/faulty-stream.ts";
import { createEventFilter } from "../lambda/event-filter.ts";
import type { FunctionPool } from "../lambda/function-pool.ts";
import { startQueueMapping } from "../lambda/queue-mapping.ts";
import type { Mapping, QueueRecord } from "../lambda/queue-mapping.ts";
import type { StreamCheckpoints } from "../lambda/stream-checkpoints.ts";
import { startStreamMapping } from "../lambda/stream-mapping.ts";
import type { ReceivedMessage } from "../aws/sqs/message-store.ts";
import type { Deployed } from "../template/deployed-app.ts";
import { eventSourceMappingType } from "../template/resource-types/function.ts";
import { tableType } from "../template/resource-types/table.ts";
import { TemplateError } from "../template/template-error.ts";
import { queueRecord } from "./queue-record.ts";
import type { Region } from "./region.ts";

type DeployedMapping = Deployed<(typeof eventSourceMappingType)["properties"]["_output"]>;

/**
 * Starts a region's event source mappings.
 *
 * @throws TemplateError when a mapping names what the region does not have.
 */
export const startEventSources = (
  region: Region,
  checkpoints: StreamCheckpoints,
  sendTo: (targetArn: string, payload: string) => void,
): Mapping[] =>
  region.context.app
    .all(eventSourceMappingType)
    .filter((mapping) => mapping.region === region.context.region && mapping.properties.Enabled)
    .map((mapping) => {
      const own = poolOf(region, mapping);
      const answersInPart = mapping.properties.FunctionResponseTypes.length > 0;
      const pool = answersInPart ? faultyPool(own, region.context.region, region.context.faults) : own;
      const source = mapping.properties.EventSourceArn;
      return source.includes(":sqs:")
        ? queueMapping(region, mapping, pool)
        : streamMapping(region, mapping, pool, checkpoints, sendTo);
    });

const queueMapping = (region: Region, { properties }: DeployedMapping, pool: FunctionPool): Mapping => {
  const { sqs, context } = region;
  const arn = properties.EventSourceArn;
  // What was in flight when the host last ended has no function left to finish it.
  sqs.putBackInFlight(arn);
  const toRecord = (message: ReceivedMessage): QueueRecord => queueRecord(message, arn, context.region);
  return startQueueMapping(
    {
      batchSize: properties.BatchSize ?? 10,
      batchingWindowSeconds: properties.MaximumBatchingWindowInSeconds,
      maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency,
      reportsBatchItemFailures: properties.FunctionResponseTypes.length > 0,
      accepts: createEventFilter(properties.FilterCriteria?.Filters.map(({ Pattern }) => Pattern) ?? []),
    },
    faultyQueue(
      {
        receive: (maximum) => sqs.receive(arn, maximum).map(toRecord),
        remove: (receiptHandle) => void sqs.remove(arn, receiptHandle),
        release: (receiptHandle) => void sqs.release(arn, receiptHandle, 0),
        visibleCount: () => sqs.counts(arn).visible,
        onMessage: (listener) => sqs.onMessage(arn, listener),
      },
      { region: context.region, service: "sqs", queue: arn.split(":").at(-1) ?? "", function: pool.definition.name },
      context.faults,
      context.now,
    ),
    pool,
    (problem) => context.report(`${pool.definition.name}: ${problem}`),
  );
};

const streamMapping = (
  region: Region,
  mapping: DeployedMapping,
  pool: FunctionPool,
  checkpoints: StreamCheckpoints,
  sendTo: (targetArn: string, payload: string) => void,
): Mapping => {
  const { context, dynamodb } = region;
  const { properties } = mapping;
  const table = context.app.all(tableType).find((one) => one.attribute("StreamArn") === properties.EventSourceArn);
  if (table === undefined || properties.StartingPosition === undefined)
    throw new TemplateError(
      `Mapping ${mapping.logicalId} of stack ${mapping.stack.name} names no stream of ${context.region}, or no starting position`,
    );
  const { StartingPosition: start, DestinationConfig: destination } = properties;
  const read = (after: string, limit: number) => {
    const { records, last } = dynamodb.readStream({ streamArn: table.arn, after, limit });
    return { records: records.map((record) => ({ ...record, eventSourceARN: properties.EventSourceArn })), last };
  };
  return startStreamMapping(
    {
      functionArn: pool.definition.arn,
      streamArn: properties.EventSourceArn,
      batchSize: properties.BatchSize ?? 100,
      batchingWindowSeconds: properties.MaximumBatchingWindowInSeconds,
      bisects: properties.BisectBatchOnFunctionError,
      maximumRetryAttempts: unlessUnlimited(properties.MaximumRetryAttempts),
      maximumRecordAgeSeconds: unlessUnlimited(properties.MaximumRecordAgeInSeconds),
      reportsBatchItemFailures: properties.FunctionResponseTypes.length > 0,
      accepts: createEventFilter(properties.FilterCriteria?.Filters.map(({ Pattern }) => Pattern) ?? []),
      onFailure:
        destination === undefined ? undefined : (account) => sendTo(destination.OnFailure.Destination, account),
    },
    faultyStream(
      {
        read,
        onWritten: (listener) =>
          dynamodb.onStreamWritten(({ tableArn }) => {
            if (tableArn === table.arn) listener();
          }),
        // "From now on" must mean the moment the mapping was first made, also after a restart.
        checkpoint: () => checkpoints.read(mapping.name, () => (start === "LATEST" ? read("LATEST", 1).last : start)),
        advance: (sequenceNumber) => checkpoints.write(mapping.name, sequenceNumber),
      },
      { region: context.region, service: "dynamodb", table: table.name, function: pool.definition.name },
      context.faults,
    ),
    pool,
    { now: context.now, report: (problem) => context.report(`${pool.definition.name}: ${problem}`) },
  );
};

const unlessUnlimited = (value: number): number | undefined => (value < 0 ? undefined : value);

const poolOf = ({ pools }: Region, { properties, logicalId, stack }: DeployedMapping): FunctionPool => {
  const named = [...pools.values()].find(
    ({ definition }) => definition.name === properties.FunctionName || definition.arn === properties.FunctionName,
  );
  if (named !== undefined) return named;
  throw new TemplateError(`Mapping ${logicalId} of stack ${stack.name} names no function of its region`);
};
