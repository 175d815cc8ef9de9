import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { afterEach, beforeEach, expect, test } from "vitest";
import { domainEvent, samples } from "../../events/domain-event.ts";
import { createEventBridgeService, type EventBridgeService } from "../../local/aws/eventbridge/eventbridge-service.ts";
import { eventBusName, eventSource } from "../../shared/contract/names.ts";
import { eventBus } from "../../shared/storage/event-bus.ts";
import { allowAll, eventually, serveService, temporaryDirectory } from "../support/serve-service.ts";

const account = "arn:aws-cn:events:cn-north-1:000000000000:";
const target = "arn:aws-cn:sqs:cn-north-1:000000000000:full-text";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: Awaited<ReturnType<typeof serveService>>;
let service: EventBridgeService;
let client: EventBridgeClient;
let delivered: Record<string, unknown>[];

beforeEach(async () => {
  directory = await temporaryDirectory();
  delivered = [];
  server = await serveService(() => service);
  service = createEventBridgeService({
    directory: directory.path,
    region: "cn-north-1",
    accountId: "000000000000",
    partition: "aws-cn",
    now: Date.now,
    authorize: allowAll,
    deliver: (_target, payload) => {
      delivered.push(JSON.parse(payload) as Record<string, unknown>);
      return Promise.resolve();
    },
  });
  service.createBus(eventBusName);
  service.createRule({
    name: "all",
    arn: `${account}rule/${eventBusName}/all`,
    busName: eventBusName,
    eventPattern: { source: [eventSource] },
    targets: [{ id: "full-text", arn: target }],
  });
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  client = new EventBridgeClient({ endpoint: server.url, region: "cn-north-1", credentials, maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  await service.close();
  await server.close();
  await directory.remove();
});

test("every event of a long batch arrives under its own name with its own words", async () => {
  const events = Array.from({ length: 3 }, () => Object.values(samples).map(({ sample }) => domainEvent.parse(sample)))
    .flat()
    .map((event, at) => ({ ...event, eventId: `${event.time}-${String(at).padStart(8, "0")}` }));
  await eventBus(eventBusName, client).publish(events);
  await eventually(() => delivered.length >= events.length);
  const arrived = new Map(delivered.map((event) => [(event["detail"] as { eventId: string }).eventId, event]));
  expect(arrived.size).toBe(events.length);
  for (const event of events)
    expect(arrived.get(event.eventId)).toMatchObject({ "detail-type": event.type, detail: { ...event } });
});

test("nothing to tell is told without a call", async () => {
  await server.close();
  await eventBus(eventBusName, client).publish([]);
  expect(delivered).toEqual([]);
});

test("a bus that does not take every event makes the batch come again", async () => {
  const [event] = Object.values(samples).map(({ sample }) => domainEvent.parse(sample));
  await expect(eventBus("no-such-bus", client).publish([event!])).rejects.toThrow();
});
