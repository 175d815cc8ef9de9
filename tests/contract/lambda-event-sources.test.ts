import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEventFilter } from "../../local/lambda/event-filter.ts";
import { startQueueMapping } from "../../local/lambda/queue-mapping.ts";
import type { Mapping, QueueMappingDefinition, QueueRecord } from "../../local/lambda/queue-mapping.ts";
import { openStreamCheckpoints } from "../../local/lambda/stream-checkpoints.ts";
import { startStreamMapping } from "../../local/lambda/stream-mapping.ts";
import type { StreamMappingDefinition, StreamRecord } from "../../local/lambda/stream-mapping.ts";
import type { FunctionPool } from "../../local/lambda/function-pool.ts";
import type { InvocationResult } from "../../local/lambda/invocation.ts";
import { eventually } from "../support/eventually.ts";
import { openWorkshop } from "../support/function-code.ts";
import type { Workshop } from "../support/function-code.ts";

let workshop: Workshop;
const mappings: Mapping[] = [];
beforeEach(() => {
  workshop = openWorkshop();
});
afterEach(async () => {
  await Promise.all(mappings.splice(0).map((mapping) => mapping.close()));
  await workshop.close();
});

/** A function that is plain code in this process: what it gets is seen, what it answers is decided by the test. */
const inProcess = (run: (records: never[]) => unknown, concurrency = 2): FunctionPool => {
  const invoke = async (payload: string): Promise<InvocationResult> => {
    try {
      const { Records } = JSON.parse(payload) as { Records: never[] };
      return { ok: true, payload: JSON.stringify((await run(Records)) ?? null) };
    } catch (error) {
      return { ok: false, error: { errorType: "Error", errorMessage: String(error), trace: [] } };
    }
  };
  const { definition } = workshop.pool("");
  const slot = { invoke, release: () => {} };
  return {
    definition,
    concurrency,
    throttles: () => false,
    acquire: () => Promise.resolve(slot),
    invoke,
    close: () => Promise.resolve(),
  };
};

describe("a queue feeds a function", () => {
  /** A queue in memory; what is received is hidden until `show`. */
  const memoryQueue = () => {
    const visible: QueueRecord[] = [];
    const hidden = new Map<string, QueueRecord>();
    const listeners = new Set<() => void>();
    const tell = (): void => listeners.forEach((listener) => setImmediate(listener));
    return {
      removed: [] as string[],
      hidden,
      add: (...bodies: string[]) => {
        for (const body of bodies) visible.push({ messageId: body, receiptHandle: body, body });
        tell();
      },
      show: () => {
        visible.push(...hidden.values());
        hidden.clear();
        tell();
      },
      receive: (maximum: number) => {
        const taken = visible.splice(0, Math.min(10, maximum));
        for (const record of taken) hidden.set(record.receiptHandle, record);
        return taken;
      },
      remove(receiptHandle: string) {
        hidden.delete(receiptHandle);
        this.removed.push(receiptHandle);
      },
      release: (receiptHandle: string) => {
        const record = hidden.get(receiptHandle);
        hidden.delete(receiptHandle);
        if (record !== undefined) visible.push(record);
      },
      visibleCount: () => visible.length,
      onMessage: (listener: () => void) => {
        listeners.add(listener);
        setImmediate(listener);
        return () => listeners.delete(listener);
      },
    };
  };
  const definition: QueueMappingDefinition = {
    batchSize: 10,
    batchingWindowSeconds: 0,
    maximumConcurrency: undefined,
    reportsBatchItemFailures: true,
    accepts: () => true,
  };
  const start = (
    queue: ReturnType<typeof memoryQueue>,
    pool: FunctionPool,
    more: Partial<QueueMappingDefinition> = {},
  ) => {
    mappings.push(startQueueMapping({ ...definition, ...more }, queue, pool, () => {}));
  };

  test("in batches of at most the batch size, and removes what was done", async () => {
    const queue = memoryQueue();
    const sizes: number[] = [];
    queue.add(...Array.from({ length: 25 }, (_, at) => `m${at}`));
    start(
      queue,
      inProcess((records) => void sizes.push(records.length)),
      { batchSize: 7 },
    );
    await eventually(() => {
      expect(queue.removed).toHaveLength(25);
    });
    expect(Math.max(...sizes)).toBe(7);
  });

  test("keeps only what the function reported, and brings it again", async () => {
    const queue = memoryQueue();
    let healed = false;
    queue.add("good", "bad");
    start(
      queue,
      inProcess((records: { messageId: string }[]) => ({
        batchItemFailures: records
          .filter(({ messageId }) => messageId === "bad" && !healed)
          .map(({ messageId }) => ({ itemIdentifier: messageId })),
      })),
    );
    await eventually(() => {
      expect(queue.removed).toEqual(["good"]);
    });
    expect([...queue.hidden.keys()]).toEqual(["bad"]);
    healed = true;
    queue.show();
    await eventually(() => {
      expect(queue.removed).toEqual(["good", "bad"]);
    });
  });

  test.each([
    ["throws", () => Promise.reject(new Error("no"))],
    ["answers something malformed", () => ({ batchItemFailures: [{ itemIdentifier: 7 }] })],
    ["reports a record that was not in the batch", () => ({ batchItemFailures: [{ itemIdentifier: "other" }] })],
  ])("keeps the whole batch when the function %s", async (_, run) => {
    const queue = memoryQueue();
    let calls = 0;
    queue.add("a", "b");
    start(
      queue,
      inProcess(() => {
        calls += 1;
        return run();
      }),
    );
    await eventually(() => {
      expect(calls).toBe(1);
    });
    queue.show();
    await eventually(() => {
      expect(calls).toBe(2);
    });
    expect(queue.removed).toEqual([]);
  });

  test("at most as many batches at once as its maximum concurrency", async () => {
    const queue = memoryQueue();
    let running = 0;
    let most = 0;
    const pool = inProcess(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
    }, 8);
    queue.add(...Array.from({ length: 40 }, (_, at) => `m${at}`));
    start(queue, pool, { batchSize: 1, maximumConcurrency: 3 });
    await eventually(() => {
      expect(queue.removed).toHaveLength(40);
    });
    expect(most).toBe(3);
  });

  test("drops what the filter refuses without calling the function", async () => {
    const queue = memoryQueue();
    const seen: string[] = [];
    queue.add(JSON.stringify({ kind: "page" }), JSON.stringify({ kind: "cover" }), "not JSON");
    start(
      queue,
      inProcess((records: QueueRecord[]) => void seen.push(...records.map(({ body }) => body))),
      {
        accepts: createEventFilter([JSON.stringify({ body: { kind: ["page"] } })]),
      },
    );
    await eventually(() => {
      expect(queue.removed).toHaveLength(3);
    });
    expect(seen).toEqual([JSON.stringify({ kind: "page" })]);
  });

  test("waits for a full batch as long as the batching window, not longer", async () => {
    const queue = memoryQueue();
    const sizes: number[] = [];
    start(
      queue,
      inProcess((records) => void sizes.push(records.length)),
      { batchSize: 3, batchingWindowSeconds: 0.3 },
    );
    queue.add("a");
    queue.add("b");
    await eventually(() => {
      expect(queue.removed).toHaveLength(2);
    });
    expect(sizes).toEqual([2]);
  });
});

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
    const checkpoints = openStreamCheckpoints(workshop.directory);
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
});
