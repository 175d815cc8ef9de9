import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { KMSClient, ListAliasesCommand } from "@aws-sdk/client-kms";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openFaults } from "../../../local/faults/faults.ts";
import { faultyService } from "../../../local/faults/faulty-service.ts";
import { readFaultPlan } from "../../../local/faults/fault-plan.ts";
import type { Service } from "../../../local/network/service.ts";
import { eventually } from "../../support/eventually.ts";
import { serveService, temporaryDirectory } from "../../support/serve-service.ts";
import { HOME, REPLICA } from "../../support/tiny-app.ts";
import { startTinyHost, type TinyHost } from "../../support/tiny-host.ts";

let tiny: TinyHost;
beforeAll(async () => {
  tiny = await startTinyHost();
});
afterEach(() => tiny.clear());
afterAll(() => tiny.close());

describe("throttling", () => {
  it.each([
    ["S3", () => tiny.deposit("throttled"), "SlowDown", 503],
    [
      "DynamoDB",
      () => dynamodb().send(new GetItemCommand({ TableName: "t", Key: { pk: { S: "x" } } })),
      "ProvisionedThroughputExceededException",
      400,
    ],
    ["SQS", () => sqs().send(new SendMessageCommand({ QueueUrl: "q", MessageBody: "x" })), "RequestThrottled", 400],
    ["KMS", () => kms().send(new ListAliasesCommand()), "ThrottlingException", 400],
    ["EventBridge", () => events().send(new PutEventsCommand({ Entries: [] })), "ThrottlingException", 400],
  ])("of %s is what its SDK takes for throttling", async (_, call, name, status) => {
    tiny.set(1, { fault: "throttle", nth: 1, where: { region: HOME, function: "client" } });
    await expect(call()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
    expect(tiny.faults()).toMatchObject([{ rule: 1, fault: "throttle", place: { function: "client" }, count: 1 }]);
  });

  const settings = () => ({
    region: HOME,
    endpoint: tiny.host.regions[HOME]!.dynamodbUrl,
    credentials: tiny.host.uploaders[0]!,
    maxAttempts: 1,
  });
  const dynamodb = () => new DynamoDBClient(settings());
  const sqs = () => new SQSClient(settings());
  const kms = () => new KMSClient(settings());
  const events = () => new EventBridgeClient(settings());

  it.each([
    ["lambda", "/2015-03-31/functions/f/invocations", 429],
    ["es", "/pages/_bulk", 429],
    ["aoss", "/pages/_search", 429],
  ])("of %s is answered without the service being asked", async (name, path, status) => {
    const folder = await temporaryDirectory();
    const faults = openFaults(`${folder.path}/faults.log`, Date.now);
    const read = readFaultPlan({ seed: 1, rules: [{ fault: "throttle", nth: 1 }] });
    if (read.ok) faults.set(read.plan);
    let asked = 0;
    const service: Service = {
      handle: (_, response) => {
        asked += 1;
        response.end("done");
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    };
    const partition = { cut: () => undefined, heal: () => undefined };
    const server = await serveService(() =>
      faultyService(service, { region: HOME, name, partition, functionOf: () => undefined }, faults),
    );
    try {
      const first = await fetch(server.url + path, { method: "POST", body: "x".repeat(100_000) });
      expect([first.status, asked]).toEqual([status, 0]);
      expect(await (await fetch(server.url + path, { method: "POST" })).text()).toBe("done");
    } finally {
      await server.close();
      await folder.remove();
    }
  });

  it("of a function's calls is retried by its SDK, so that the work is done all the same", async () => {
    tiny.set(1, { fault: "throttle", nth: 1, times: 2, where: { service: "dynamodb", operation: "PutItem" } });
    await tiny.deposit("throttled-table");
    await eventually(async () => expect(await tiny.isInTable("throttled-table")).toBe(true));
    await eventually(() => expect(tiny.faults().length).toBeGreaterThanOrEqual(2));
    for (const { place } of tiny.faults())
      expect(place).toMatchObject({ region: HOME, service: "dynamodb", operation: "PutItem" });
  });
});

describe("an answer that is lost", () => {
  it("breaks the connection of a call that was done", async () => {
    tiny.set(1, { fault: "answer-lost", nth: 1, where: { operation: "PutObject", function: "client" } });
    await expect(tiny.deposit("unanswered")).rejects.toThrow(/socket hang up|ECONNRESET/);
    await eventually(async () => expect(await tiny.isInTable("unanswered")).toBe(true));
    expect(tiny.faults()).toMatchObject([{ fault: "answer-lost", place: { service: "s3", operation: "PutObject" } }]);
  });

  it("of a read or a write of a function is asked for again", async () => {
    tiny.set(
      1,
      { fault: "answer-lost", nth: 1, where: { operation: "GetObject" } },
      { fault: "answer-lost", nth: 1, where: { region: REPLICA, operation: "PutObject" } },
      { fault: "answer-lost", nth: 1, where: { operation: "PutItem" } },
    );
    await tiny.deposit("asked-again");
    await eventually(() => {
      expect(
        tiny
          .faults()
          .map(({ rule }) => rule)
          .toSorted(),
      ).toContain(3);
      expect(tiny.queue()).toMatchObject({ visible: 0, inFlight: 0 });
    });
    expect(await tiny.isInTable("asked-again")).toBe(true);
    expect(new Set(tiny.faults().map(({ rule }) => rule))).toEqual(new Set([1, 2, 3]));
  });
});

describe("a call that is delayed", () => {
  it("is neither done nor answered until its time has come, or the plan is taken away", async () => {
    tiny.set(1, {
      fault: "delay",
      nth: 1,
      where: { operation: "PutObject", function: "client" },
      milliseconds: 60_000,
    });
    let answered = false;
    const held = tiny.deposit("late").then(() => (answered = true));
    await eventually(() => expect(tiny.faults()).toMatchObject([{ fault: "delay" }]));
    await tiny.deposit("soon");
    await eventually(async () => expect(await tiny.isInTable("soon")).toBe(true));
    expect([answered, await tiny.isInTable("late")]).toEqual([false, false]);
    tiny.clear();
    await held;
    await eventually(async () => expect(await tiny.isInTable("late")).toBe(true));
  });
});

describe("a region that is cut off for a time", () => {
  it("is not reached by functions of others until the plan is taken away", async () => {
    tiny.set(
      1,
      { fault: "cut", nth: 1, where: { region: REPLICA, service: "s3" }, milliseconds: 60_000 },
      // A log of when the function begins with a message.
      { fault: "delay", chance: 1, where: { operation: "GetObject" }, milliseconds: 1 },
    );
    const begun = (): number => tiny.faults().filter(({ rule }) => rule === 2).length;
    await tiny.deposit("last-to-pass");
    await eventually(() => expect(tiny.host.control.cutRegions()).toEqual([REPLICA]));
    const before = begun();
    await tiny.deposit("cut-off");
    await eventually(() => expect(begun()).toBeGreaterThanOrEqual(before + 2));
    expect([await tiny.isInTable("cut-off"), tiny.isCopied("cut-off")]).toEqual([true, false]);
    tiny.clear();
    await eventually(() => expect(tiny.host.control.cutRegions()).toEqual([]));
    await eventually(() => expect(tiny.isCopied("cut-off")).toBe(true));
  });

  it("is healed by itself", async () => {
    tiny.set(1, { fault: "cut", nth: 1, where: { region: REPLICA, service: "s3" }, milliseconds: 3_000 });
    await tiny.deposit("cut-off-shortly");
    await eventually(() => expect(tiny.faults()).toMatchObject([{ fault: "cut", place: { region: REPLICA } }]));
    await eventually(() => expect(tiny.host.control.cutRegions()).toEqual([]));
    await eventually(() => expect(tiny.queue()).toMatchObject({ visible: 0, inFlight: 0 }));
  });
});

describe("the same plan", () => {
  it("refuses the same calls again, and others with another seed", async () => {
    const refused = async (seed: number): Promise<string> => {
      tiny.set(seed, { fault: "throttle", chance: 0.5, where: { operation: "PutObject", function: "client" } });
      let run = "";
      for (let at = 0; at < 24; at += 1)
        run += await tiny.deposit(`replayed-${at}`).then(
          () => "+",
          () => "-",
        );
      const told = tiny.faults().map(({ count }) => count - 1);
      expect(told).toEqual(Array.from(run, (sign, at) => (sign === "-" ? [at] : [])).flat());
      return run;
    };
    const first = await refused(11);
    expect(first).toMatch(/\+.*-|-.*\+/);
    expect(await refused(11)).toBe(first);
    expect(await refused(12)).not.toBe(first);
  });
});
