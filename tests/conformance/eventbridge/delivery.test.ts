import { describe, expect, it } from "vitest";
import { UndeliverableError } from "../../../local/aws/eventbridge/delivery.ts";
import { eventually } from "../../support/serve-service.ts";
import { account, busUnderTest, dead, queue } from "./bus-under-test.ts";

const b = busUnderTest();

/** Amazon EventBridge User Guide, "How EventBridge retries delivering events" and "Using dead-letter queues to process undelivered events". */
describe("delivery", () => {
  const once = { eventPattern: { source: ["intake"] } };

  it("is tried again until it succeeds", async () => {
    let failures = 0;
    b.obstacle = () => {
      failures += 1;
      return failures <= 3 ? Promise.reject(new Error("busy")) : Promise.resolve();
    };
    b.rule({ ...once, targets: [{ id: "1", arn: queue }] });
    await b.put({});
    await b.afterPauses(() => b.delivered.length === 1);
    expect(failures).toBe(4);
  });

  it("is not missed when it falls due between two looks at the clock", async () => {
    let failures = 0;
    b.obstacle = () => {
      if (failures === 4) return Promise.resolve();
      failures += 1;
      return Promise.reject(new Error("busy"));
    };
    b.rule({ ...once, targets: [{ id: "1", arn: queue }] });
    b.tick = 200;
    await b.put({});
    await eventually(() => b.delivered.length === 1);
  });

  it("ends in the dead-letter queue with the reason", async () => {
    b.obstacle = (target) => (target === dead ? Promise.resolve() : Promise.reject(new Error("busy")));
    b.rule({
      ...once,
      targets: [{ id: "1", arn: queue, deadLetterArn: dead, retryPolicy: { maximumRetryAttempts: 2 } }],
    });
    await b.put({ Detail: '{"n":1}' });
    await b.afterPauses(() => b.delivered.length === 1);
    expect(b.delivered[0]).toMatchObject({
      target: dead,
      options: {
        attributes: {
          RULE_ARN: `${account}rule/rule`,
          TARGET_ARN: queue,
          ERROR_CODE: "ERROR_FROM_TARGET",
          ERROR_MESSAGE: "busy",
          RETRY_ATTEMPTS: "2",
          EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
        },
      },
    });
    expect(b.payloads()[0]).toMatchObject({ detail: { n: 1 } });
  });

  it("that can never succeed is not tried again, and counted when there is no dead-letter queue", async () => {
    let tries = 0;
    b.obstacle = () => {
      tries += 1;
      return Promise.reject(new UndeliverableError("no such function"));
    };
    b.rule({ ...once, targets: [{ id: "1", arn: queue }] });
    await b.put({});
    await eventually(() => b.bus.counts().dropped === 1);
    expect(tries).toBe(1);
    expect(b.bus.counts().waiting).toBe(0);
  });

  it("goes on after a restart", async () => {
    const stuck = Promise.withResolvers<undefined>();
    let begun = 0;
    b.obstacle = () => {
      begun += 1;
      return stuck.promise;
    };
    b.rule({ ...once, targets: [{ id: "1", arn: queue }] });
    await b.put({}, {}, {});
    await eventually(() => begun === 3);
    expect(b.bus.counts().waiting).toBe(3);
    const earlier = b.bus;
    b.obstacle = () => Promise.resolve();
    b.bus = b.open();
    await eventually(() => b.delivered.length === 3 && b.bus.counts().waiting === 0);
    stuck.reject(new Error("the process is gone"));
    await earlier.close();
  });

  it("ends in the dead-letter queue also when the event has become too old", async () => {
    b.obstacle = (target) => (target === dead ? Promise.resolve() : Promise.reject(new Error("busy")));
    b.rule({
      ...once,
      targets: [{ id: "1", arn: queue, deadLetterArn: dead, retryPolicy: { maximumEventAgeSeconds: 60 } }],
    });
    await b.put({});
    await b.afterPauses(() => b.delivered.length === 1, 5_000);
    expect(b.delivered[0]?.options.attributes).toMatchObject({ EXHAUSTED_RETRY_CONDITION: "MaximumEventAgeInSeconds" });
  });

  it("goes to the dead-letter queue without a retry when the target does not exist", async () => {
    b.obstacle = (target) =>
      target === dead ? Promise.resolve() : Promise.reject(new UndeliverableError("no such queue"));
    b.rule({ ...once, targets: [{ id: "1", arn: queue, deadLetterArn: dead }] });
    await b.put({});
    await eventually(() => b.delivered.length === 1);
    const attributes = b.delivered[0]?.options.attributes;
    expect(attributes).toMatchObject({ ERROR_CODE: "NO_RESOURCE", RETRY_ATTEMPTS: "0" });
    expect(attributes).not.toHaveProperty("EXHAUSTED_RETRY_CONDITION");
  });

  it("to one target does not wait for another", async () => {
    const slow = Promise.withResolvers<undefined>();
    b.obstacle = (target) => (target === queue ? slow.promise : Promise.resolve());
    b.rule({
      ...once,
      targets: [
        { id: "slow", arn: queue },
        { id: "fast", arn: dead },
      ],
    });
    await b.put({});
    await eventually(() => b.delivered.length === 1);
    expect(b.delivered[0]?.target).toBe(dead);
    slow.resolve(undefined);
    await eventually(() => b.bus.counts().waiting === 0);
  });
});

/** Amazon EventBridge User Guide, "Creating a scheduled rule"; EventBridge Scheduler User Guide, "Adding context attributes". */
describe("schedules", () => {
  const hourly = () => {
    b.rule({ scheduleExpression: "rate(1 hour)", targets: [{ id: "1", arn: queue }] });
  };

  it("bring a scheduled event at every tick", async () => {
    hourly();
    for (const hour of [1, 2]) {
      b.time = Date.UTC(2026, 10, 23, hour);
      await eventually(() => b.delivered.length === hour);
    }
    expect(
      b.payloads().map((event) => [event["detail-type"], event["source"], event["time"], event["resources"]]),
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
    b.time = Date.UTC(2026, 10, 23, 5, 30);
    await b.reopen();
    hourly();
    await eventually(() => b.delivered.length === 1);
    b.time = Date.UTC(2026, 10, 23, 6);
    await eventually(() => b.delivered.length === 2);
    expect(b.payloads().map((event) => event["time"])).toEqual(["2026-11-23T01:00:00Z", "2026-11-23T06:00:00Z"]);
  });

  it("of EventBridge Scheduler give their input in their time zone", async () => {
    b.bus.createSchedule({
      name: "drill",
      expression: "cron(0 9 * * ? *)",
      timezone: "Asia/Shanghai",
      targetArn: queue,
      input: '{"at":"<aws.scheduler.scheduled-time>"}',
      flexibleWindowMinutes: 15,
    });
    b.time = Date.UTC(2026, 10, 23, 1);
    await eventually(() => b.delivered.length === 1);
    expect(b.payloads()).toEqual([{ at: "2026-11-23T01:00:00Z" }]);
  });

  it("that are disabled bring nothing", async () => {
    b.rule({ scheduleExpression: "rate(1 minute)", state: "DISABLED", targets: [{ id: "1", arn: queue }] });
    b.bus.createRule({
      name: "on",
      arn: `${account}rule/on`,
      scheduleExpression: "rate(1 minute)",
      targets: [{ id: "1", arn: dead }],
    });
    b.time += 60_000;
    await eventually(() => b.delivered.length === 1);
    expect(b.delivered.map(({ target }) => target)).toEqual([dead]);
  });
});
