import { describe, expect, test } from "vitest";
import { openStreamCheckpoints } from "../../../local/lambda/stream-checkpoints.ts";
import { startStreamMapping } from "../../../local/lambda/stream-mapping.ts";
import type { StreamMappingDefinition, StreamRecord } from "../../../local/lambda/stream-mapping.ts";
import { eventually } from "../../support/eventually.ts";
import { mappingsUnderTest } from "./mappings-under-test.ts";

const { mappings, inProcess, directory } = mappingsUnderTest();

/**
 * AWS Lambda Developer Guide, "Using AWS Lambda with Amazon DynamoDB", "Configuring partial batch response with DynamoDB and
 * Lambda", "Retain discarded records for a DynamoDB event source in Lambda".
 */
describe("a stream feeds a function", () => {
  const record = (number: number): StreamRecord => ({
    dynamodb: { SequenceNumber: String(number).padStart(21, "0"), ApproximateCreationDateTime: Date.now() / 1000 },
  });
  const numberOf = (one: StreamRecord): number => Number(one.dynamodb.SequenceNumber);
  const definition: StreamMappingDefinition = {
    functionArn: "arn:f",
    streamArn: "arn:s",
    batchSize: 10,
    batchingWindowSeconds: 0,
    bisects: false,
    maximumRetryAttempts: undefined,
    maximumRecordAgeSeconds: undefined,
    reportsBatchItemFailures: false,
    accepts: () => true,
    onFailure: undefined,
  };
  const start = (
    records: StreamRecord[],
    run: (numbers: number[]) => unknown,
    more: Partial<StreamMappingDefinition> = {},
  ) => {
    const checkpoints = openStreamCheckpoints(directory());
    const mapping = startStreamMapping(
      { ...definition, ...more },
      {
        read: (after, limit) => {
          const found = records.filter((one) => one.dynamodb.SequenceNumber > after).slice(0, limit);
          return { records: found, last: found.at(-1)?.dynamodb.SequenceNumber ?? after };
        },
        onWritten: () => () => {},
        checkpoint: () => checkpoints.read("m", () => ""),
        advance: (sequenceNumber) => checkpoints.write("m", sequenceNumber),
      },
      inProcess((given: StreamRecord[]) => run(given.map(numberOf))),
      { now: Date.now, report: () => {} },
    );
    const close = async (): Promise<void> => {
      await mapping.close();
      checkpoints.close();
    };
    mappings.push({ close });
    return { close, position: () => Number(checkpoints.read("m", () => "")) };
  };
  const records = (count: number): StreamRecord[] => Array.from({ length: count }, (_, at) => record(at + 1));

  test("in order, and goes on where it stood after a restart", async () => {
    const seen: number[] = [];
    const all = records(25);
    const first = start(all, (numbers) => void seen.push(...numbers));
    await eventually(() => {
      expect(first.position()).toBe(25);
    });
    await mappings.pop()!.close();
    all.push(record(26));
    const second = start(all, (numbers) => void seen.push(...numbers));
    await eventually(() => {
      expect(second.position()).toBe(26);
    });
    expect(seen).toEqual(Array.from({ length: 26 }, (_, at) => at + 1));
  });

  test("again and again until a failing batch succeeds, before any later one", async () => {
    const calls: number[][] = [];
    const stream = start(
      records(6),
      (numbers) => {
        calls.push(numbers);
        if (numbers.includes(2) && calls.length < 4) throw new Error("not yet");
      },
      { batchSize: 3 },
    );
    await eventually(() => {
      expect(stream.position()).toBe(6);
    });
    expect(calls).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  test("from the first failed record on, when the function reports it", async () => {
    const calls: number[][] = [];
    const stream = start(
      records(4),
      (numbers) => {
        calls.push(numbers);
        const failed = calls.length === 1 ? [numbers[2]!, numbers[3]!] : [];
        return {
          batchItemFailures: failed.map((number) => ({ itemIdentifier: record(number).dynamodb.SequenceNumber })),
        };
      },
      { reportsBatchItemFailures: true },
    );
    await eventually(() => {
      expect(stream.position()).toBe(4);
    });
    expect(calls).toEqual([
      [1, 2, 3, 4],
      [3, 4],
    ]);
  });

  test("gives up only the poisonous record of a batch it may bisect, and tells where it was", async () => {
    const done: number[] = [];
    const givenUp: string[] = [];
    const stream = start(
      records(8),
      (numbers) => {
        if (numbers.includes(5)) throw new Error("poison");
        done.push(...numbers);
      },
      { bisects: true, maximumRetryAttempts: 1, onFailure: (account) => void givenUp.push(account) },
    );
    await eventually(() => {
      expect(stream.position()).toBe(8);
    });
    expect(done).toEqual([1, 2, 3, 4, 6, 7, 8]);
    expect(givenUp.map((account): unknown => JSON.parse(account))).toMatchObject([
      {
        requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 2 },
        DDBStreamBatchInfo: {
          batchSize: 1,
          startSequenceNumber: record(5).dynamodb.SequenceNumber,
          streamArn: "arn:s",
        },
      },
    ]);
  });

  test("gives up records that have become too old", async () => {
    const givenUp: string[] = [];
    const old: StreamRecord = { dynamodb: { ...record(1).dynamodb, ApproximateCreationDateTime: 1_000 } };
    const stream = start([old], () => Promise.reject(new Error("no")), {
      maximumRecordAgeSeconds: 60,
      onFailure: (account) => void givenUp.push(account),
    });
    await eventually(() => {
      expect(stream.position()).toBe(1);
    });
    expect(JSON.parse(givenUp[0]!)).toMatchObject({ requestContext: { condition: "EventAgeExceeded" } });
  });

  test("passes over what the filter refuses", async () => {
    const seen: number[] = [];
    const stream = start(records(5), (numbers) => void seen.push(...numbers), {
      accepts: (one) => numberOf(one as StreamRecord) % 2 === 0,
    });
    await eventually(() => {
      expect(stream.position()).toBe(5);
    });
    expect(seen).toEqual([2, 4]);
  });

  test("never what has become too old before it was its turn", async () => {
    const calls: number[][] = [];
    const givenUp: string[] = [];
    const old: StreamRecord = { dynamodb: { ...record(1).dynamodb, ApproximateCreationDateTime: 1_000 } };
    const stream = start([old, record(2)], (numbers) => void calls.push(numbers), {
      maximumRecordAgeSeconds: 60,
      onFailure: (account) => void givenUp.push(account),
    });
    await eventually(() => {
      expect(stream.position()).toBe(2);
    });
    expect(calls).toEqual([[2]]);
    expect(givenUp.map((account): unknown => JSON.parse(account))).toMatchObject([
      { requestContext: { approximateInvokeCount: 0 }, DDBStreamBatchInfo: { batchSize: 1 } },
    ]);
  });

  test.each([
    ["null", null],
    ["an empty object", {}],
    ["an empty list", { batchItemFailures: [] }],
    ["null for a list", { batchItemFailures: null }],
  ])("once when it answers %s", async (_, answer) => {
    const calls: number[][] = [];
    const stream = start(
      records(2),
      (numbers) => {
        calls.push(numbers);
        return answer;
      },
      { reportsBatchItemFailures: true },
    );
    await eventually(() => {
      expect(stream.position()).toBe(2);
    });
    expect(calls).toEqual([[1, 2]]);
  });

  test.each([
    ["an empty identifier", { batchItemFailures: [{ itemIdentifier: "" }] }],
    ["a null identifier", { batchItemFailures: [{ itemIdentifier: null }] }],
    ["another key", { batchItemFailures: [{ sequenceNumber: "1" }] }],
  ])("the whole batch again when it reports %s", async (_, answer) => {
    const calls: number[][] = [];
    const stream = start(
      records(2),
      (numbers) => {
        calls.push(numbers);
        return calls.length === 1 ? answer : null;
      },
      { reportsBatchItemFailures: true },
    );
    await eventually(() => {
      expect(stream.position()).toBe(2);
    });
    expect(calls).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  test("from the lowest of several failed records on, in whatever order they are reported", async () => {
    const calls: number[][] = [];
    const stream = start(
      records(4),
      (numbers) => {
        calls.push(numbers);
        return calls.length > 1
          ? null
          : { batchItemFailures: [4, 2, 3].map((n) => ({ itemIdentifier: record(n).dynamodb.SequenceNumber })) };
      },
      { reportsBatchItemFailures: true },
    );
    await eventually(() => {
      expect(stream.position()).toBe(4);
    });
    expect(calls).toEqual([
      [1, 2, 3, 4],
      [2, 3, 4],
    ]);
  });

  test("gives up a whole batch that it may not bisect, and goes on behind it", async () => {
    const done: number[] = [];
    const givenUp: string[] = [];
    const stream = start(
      records(6),
      (numbers) => {
        if (numbers.includes(2)) throw new Error("poison");
        done.push(...numbers);
      },
      { batchSize: 3, maximumRetryAttempts: 1, onFailure: (account) => void givenUp.push(account) },
    );
    await eventually(() => {
      expect(stream.position()).toBe(6);
    });
    expect(done).toEqual([4, 5, 6]);
    expect(givenUp.map((account): unknown => JSON.parse(account))).toMatchObject([
      {
        version: "1.0",
        requestContext: { functionArn: "arn:f", condition: "RetryAttemptsExhausted", approximateInvokeCount: 2 },
        responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
        DDBStreamBatchInfo: {
          batchSize: 3,
          startSequenceNumber: record(1).dynamodb.SequenceNumber,
          endSequenceNumber: record(3).dynamodb.SequenceNumber,
        },
      },
    ]);
  });

  test("again after a restart from the first record not yet done", async () => {
    const calls: number[][] = [];
    const all = records(4);
    const first = start(
      all,
      (numbers) => {
        calls.push(numbers);
        return { batchItemFailures: [{ itemIdentifier: record(3).dynamodb.SequenceNumber }] };
      },
      { reportsBatchItemFailures: true },
    );
    await eventually(() => {
      expect(first.position()).toBe(2);
    });
    await mappings.pop()!.close();
    calls.length = 0;
    const second = start(all, (numbers) => void calls.push(numbers));
    await eventually(() => {
      expect(second.position()).toBe(4);
    });
    expect(calls).toEqual([[3, 4]]);
  });
});
