import { randomUUID } from "node:crypto";
import * as z from "zod";
import { awsJsonHandler } from "../../network/aws-json.ts";
import type { Authorize, Now, Service } from "../../network/service.ts";
import { ownDisk, type Disk } from "../disk.ts";
import { createDeliveries, type Deliver } from "./delivery.ts";
import { parseEventPattern, type EventPattern } from "./event-pattern.ts";
import { openOutbox, type NewDelivery } from "./outbox.ts";
import type { PublishedEvent } from "./published-event.ts";
import { putEvents } from "./put-events.ts";
import {
  ruleDefinition,
  scheduleDefinition,
  type NewRule,
  type NewSchedule,
  type RetryPolicy,
  type RuleDefinition,
} from "./rule-definition.ts";
import { inputFor, parsePath } from "./target-input.ts";
import { createTicks } from "./ticks.ts";

export type EventBridgeSettings = {
  /** Where deliveries owed and schedules live on disk. */
  readonly directory: string;
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  readonly now: Now;
  readonly authorize: Authorize;
  readonly deliver: Deliver;
  readonly disk?: Disk;
};

/** Amazon EventBridge (buses, rules, Scheduler) for one region: what is published is owed to every matching target. */
export type EventBridgeService = Service & {
  /** Idempotent. The `default` bus is there from the start. */
  readonly createBus: (name: string) => void;
  /** Replaces a rule of the same ARN. Throws `InvalidEventPattern`, `InvalidSchedule`. */
  readonly createRule: (rule: NewRule) => void;
  /** Replaces a schedule of the same group and name. Throws `InvalidSchedule`. */
  readonly createSchedule: (schedule: NewSchedule) => void;
  /** Saves what the event owes to targets before it returns the event's id. Throws when there is no such bus. */
  readonly publish: (event: PublishedEvent) => string;
  /** Deliveries not yet made, and those given up for good without a dead-letter queue. */
  readonly counts: () => { readonly waiting: number; readonly dropped: number };
};

type Rule = RuleDefinition & { readonly matches: EventPattern | undefined };

const defaultRetry: RetryPolicy = { maximumEventAgeSeconds: 86_400, maximumRetryAttempts: 185 };

