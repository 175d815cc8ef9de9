import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { afterEach, beforeEach } from "vitest";
import type { DeliveryOptions } from "../../../local/aws/eventbridge/delivery.ts";
import {
  createEventBridgeService,
  type EventBridgeService,
} from "../../../local/aws/eventbridge/eventbridge-service.ts";
import type { NewRule } from "../../../local/aws/eventbridge/rule-definition.ts";
import type { Authorize } from "../../../local/network/service.ts";
import { allowAll, eventually, serveService, temporaryDirectory } from "../../support/serve-service.ts";

export const account = "arn:aws-cn:events:cn-north-1:000000000000:";
export const queue = "arn:aws-cn:sqs:cn-north-1:000000000000:pages";
export const dead = `${queue}-dead`;

type Delivered = { target: string; payload: string; options: DeliveryOptions };

/** A region's buses behind a real socket, with targets that note what they get. The clock stands unless `time` is moved, or moves by `tick` whenever it is read. */
export const busUnderTest = () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let server: Awaited<ReturnType<typeof serveService>>;
  let client: EventBridgeClient;

  const b = {
    time: 0,
    tick: 0,
    bus: undefined as unknown as EventBridgeService,
    delivered: [] as Delivered[],
    /** What deliveries do before they succeed. */
    obstacle: (() => Promise.resolve()) as (target: string) => Promise<unknown>,
    open: (authorize: Authorize = allowAll): EventBridgeService =>
      createEventBridgeService({
        directory: directory.path,
        region: "cn-north-1",
        accountId: "000000000000",
        partition: "aws-cn",
        now: () => (b.time += b.tick),
        authorize,
        deliver: async (target, payload, options) => {
          await b.obstacle(target);
          b.delivered.push({ target, payload, options });
        },
      }),
    reopen: async (authorize?: Authorize): Promise<void> => {
      await b.bus.close();
      b.bus = b.open(authorize);
    },
    rule: (definition: Partial<NewRule> & Pick<NewRule, "targets">): void => {
      b.bus.createRule({ name: "rule", arn: `${account}rule/rule`, ...definition });
    },
    put: (...entries: Partial<PutEventsRequestEntry>[]) =>
      client.send(
        new PutEventsCommand({
          Entries: entries.map((entry) => ({ Source: "intake", DetailType: "PageAccepted", Detail: "{}", ...entry })),
        }),
      ),
    /** Lets the clock run while waiting. */
    afterPauses: (condition: () => boolean, stepMs = 100) =>
      eventually(() => {
        b.time += stepMs;
        return condition();
      }),
    payloads: () => b.delivered.map(({ payload }) => JSON.parse(payload) as Record<string, unknown>),
  };

  beforeEach(async () => {
    b.time = Date.UTC(2026, 10, 23);
    b.tick = 0;
    b.delivered = [];
    b.obstacle = () => Promise.resolve();
    directory = await temporaryDirectory();
    server = await serveService(() => b.bus);
    b.bus = b.open();
    client = new EventBridgeClient({
      endpoint: server.url,
      region: "cn-north-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      maxAttempts: 1,
    });
  });

  afterEach(async () => {
    client.destroy();
    await b.bus.close();
    await server.close();
    await directory.remove();
  });

  return b;
};
