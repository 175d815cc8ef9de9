import { describe, expect, test } from "vitest";
import { createEventFilter } from "../../../local/lambda/event-filter.ts";
import { startQueueMapping } from "../../../local/lambda/queue-mapping.ts";
import type { QueueMappingDefinition, QueueRecord } from "../../../local/lambda/queue-mapping.ts";
import type { FunctionPool } from "../../../local/lambda/function-pool.ts";
import { eventually } from "../../support/eventually.ts";
import { mappingsUnderTest } from "./mappings-under-test.ts";

const { mappings, inProcess } = mappingsUnderTest();

/**
 * AWS Lambda Developer Guide, "Using Lambda with Amazon SQS", "Handling errors for an SQS event source in Lambda", "Using
 * event filtering with an Amazon SQS event source".
 */
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
    ["answers a list that is none", () => ({ batchItemFailures: "a" })],
    ["reports an empty identifier", () => ({ batchItemFailures: [{ itemIdentifier: "" }] })],
    ["reports a null identifier", () => ({ batchItemFailures: [{ itemIdentifier: null }] })],
    ["reports under another key", () => ({ batchItemFailures: [{ messageId: "a" }] })],
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

  test.each([
    ["nothing", undefined],
    ["null", null],
    ["an empty object", {}],
    ["an empty list", { batchItemFailures: [] }],
    ["null for a list", { batchItemFailures: null }],
  ])("removes the whole batch when the function answers %s", async (_, answer) => {
    const queue = memoryQueue();
    queue.add("a", "b");
    start(
      queue,
      inProcess(() => answer),
    );
    await eventually(() => {
      expect(queue.removed).toEqual(["a", "b"]);
    });
  });

  test("does not look at reports that the template does not ask for", async () => {
    const queue = memoryQueue();
    queue.add("a");
    start(
      queue,
      inProcess(() => ({ batchItemFailures: [{ itemIdentifier: "a" }] })),
      { reportsBatchItemFailures: false },
    );
    await eventually(() => {
      expect(queue.removed).toEqual(["a"]);
    });
  });

  test("at once when the batch is full, however long the batching window", async () => {
    const queue = memoryQueue();
    const sizes: number[] = [];
    queue.add("a", "b", "c");
    start(
      queue,
      inProcess((records) => void sizes.push(records.length)),
      { batchSize: 3, batchingWindowSeconds: 300 },
    );
    await eventually(() => {
      expect(sizes).toEqual([3]);
    });
  });

  test("in more batches when one would be longer than 6 MB", async () => {
    const queue = memoryQueue();
    const bytes: number[] = [];
    queue.add(...["a", "b", "c", "d"].map((letter) => letter.repeat(700 * 1024)));
    start(
      queue,
      inProcess((records) => void bytes.push(JSON.stringify({ Records: records }).length)),
    );
    await eventually(() => {
      expect(queue.removed).toHaveLength(4);
    });
    expect(bytes.length).toBeGreaterThan(1);
    expect(Math.max(...bytes)).toBeLessThanOrEqual(6 * 1024 * 1024);
  });

  test.each<[string, object, string[]]>([
    ["an object's field", { body: { kind: ["page"] } }, ['{"kind":"page"}']],
    ["a plain text", { body: ["page"] }, ["page"]],
    ["a text that looks like a number", { body: ["123"] }, ["123"]],
    ["the beginning of a plain text", { body: [{ prefix: "pa" }] }, ["page"]],
    ["nothing of the body", { messageId: [{ exists: true }] }, ['{"kind":"page"}', "123", "page"]],
  ])("filtered by %s", async (_, pattern, expected) => {
    const queue = memoryQueue();
    const seen: string[] = [];
    queue.add('{"kind":"page"}', "page", "123");
    start(
      queue,
      inProcess((records: QueueRecord[]) => void seen.push(...records.map(({ body }) => body))),
      { accepts: createEventFilter([JSON.stringify(pattern)]) },
    );
    await eventually(() => {
      expect(queue.removed).toHaveLength(3);
    });
    expect(seen.sort()).toEqual(expected.sort());
  });

  test("filtered by any of several patterns", () => {
    const accepts = createEventFilter([JSON.stringify({ a: [1] }), JSON.stringify({ b: [2] })]);
    expect([{ a: 1 }, { b: 2 }, { a: 2 }].map(accepts)).toEqual([true, true, false]);
  });
});
