import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UndeliverableError, type DeliveryOptions } from "../../../local/aws/eventbridge/delivery.ts";
import {
  createEventBridgeService,
  type EventBridgeService,
} from "../../../local/aws/eventbridge/eventbridge-service.ts";
import type { NewRule } from "../../../local/aws/eventbridge/rule-definition.ts";
import { allowAll, denyAll, eventually, serveService, temporaryDirectory } from "../../support/serve-service.ts";

type Delivered = { target: string; payload: string; options: DeliveryOptions };

const account = "arn:aws-cn:events:cn-north-1:000000000000:";
const queue = "arn:aws-cn:sqs:cn-north-1:000000000000:pages";
const dead = `${queue}-dead`;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: Awaited<ReturnType<typeof serveService>>;
let bus: EventBridgeService;
let client: EventBridgeClient;
let time: number;
let delivered: Delivered[];
/** What the next deliveries do before they succeed. */
let obstacle: (target: string) => Promise<void>;

const open = (authorize = allowAll): EventBridgeService =>
  createEventBridgeService({
    directory: directory.path,
    region: "cn-north-1",
    accountId: "000000000000",
    partition: "aws-cn",
    now: () => time,
    authorize,
    deliver: async (target, payload, options) => {
      await obstacle(target);
      delivered.push({ target, payload, options });
    },
  });

const rule = (definition: Partial<NewRule> & Pick<NewRule, "targets">) => {
  bus.createRule({ name: "rule", arn: `${account}rule/rule`, ...definition });
};

const put = (...entries: Partial<PutEventsRequestEntry>[]) =>
  client.send(
    new PutEventsCommand({
      Entries: entries.map((entry) => ({ Source: "intake", DetailType: "PageAccepted", Detail: "{}", ...entry })),
    }),
  );

/** Lets the clock run while waiting. */
const afterPauses = (condition: () => boolean) =>
  eventually(() => {
    time += 100;
    return condition();
  });

const payloads = () => delivered.map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);

beforeEach(async () => {
  time = Date.UTC(2026, 10, 23);
  delivered = [];
  obstacle = () => Promise.resolve();
  directory = await temporaryDirectory();
  server = await serveService(() => bus);
  bus = open();
  client = new EventBridgeClient({
    endpoint: server.url,
    region: "cn-north-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  await bus.close();
  await server.close();
  await directory.remove();
});

describe("PutEvents", () => {
  it("brings what matches to every target, in the envelope of AWS, and nothing else", async () => {
    rule({
      eventPattern: { source: ["intake"], detail: { archive: ["440100"] } },
      targets: [
        { id: "queue", arn: queue, sqsMessageGroupId: "g" },
        { id: "other", arn: dead },
      ],
    });
    const answer = await put(
      { Detail: '{"archive":"440200"}' },
      { Detail: '{"archive":"440100"}', Resources: ["page"], Time: new Date("2026-01-02T03:04:05Z") },
    );
    expect(answer.FailedEntryCount).toBe(0);
    await eventually(() => delivered.length === 2);
    expect(delivered.map(({ target, options }) => [target, options])).toEqual([
      [queue, { messageGroupId: "g" }],
      [dead, {}],
    ]);
    expect(payloads()[0]).toEqual({
      version: "0",
      id: answer.Entries?.[1]?.EventId,
      "detail-type": "PageAccepted",
      source: "intake",
      account: "000000000000",
      time: "2026-01-02T03:04:05Z",
      region: "cn-north-1",
      resources: ["page"],
      detail: { archive: "440100" },
    });
    await eventually(() => bus.counts().waiting === 0);
  });

  it("fails entry by entry", async () => {
    rule({ eventPattern: { source: ["intake"] }, targets: [{ id: "queue", arn: queue }] });
    const answer = await put(
      {},
      { Detail: "[1]" },
      { Detail: "{" },
      { Source: "" },
      { Source: "aws.s3" },
      { EventBusName: "none" },
      { Detail: JSON.stringify({ long: "x".repeat(262_144) }) },
    );
    expect(answer.FailedEntryCount).toBe(6);
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      "MalformedDetail",
      "MalformedDetail",
      "InvalidArgument",
      "NotAuthorizedForSourceException",
      "ResourceNotFoundException",
      "EntryTooLarge",
    ]);
    await eventually(() => bus.counts().waiting === 0);
    expect(delivered).toHaveLength(1);
  });

  it("is refused to whom no policy allows it", async () => {
    await bus.close();
    bus = open(denyAll);
    await expect(put({})).rejects.toMatchObject({ name: "AccessDeniedException" });
  });
});

