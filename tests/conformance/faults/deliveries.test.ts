import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSqsService, type SqsService } from "../../../local/aws/sqs/sqs-service.ts";
import { readFaultPlan } from "../../../local/faults/fault-plan.ts";
import { openFaults } from "../../../local/faults/faults.ts";
import { faultyQueue } from "../../../local/faults/faulty-queue.ts";
import { faultyStream } from "../../../local/faults/faulty-stream.ts";
import type { MappedQueue } from "../../../local/lambda/queue-mapping.ts";
import type { MappedStream } from "../../../local/lambda/stream-mapping.ts";
import { queueRecord } from "../../../local/wire/queue-record.ts";
import { eventually } from "../../support/eventually.ts";
import { allowAll, temporaryDirectory } from "../../support/serve-service.ts";
import { HOME } from "../../support/tiny-app.ts";
import { startTinyHost, type TinyHost } from "../../support/tiny-host.ts";

let folder: Awaited<ReturnType<typeof temporaryDirectory>>;
let faults: ReturnType<typeof openFaults>;
beforeEach(async () => {
  folder = await temporaryDirectory();
  faults = openFaults(`${folder.path}/faults.log`, Date.now);
});
afterEach(async () => {
  faults.close();
  await folder.remove();
});
const set = (...rules: readonly object[]): void => {
  const read = readFaultPlan({ seed: 1, rules });
  if (!read.ok) throw new Error(read.problem);
  faults.set(read.plan);
};

describe("events of S3 and of a bus", () => {
  let tiny: TinyHost;
  beforeAll(async () => {
    tiny = await startTinyHost();
  });
  afterEach(() => tiny.clear());
  afterAll(() => tiny.close());

  const toldOf = async (name: string): Promise<number> =>
    (await tiny.items()).filter(({ of }) => of?.S === `440100/${name}`).length;
  const origins = [
    ["S3", "s3", { service: "s3", operation: "Object Created", bucket: "tiny-intake" }],
    ["a bus", "bus", { service: "events", target: "tiny-arrived" }],
  ] as const;

  it.each(origins)("that %s drops are never told", async (_, name, where) => {
    tiny.set(1, { fault: "drop", nth: 1, where });
    await tiny.deposit(`${name}-dropped`);
    await eventually(() => expect(tiny.faults()).toMatchObject([{ fault: "drop", place: { region: HOME, ...where } }]));
    await tiny.deposit(`${name}-told`);
    await eventually(async () => expect(await toldOf(`${name}-told`)).toBe(1));
    expect(await toldOf(`${name}-dropped`)).toBe(0);
    expect(tiny.queue()).toMatchObject({ visible: 0, inFlight: 0 });
  });

  it.each(origins)("that %s tells twice come as two messages", async (_, name, where) => {
    tiny.set(1, { fault: "duplicate", nth: 1, where });
    await tiny.deposit(`${name}-twice`);
    await eventually(async () => expect(await toldOf(`${name}-twice`)).toBe(2));
    expect(tiny.faults()).toMatchObject([{ fault: "duplicate", count: 1 }]);
  });

  it.each(origins)("that %s delays come after later ones", async (_, name, where) => {
    tiny.set(1, { fault: "delay", nth: 1, where, milliseconds: 60_000 });
    await tiny.deposit(`${name}-late`);
    await eventually(() => expect(tiny.faults()).toHaveLength(1));
    await tiny.deposit(`${name}-prompt`);
    await eventually(async () => expect(await toldOf(`${name}-prompt`)).toBe(1));
    expect(await toldOf(`${name}-late`)).toBe(0);
    tiny.clear();
    await eventually(async () => expect(await toldOf(`${name}-late`)).toBe(1));
  });

  it.each(origins)("that %s puts out of order come once the next has passed", async (_, name, where) => {
    tiny.set(1, { fault: "reorder", nth: 1, where, milliseconds: 60_000 });
    await tiny.deposit(`${name}-first`);
    await eventually(() => expect(tiny.faults()).toMatchObject([{ fault: "reorder" }]));
    expect(await toldOf(`${name}-first`)).toBe(0);
    await tiny.deposit(`${name}-second`);
    await eventually(async () =>
      expect([await toldOf(`${name}-first`), await toldOf(`${name}-second`)]).toEqual([1, 1]),
    );
  });
});

