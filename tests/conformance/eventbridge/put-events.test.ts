import { describe, expect, it } from "vitest";
import { denyAll, eventually } from "../../support/serve-service.ts";
import { account, busUnderTest, dead, queue } from "./bus-under-test.ts";

const b = busUnderTest();

/** Amazon EventBridge User Guide, "Sending events with PutEvents" and "Calculating PutEvents event entry size". */
describe("PutEvents", () => {
  it("brings what matches to every target, in the envelope of AWS, and nothing else", async () => {
    b.rule({
      eventPattern: { source: ["intake"], detail: { archive: ["440100"] } },
      targets: [
        { id: "queue", arn: queue, sqsMessageGroupId: "g" },
        { id: "other", arn: dead },
      ],
    });
    const answer = await b.put(
      { Detail: '{"archive":"440200"}' },
      { Detail: '{"archive":"440100"}', Resources: ["page"], Time: new Date("2026-01-02T03:04:05Z") },
    );
    expect(answer.FailedEntryCount).toBe(0);
    await eventually(() => b.delivered.length === 2);
    expect(b.delivered.map(({ target, options }) => [target, options])).toEqual([
      [queue, { messageGroupId: "g" }],
      [dead, {}],
    ]);
    expect(b.payloads()[0]).toEqual({
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
    await eventually(() => b.bus.counts().waiting === 0);
  });

  it("fails entry by entry", async () => {
    b.rule({ eventPattern: { source: ["intake"] }, targets: [{ id: "queue", arn: queue }] });
    const answer = await b.put(
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
    await eventually(() => b.bus.counts().waiting === 0);
    expect(b.delivered).toHaveLength(1);
  });

  it("is refused to whom no policy allows it", async () => {
    await b.reopen(denyAll);
    await expect(b.put({})).rejects.toMatchObject({ name: "AccessDeniedException" });
  });

  it("takes an entry of 256 KiB, counted as AWS counts it, and no byte more", async () => {
    const entry = { Source: "s", DetailType: "d", Resources: ["页"], Time: new Date() };
    const detail = (bytes: number) => JSON.stringify({ d: "x".repeat(bytes - 8) });
    const answer = await b.put(
      { ...entry, Detail: detail(262_144 - 1 - 1 - 3 - 14) },
      { ...entry, Detail: detail(262_144 - 1 - 1 - 3 - 14 + 1) },
    );
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([undefined, "EntryTooLarge"]);
  });

  it("takes one to ten entries", async () => {
    expect((await b.put(...Array.from({ length: 10 }, () => ({})))).Entries).toHaveLength(10);
    await expect(b.put(...Array.from({ length: 11 }, () => ({})))).rejects.toMatchObject({
      name: "ValidationException",
    });
    await expect(b.put()).rejects.toMatchObject({ name: "ValidationException" });
  });

  it("gives an event without a time the time of its arrival", async () => {
    b.rule({ eventPattern: { source: ["intake"] }, targets: [{ id: "queue", arn: queue }] });
    await b.put({});
    await eventually(() => b.delivered.length === 1);
    expect(b.payloads()[0]).toMatchObject({ time: "2026-11-23T00:00:00Z", resources: [] });
  });
});

/** Amazon EventBridge User Guide, "Event buses", "Amazon EventBridge input transformation". */
describe("rules", () => {
  it("listen to their own bus, while enabled", async () => {
    b.bus.createBus("archive");
    const named = (name: string) => ({ name, arn: `${account}rule/${name}`, eventPattern: { source: ["intake"] } });
    b.bus.createRule({ ...named("own"), busName: "archive", targets: [{ id: "1", arn: `${queue}-own` }] });
    b.bus.createRule({ ...named("default"), targets: [{ id: "1", arn: `${queue}-default` }] });
    b.bus.createRule({ ...named("off"), busName: "archive", state: "DISABLED", targets: [{ id: "1", arn: queue }] });
    await b.put({ EventBusName: `${account}event-bus/archive` });
    await eventually(() => b.bus.counts().waiting === 0);
    expect(b.delivered.map(({ target }) => target)).toEqual([`${queue}-own`]);
    expect(() => b.rule({ busName: "none", eventPattern: { a: [1] }, targets: [] })).toThrow("none");
  });

  it("give targets a constant, a part, or a text made from the event", async () => {
    b.rule({
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
    await b.put({ Detail: JSON.stringify({ pages: [1, { n: 2 }], title: 'a "b"' }) });
    await eventually(() => b.delivered.length === 3);
    expect(b.payloads()).toEqual([
      { fixed: true },
      { n: 2 },
      { all: [1, { n: 2 }], say: '题名 a "b", ', none: null, by: "rule", x: "<y>" },
    ]);
  });

  it("with a path this host does not know are refused", () => {
    expect(() => b.rule({ eventPattern: { a: [1] }, targets: [{ id: "1", arn: queue, inputPath: "$..x" }] })).toThrow(
      "$..x",
    );
  });

  const transformed = async (inputPathsMap: Record<string, string>, inputTemplate: string) => {
    b.rule({
      eventPattern: { source: ["intake"] },
      targets: [{ id: "1", arn: queue, inputTransformer: { inputPathsMap, inputTemplate } }],
    });
    await b.put({
      DetailType: "EC2 Instance State-change Notification",
      Time: new Date("2015-11-11T21:29:54Z"),
      Resources: ["arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"],
      Detail: JSON.stringify({ "instance-id": "i-0123456789", state: "RUNNING", tags: ["a", "b"], size: { n: 1 } }),
    });
    await eventually(() => b.delivered.length === 1);
    return b.delivered[0]?.payload;
  };
  const map = {
    timestamp: "$.time",
    instance: "$.detail.instance-id",
    state: "$.detail.state",
    resource: "$.resources[0]",
    tags: "$.detail.tags",
    size: "$.detail.size",
  };

  it.each([
    ['"instance <instance> is in <state>"', '"instance i-0123456789 is in RUNNING"'],
    ['{"instance" : <instance>, "state": "<state>"}', '{"instance" : "i-0123456789", "state": "RUNNING"}'],
    [
      '{"resource": <resource>, "at": <timestamp>}',
      '{"resource": "arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111", "at": "2015-11-11T21:29:54Z"}',
    ],
    ['{"tags": <tags>, "first": <size>}', '{"tags": ["a","b"], "first": {"n":1}}'],
    ['{"say": "is \\"<state>\\""}', '{"say": "is \\"RUNNING\\""}'],
    [
      '{"rule": <aws.events.rule-arn>, "at": "<aws.events.event.ingestion-time>"}',
      `{"rule": "${account}rule/rule", "at": "2026-11-23T00:00:00Z"}`,
    ],
  ])("fill the documented template %s", async (template, expected) => {
    expect(await transformed(map, template)).toBe(expected);
  });

  it("know the event with and without its detail", async () => {
    const whole = JSON.parse(
      (await transformed({}, '{"short": <aws.events.event>, "long": <aws.events.event.json>}')) ?? "",
    ) as {
      short: object;
      long: object;
    };
    expect(whole.short).not.toHaveProperty("detail");
    expect(whole.long).toMatchObject({ ...whole.short, detail: { state: "RUNNING" } });
  });
});