export const createEventBridgeService = (settings: EventBridgeSettings): EventBridgeService => {
  const { directory, region, accountId, partition, now, authorize, deliver } = settings;
  const arnPrefix = `arn:${partition}:events:${region}:${accountId}:`;
  const outbox = openOutbox(directory, settings.disk ?? ownDisk);
  const deliveries = createDeliveries({ outbox, deliver, now });
  const ticks = createTicks({ outbox, now, owed: deliveries.wake });
  const buses = new Set(["default"]);
  const rules = new Map<string, Rule>();

  const busNamed = (nameOrArn: string): string | undefined => {
    const name = nameOrArn.startsWith(`${arnPrefix}event-bus/`) ? nameOrArn.split("/").slice(1).join("/") : nameOrArn;
    return buses.has(name) ? name : undefined;
  };

  const envelope = (event: PublishedEvent, id: string) => ({
    version: "0",
    id,
    "detail-type": event.detailType,
    source: event.source,
    account: accountId,
    time: timestamp(event.time ?? now()),
    region,
    resources: event.resources ?? [],
    detail: event.detail,
  });

  const owedBy = (rule: Rule, event: unknown): NewDelivery[] =>
    rule.targets.map((target) => {
      const { maximumEventAgeSeconds, maximumRetryAttempts } = target.retryPolicy ?? defaultRetry;
      return {
        targetArn: target.arn,
        payload: inputFor(target, event, {
          ruleArn: rule.arn,
          ruleName: rule.name,
          ingestionTime: timestamp(now()),
        }),
        messageGroupId: target.sqsMessageGroupId,
        deadLetterArn: target.deadLetterArn,
        originArn: rule.arn,
        maximumRetryAttempts,
        expiresAt: now() + maximumEventAgeSeconds * 1_000,
      };
    });

  const publish = (event: PublishedEvent): string => {
    const busName = busNamed(event.busName ?? "default");
    if (busName === undefined) {
      throw new Error(`Region ${region} has no event bus ${event.busName ?? "default"}.`);
    }
    const id = randomUUID();
    const whole = envelope(event, id);
    const owed = [...rules.values()]
      .filter((rule) => rule.busName === busName && rule.state === "ENABLED" && rule.matches?.(whole) === true)
      .flatMap((rule) => owedBy(rule, whole));
    if (owed.length > 0) {
      outbox.add(owed, now());
      deliveries.wake();
    }
    return id;
  };

  // What an earlier process left undelivered.
  deliveries.wake();

  return {
    handle: awsJsonHandler({
      targetPrefix: "AWSEvents",
      version: "1.1",
      operations: {
        PutEvents: putEvents({
          busArn: (name) => {
            const found = busNamed(name);
            return found === undefined ? undefined : `${arnPrefix}event-bus/${found}`;
          },
          authorize,
          publish,
        }),
      },
    }),

    close: async () => {
      ticks.close();
      await deliveries.close();
      outbox.close();
    },

    createBus: (name) => {
      buses.add(z.string().min(1).parse(name));
    },

    createRule: (definition) => {
      const parsed = ruleDefinition.parse(definition);
      const busName = busNamed(parsed.busName);
      if (busName === undefined) {
        throw new Error(`Rule ${parsed.name} names the event bus ${parsed.busName}, which does not exist.`);
      }
      for (const { inputPath, inputTransformer } of parsed.targets) {
        [inputPath ?? "$", ...Object.values(inputTransformer?.inputPathsMap ?? {})].forEach(parsePath);
      }
      const matches = parsed.eventPattern === undefined ? undefined : parseEventPattern(parsed.eventPattern);
      const rule: Rule = { ...parsed, busName, matches };
      rules.set(rule.arn, rule);
      ticks.stop(rule.arn);
      if (rule.scheduleExpression !== undefined && rule.state === "ENABLED") {
        ticks.start(rule.arn, {
          expression: rule.scheduleExpression,
          owe: (scheduledFor) =>
            owedBy(
              rule,
              envelope(
                {
                  source: "aws.events",
                  detailType: "Scheduled Event",
                  detail: {},
                  resources: [rule.arn],
                  time: scheduledFor,
                },
                randomUUID(),
              ),
            ),
        });
      }
    },

    createSchedule: (definition) => {
      const schedule = scheduleDefinition.parse(definition);
      const arn =
        schedule.arn ??
        `arn:${partition}:scheduler:${region}:${accountId}:schedule/${schedule.groupName}/${schedule.name}`;
      ticks.stop(arn);
      if (schedule.state === "DISABLED") {
        return;
      }
      const { maximumEventAgeSeconds, maximumRetryAttempts } = schedule.retryPolicy ?? defaultRetry;
      ticks.start(arn, {
        expression: schedule.expression,
        timezone: schedule.timezone,
        owe: (scheduledFor) => [
          {
            targetArn: schedule.targetArn,
            payload: schedule.input
              .replaceAll("<aws.scheduler.schedule-arn>", () => arn)
              .replaceAll("<aws.scheduler.scheduled-time>", () => timestamp(scheduledFor))
              .replaceAll("<aws.scheduler.execution-id>", () => randomUUID())
              .replaceAll("<aws.scheduler.attempt-number>", () => "1"),
            messageGroupId: schedule.sqsMessageGroupId,
            deadLetterArn: schedule.deadLetterArn,
            originArn: arn,
            maximumRetryAttempts,
            expiresAt: now() + maximumEventAgeSeconds * 1_000,
          },
        ],
      });
    },

    publish,
    counts: outbox.counts,
  };
};

/** ISO 8601 to the second, as events carry it. */
const timestamp = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
