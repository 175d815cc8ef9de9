import { failedRecords } from "./batch-response.ts";
import { eventPayload, fittingBatches } from "./event-payload.ts";
import { PoolClosed } from "./function-pool.ts";
import type { FunctionPool } from "./function-pool.ts";
import type { InvocationResult } from "./invocation.ts";
import type { Mapping } from "./queue-mapping.ts";

/** A stream record as Lambda hands it to a function; only what the mapping itself looks at is named. */
export type StreamRecord = {
  readonly dynamodb: { readonly SequenceNumber: string; readonly ApproximateCreationDateTime: number };
};

export type MappedStream = {
  /** Records after a sequence number, oldest first, and the last sequence number looked at. */
  readonly read: (after: string, limit: number) => { readonly records: readonly StreamRecord[]; readonly last: string };
  /** Calls the listener after something was written. Returns what ends it. */
  readonly onWritten: (listener: () => void) => () => void;
  /** Where the reader stands; durable. */
  readonly checkpoint: () => string;
  readonly advance: (sequenceNumber: string) => void;
};

export type StreamMappingDefinition = {
  readonly functionArn: string;
  readonly streamArn: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly bisects: boolean;
  /** Attempts after the first; `undefined` tries until the record is too old. */
  readonly maximumRetryAttempts: number | undefined;
  readonly maximumRecordAgeSeconds: number | undefined;
  readonly reportsBatchItemFailures: boolean;
  readonly accepts: (record: unknown) => boolean;
  /** Receives the account of a batch that is given up. */
  readonly onFailure: ((message: string) => void) | undefined;
};

/** Nothing wakes a reader that waits longer than this: a safety net beside the listener. */
const LOOK_AGAIN_MS = 1_000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 30_000;

/**
 * Feeds a table's stream to a function in order, at least once: a batch that fails holds up those after it until it
 * succeeds or is given up.
 * Source: Lambda Developer Guide, "Using AWS Lambda with Amazon DynamoDB" and "error handling".
 */
export const startStreamMapping = (
  definition: StreamMappingDefinition,
  stream: MappedStream,
  pool: FunctionPool,
  options: { readonly now: () => number; readonly report: (problem: string) => void },
): Mapping => {
  const stopping = new AbortController();
  const stopped = (): boolean => stopping.signal.aborted;
  let wake: (() => void) | undefined;
  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      if (stopped()) {
        resolve();
        return;
      }
      const done = (): void => {
        clearTimeout(timer);
        stopping.signal.removeEventListener("abort", done);
        wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      stopping.signal.addEventListener("abort", done);
      wake = done;
    });
  const sleepWhatever = async (milliseconds: number): Promise<void> => {
    const until = performance.now() + milliseconds;
    for (let left = milliseconds; left > 0 && !stopped(); left = until - performance.now()) await pause(left);
  };

  const invoke = async (batch: readonly StreamRecord[]): Promise<InvocationResult | "stopped"> => {
    try {
      return await pool.invoke(eventPayload(batch));
    } catch (error) {
      if (error instanceof PoolClosed) return "stopped";
      throw error;
    }
  };

  const tooOld = (record: StreamRecord): boolean =>
    definition.maximumRecordAgeSeconds !== undefined &&
    options.now() / 1000 - record.dynamodb.ApproximateCreationDateTime > definition.maximumRecordAgeSeconds;

  /** Returns when the batch is done with, or the mapping stops. Records too old, the first of a batch, are not sent at all. */
  const process = async (whole: readonly StreamRecord[]): Promise<void> => {
    let batch = whole;
    let result: InvocationResult | undefined;
    for (let attempt = 0; !stopped(); attempt += 1) {
      const aged = batch.filter(tooOld);
      if (aged.length > 0) {
        definition.onFailure?.(failureAccount(definition, aged, result, "EventAgeExceeded", attempt, options.now()));
        batch = batch.slice(aged.length);
      }
      if (batch.length === 0) return;
      const outcome = await invoke(batch);
      if (outcome === "stopped" || stopped()) return;
      result = outcome;
      const failedAt = firstFailure(definition, batch, result);
      if (failedAt === undefined) return;
      if (failedAt > 0) {
        const done = batch[failedAt - 1];
        if (done !== undefined) stream.advance(done.dynamodb.SequenceNumber);
        batch = batch.slice(failedAt);
        attempt = -1;
        continue;
      }
      options.report(result.ok ? "The function reported failed records" : describe(result));
      if (definition.bisects && batch.length > 1) {
        const half = Math.ceil(batch.length / 2);
        await process(batch.slice(0, half));
        const last = batch[half - 1];
        if (!stopped() && last !== undefined) stream.advance(last.dynamodb.SequenceNumber);
        await process(batch.slice(half));
        return;
      }
      if (definition.maximumRetryAttempts !== undefined && attempt >= definition.maximumRetryAttempts) {
        const condition = "RetryAttemptsExhausted";
        definition.onFailure?.(failureAccount(definition, batch, result, condition, attempt + 1, options.now()));
        return;
      }
      await sleepWhatever(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt));
    }
  };

  /** Reads and processes one batch, or waits for one. */
  const step = async (): Promise<void> => {
    let { records, last } = stream.read(stream.checkpoint(), definition.batchSize);
    if (records.length === 0) {
      await pause(LOOK_AGAIN_MS);
      return;
    }
    if (records.length < definition.batchSize && definition.batchingWindowSeconds > 0) {
      await sleepWhatever(definition.batchingWindowSeconds * 1000);
      ({ records, last } = stream.read(stream.checkpoint(), definition.batchSize));
    }
    for (const batch of fittingBatches(records.filter(definition.accepts))) {
      await process(batch);
      const done = batch.at(-1);
      if (!stopped() && done !== undefined) stream.advance(done.dynamodb.SequenceNumber);
    }
    if (!stopped()) stream.advance(last);
  };

  const run = async (): Promise<void> => {
    while (!stopped())
      try {
        await step();
      } catch (error) {
        // Where the reader stands could not be read or written: it goes on from where it stood.
        options.report(String(error));
        await sleepWhatever(LOOK_AGAIN_MS);
      }
  };

  const stopListening = stream.onWritten(() => wake?.());
  const running = run();
  return {
    close: async () => {
      stopping.abort();
      stopListening();
      await running;
    },
  };
};