describe("messages of a queue", () => {
  const arn = "arn:aws-cn:sqs:cn-north-1:000000000000:pages";
  let sqs: SqsService;
  let queue: MappedQueue;
  beforeEach(() => {
    sqs = createSqsService({
      directory: `${folder.path}/sqs`,
      region: HOME,
      accountId: "000000000000",
      partition: "aws-cn",
      now: Date.now,
      authorize: allowAll,
      url: () => "http://127.0.0.1",
    });
    sqs.createQueue({
      queueName: "pages",
      arn,
      visibilityTimeoutSeconds: 600,
      delaySeconds: 0,
      messageRetentionSeconds: 3_600,
      maximumMessageBytes: 262_144,
    });
    const own: MappedQueue = {
      receive: (maximum) => sqs.receive(arn, maximum).map((message) => queueRecord(message, arn, HOME)),
      remove: (receiptHandle) => void sqs.remove(arn, receiptHandle),
      release: (receiptHandle) => void sqs.release(arn, receiptHandle, 0),
      visibleCount: () => sqs.counts(arn).visible,
      onMessage: (listener) => sqs.onMessage(arn, listener),
    };
    queue = faultyQueue(own, { region: HOME, service: "sqs", queue: "pages" }, faults, Date.now);
  });
  afterEach(() => sqs.close());
  const bodies = (maximum = 10): string[] => queue.receive(maximum).map(({ body }) => body);

  it("come again after they were deleted, as the same message", () => {
    set({ fault: "duplicate", nth: 1, where: { queue: "pages" } });
    sqs.send(arn, "a");
    const [first] = queue.receive(10);
    queue.remove(first!.receiptHandle);
    const [second] = queue.receive(10);
    expect(second).toMatchObject({ messageId: first!.messageId, attributes: { ApproximateReceiveCount: "2" } });
    queue.remove(second!.receiptHandle);
    expect(sqs.counts(arn)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it("come late, and wake the reader when they do", async () => {
    set({ fault: "delay", nth: 1, milliseconds: 50 });
    let woken = 0;
    const stop = queue.onMessage(() => (woken += 1));
    sqs.send(arn, "a");
    sqs.send(arn, "b");
    expect(bodies()).toEqual(["b"]);
    expect([bodies(), queue.visibleCount()]).toEqual([[], 0]);
    await eventually(() => expect([woken > 0, queue.visibleCount()]).toEqual([true, 1]));
    expect(bodies()).toEqual(["a"]);
    stop();
  });

  it("come behind the next one, whether it is of the same batch or not", () => {
    set({ fault: "reorder", nth: 1, milliseconds: 60_000 });
    sqs.send(arn, "a");
    expect(bodies()).toEqual([]);
    sqs.send(arn, "b");
    sqs.send(arn, "c");
    expect(bodies(2)).toEqual(["b", "c"]);
    sqs.send(arn, "d");
    expect(bodies()).toEqual(["d", "a"]);
  });

  it("come when the plan is taken away", () => {
    set({ fault: "delay", chance: 1, milliseconds: 60_000 });
    sqs.send(arn, "a");
    expect(bodies()).toEqual([]);
    faults.clear();
    expect(bodies()).toEqual(["a"]);
  });
});

describe("batches of a stream", () => {
  const place = { region: HOME, service: "dynamodb", table: "history", function: "publish" };
  let at: string;
  let stream: MappedStream;
  const record = (number: number) => ({ dynamodb: { SequenceNumber: String(number), ApproximateCreationDateTime: 0 } });
  beforeEach(() => {
    at = "0";
    stream = faultyStream(
      {
        read: (after, limit) => {
          const records = [1, 2, 3, 4].filter((number) => number > Number(after)).slice(0, limit);
          return { records: records.map(record), last: String(records.at(-1) ?? after) };
        },
        checkpoint: () => at,
        advance: (sequenceNumber) => (at = sequenceNumber),
        onWritten: () => () => undefined,
      },
      place,
      faults,
    );
  });
  /** Reads as a mapping does. */
  const next = (): string[] => {
    const { records, last } = stream.read(stream.checkpoint(), 2);
    if (records.length > 0) stream.advance(last);
    return records.map(({ dynamodb }) => dynamodb.SequenceNumber);
  };

  it("are skipped for good", () => {
    set({ fault: "drop", nth: 1 });
    expect([next(), next()]).toEqual([["3", "4"], []]);
  });

  it("come again", () => {
    set({ fault: "duplicate", nth: 1 });
    expect([next(), next(), next()]).toEqual([
      ["1", "2"],
      ["1", "2"],
      ["3", "4"],
    ]);
  });

  it("come late in their order, and wake the reader when they do", async () => {
    set({ fault: "delay", nth: 1, milliseconds: 50 });
    let woken = 0;
    stream.onWritten(() => (woken += 1));
    expect([next(), next()]).toEqual([[], []]);
    await eventually(() => expect(woken).toBe(1));
    expect([next(), next()]).toEqual([
      ["1", "2"],
      ["3", "4"],
    ]);
  });
});
