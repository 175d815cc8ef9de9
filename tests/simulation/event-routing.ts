import { randomUUID } from "node:crypto";
import { parseEventPattern, type EventPattern } from "../../local/aws/eventbridge/event-pattern.ts";
import type { PublishedEvent } from "../../local/aws/eventbridge/published-event.ts";
import { putEvents } from "../../local/aws/eventbridge/put-events.ts";
import { ruleDefinition, type RuleDefinition } from "../../local/aws/eventbridge/rule-definition.ts";
import { parseSchedule } from "../../local/aws/eventbridge/schedule.ts";
import { inputFor } from "../../local/aws/eventbridge/target-input.ts";
import { awsJsonHandler } from "../../local/network/aws-json.ts";
import type { Service } from "../../local/network/service.ts";
import { createEventRules } from "../../local/wire/event-rules.ts";
import { allowAll } from "../support/serve-service.ts";
import type { SimulatedApp } from "./simulated-app.ts";

/** What a rule owes to one of its targets. */
export type OwedDelivery = { readonly targetArn: string; readonly payload: string; readonly detailType: string };

/** Something a schedule starts, and when next. Times are milliseconds since the epoch. */
export type Ticking = { readonly targetArn: string; readonly next: (after: number) => number };

const second = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");

/**
 * The buses, rules and schedules of a region as the templates define them, with the host's own patterns and inputs. When what
 * is owed gets delivered is for the simulation to say.
 */
export const openEventRouting = (simulated: SimulatedApp, region: string, now: () => number) => {
  const rules: (RuleDefinition & { readonly matches: EventPattern | undefined })[] = [];
  const ticking: Ticking[] = [];
  const owed: OwedDelivery[] = [];
  const partition = `arn:aws-cn:events:${region}`;
  const start = now();
  const tick = (targetArn: string, expression: string, timezone?: string): void => {
    const schedule = parseSchedule(expression, timezone);
    ticking.push({ targetArn, next: (after) => schedule.next(after, start) ?? Infinity });
  };

  createEventRules(
    { ...simulated, region },
    {
      createBus: () => undefined,
      createRule: (rule) => {
        const parsed = ruleDefinition.parse(rule);
        const { eventPattern, scheduleExpression, targets } = parsed;
        rules.push({ ...parsed, matches: eventPattern === undefined ? undefined : parseEventPattern(eventPattern) });
        if (scheduleExpression !== undefined) for (const { arn } of targets) tick(arn, scheduleExpression);
      },
      createSchedule: ({ targetArn, expression, timezone }) => tick(targetArn, expression, timezone),
    },
  );

  const publish = (event: PublishedEvent): string => {
    const id = randomUUID();
    const whole = {
      version: "0",
      id,
      "detail-type": event.detailType,
      source: event.source,
      account: simulated.app.accountId,
      time: second(event.time ?? now()),
      region,
      resources: event.resources ?? [],
      detail: event.detail,
    };
    for (const { name, arn, busName, matches, targets } of rules)
      if (busName === (event.busName ?? "default") && matches?.(whole) === true)
        for (const target of targets) {
          const context = { ruleArn: arn, ruleName: name, ingestionTime: second(now()) };
          owed.push({
            targetArn: target.arn,
            payload: inputFor(target, whole, context),
            detailType: event.detailType,
          });
        }
    return id;
  };

  const service: Service = {
    handle: awsJsonHandler({
      targetPrefix: "AWSEvents",
      version: "1.1",
      operations: {
        PutEvents: putEvents({ busArn: (name) => `${partition}:event-bus/${name}`, authorize: allowAll, publish }),
      },
    }),
    close: () => Promise.resolve(),
  };
  return { service, publish, owed, ticking };
};
export type EventRouting = ReturnType<typeof openEventRouting>;