describe("rules", () => {
  it("listen to their own bus, while enabled", async () => {
    bus.createBus("archive");
    const named = (name: string) => ({ name, arn: `${account}rule/${name}`, eventPattern: { source: ["intake"] } });
    bus.createRule({ ...named("own"), busName: "archive", targets: [{ id: "1", arn: `${queue}-own` }] });
    bus.createRule({ ...named("default"), targets: [{ id: "1", arn: `${queue}-default` }] });
    bus.createRule({ ...named("off"), busName: "archive", state: "DISABLED", targets: [{ id: "1", arn: queue }] });
    await put({ EventBusName: `${account}event-bus/archive` });
    await eventually(() => bus.counts().waiting === 0);
    expect(delivered.map(({ target }) => target)).toEqual([`${queue}-own`]);
    expect(() => rule({ busName: "none", eventPattern: { a: [1] }, targets: [] })).toThrow("none");
  });

  it("give targets a constant, a part, or a text made from the event", async () => {
    rule({
      eventPattern: { source: ["intake"] },
      targets: [
        { id: "constant", arn: `${queue}-1`, input: '{"fixed":true}' },
        { id: "part", arn: `${queue}-2`, inputPath: "$.detail.pages[1]" },
        {
          id: "template",
          arn: `${queue}-3`,
          inputTransformer: {
            inputPathsMap: { pages: "$.detail.pages", title: "$.detail.title", none: "$.detail.none" },
            inputTemplate:
              '{"all": <pages>, "say": "题名 <title>, <none>", "none": <none>, "by": "<aws.events.rule-name>", "x": "<y>"}',
          },
        },
      ],
    });
    await put({ Detail: JSON.stringify({ pages: [1, { n: 2 }], title: 'a "b"' }) });
    await eventually(() => delivered.length === 3);
    expect(payloads()).toEqual([
      { fixed: true },
      { n: 2 },
      { all: [1, { n: 2 }], say: '题名 a "b", ', none: null, by: "rule", x: "<y>" },
    ]);
  });

  it("with a path this host does not know are refused", () => {
    expect(() => rule({ eventPattern: { a: [1] }, targets: [{ id: "1", arn: queue, inputPath: "$..x" }] })).toThrow(
      "$..x",
    );
  });
});

describe("delivery", () => {
  const once = { eventPattern: { source: ["intake"] } };

  it("is tried again until it succeeds", async () => {
    let failures = 0;
    obstacle = () => {
      failures += 1;
      return failures <= 3 ? Promise.reject(new Error("busy")) : Promise.resolve();
    };
    rule({ ...once, targets: [{ id: "1", arn: queue }] });
    await put({});
    await afterPauses(() => delivered.length === 1);
    expect(failures).toBe(4);
  });

  it("ends in the dead-letter queue with the reason", async () => {
    obstacle = (target) => (target === dead ? Promise.resolve() : Promise.reject(new Error("busy")));
    rule({
      ...once,
      targets: [{ id: "1", arn: queue, deadLetterArn: dead, retryPolicy: { maximumRetryAttempts: 2 } }],
    });
    await put({ Detail: '{"n":1}' });
    await afterPauses(() => delivered.length === 1);
    expect(delivered[0]).toMatchObject({
      target: dead,
      options: { attributes: { RULE_ARN: `${account}rule/rule`, ERROR_MESSAGE: "busy" } },
    });
    expect(payloads()[0]).toMatchObject({ detail: { n: 1 } });
  });

  it("that can never succeed is not tried again, and counted when there is no dead-letter queue", async () => {
    let tries = 0;
    obstacle = () => {
      tries += 1;
      return Promise.reject(new UndeliverableError("no such function"));
    };
    rule({ ...once, targets: [{ id: "1", arn: queue }] });
    await put({});
    await eventually(() => bus.counts().dropped === 1);
    expect(tries).toBe(1);
    expect(bus.counts().waiting).toBe(0);
  });

  it("goes on after a restart", async () => {
    const stuck = Promise.withResolvers<undefined>();
    let begun = 0;
    obstacle = () => {
      begun += 1;
      return stuck.promise;
    };
    rule({ ...once, targets: [{ id: "1", arn: queue }] });
    await put({}, {}, {});
    await eventually(() => begun === 3);
    expect(bus.counts().waiting).toBe(3);
    const earlier = bus;
    obstacle = () => Promise.resolve();
    bus = open();
    await eventually(() => delivered.length === 3 && bus.counts().waiting === 0);
    stuck.reject(new Error("the process is gone"));
    await earlier.close();
  });
});

describe("schedules", () => {
  const hourly = () => {
    rule({ scheduleExpression: "rate(1 hour)", targets: [{ id: "1", arn: queue }] });
  };

  it("bring a scheduled event at every tick", async () => {
    hourly();
    for (const hour of [1, 2]) {
      time = Date.UTC(2026, 10, 23, hour);
      await eventually(() => delivered.length === hour);
    }
    expect(
      payloads().map((event) => [event["detail-type"], event["source"], event["time"], event["resources"]]),
    ).toEqual(
      ["01", "02"].map((hour) => [
        "Scheduled Event",
        "aws.events",
        `2026-11-23T${hour}:00:00Z`,
        [`${account}rule/rule`],
      ]),
    );
  });

  it("make up for ticks missed while nothing ran by one, and keep their beat", async () => {
    hourly();
    await bus.close();
    time = Date.UTC(2026, 10, 23, 5, 30);
    bus = open();
    hourly();
    await eventually(() => delivered.length === 1);
    time = Date.UTC(2026, 10, 23, 6);
    await eventually(() => delivered.length === 2);
    expect(payloads().map((event) => event["time"])).toEqual(["2026-11-23T01:00:00Z", "2026-11-23T06:00:00Z"]);
  });

  it("of EventBridge Scheduler give their input in their time zone", async () => {
    bus.createSchedule({
      name: "drill",
      expression: "cron(0 9 * * ? *)",
      timezone: "Asia/Shanghai",
      targetArn: queue,
      input: '{"at":"<aws.scheduler.scheduled-time>"}',
      flexibleWindowMinutes: 15,
    });
    time = Date.UTC(2026, 10, 23, 1);
    await eventually(() => delivered.length === 1);
    expect(payloads()).toEqual([{ at: "2026-11-23T01:00:00Z" }]);
  });
});