/** Where in the batch to begin again; `undefined` when all of it is done. */
const firstFailure = (
  { reportsBatchItemFailures }: StreamMappingDefinition,
  batch: readonly StreamRecord[],
  result: InvocationResult,
): number | undefined => {
  if (!result.ok) return 0;
  if (!reportsBatchItemFailures) return undefined;
  const numbers = batch.map((record) => record.dynamodb.SequenceNumber);
  const failed = failedRecords(result.payload, numbers);
  if (failed === "all") return 0;
  const places = failed.map((number) => numbers.indexOf(number));
  return places.length === 0 ? undefined : Math.min(...places);
};

const describe = (result: InvocationResult & { ok: false }): string =>
  `${result.error.errorType}: ${result.error.errorMessage}`;

/** Source: Lambda Developer Guide, "Retaining discarded batches": the body of an on-failure message of a stream. */
const failureAccount = (
  definition: StreamMappingDefinition,
  batch: readonly StreamRecord[],
  result: InvocationResult | undefined,
  condition: string,
  invokeCount: number,
  now: number,
): string => {
  const [first] = batch;
  const last = batch.at(-1);
  const at = (record: StreamRecord | undefined): string =>
    new Date((record?.dynamodb.ApproximateCreationDateTime ?? 0) * 1000).toISOString();
  return JSON.stringify({
    requestContext: { functionArn: definition.functionArn, condition, approximateInvokeCount: invokeCount },
    responseContext: {
      statusCode: 200,
      executedVersion: "$LATEST",
      functionError: result === undefined || result.ok ? null : "Unhandled",
    },
    version: "1.0",
    timestamp: new Date(now).toISOString(),
    DDBStreamBatchInfo: {
      shardId: "shardId-00000000000000000000-00000000",
      startSequenceNumber: first?.dynamodb.SequenceNumber,
      endSequenceNumber: last?.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: at(first),
      approximateArrivalOfLastRecord: at(last),
      batchSize: batch.length,
      streamArn: definition.streamArn,
    },
  });
};
