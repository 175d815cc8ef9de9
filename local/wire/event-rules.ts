import { evaluatePolicies } from "../access/policy-evaluation.ts";
import type { Decision } from "../network/service.ts";
import type { Deployed } from "../template/deployed-app.ts";
import { eventBusType, eventRuleType, scheduleType } from "../template/resource-types/event-rule.ts";
import { TemplateError } from "../template/template-error.ts";
import type { EventBridgeService } from "../aws/eventbridge/eventbridge-service.ts";
import type { RegionContext } from "./region.ts";

type RulesContext = Pick<RegionContext, "app" | "region" | "authorizeService" | "principals">;
type RulesTaker = Pick<EventBridgeService, "createBus" | "createRule" | "createSchedule">;

/**
 * Makes a region's buses, rules and schedules.
 *
 * @throws TemplateError when a target is of a kind the host does not know, or does not let the rule in: in AWS such events
 * would be lost silently.
 */
export const createEventRules = (context: RulesContext, eventBridge: RulesTaker): void => {
  const { app, region } = context;
  const here = (resource: Deployed<unknown>): boolean => resource.region === region;
  for (const bus of app.all(eventBusType).filter(here)) eventBridge.createBus(bus.name);
  for (const rule of app.all(eventRuleType).filter(here)) {
    const { properties } = rule;
    for (const target of properties.Targets) {
      requireDelivery(rule, target.Arn, serviceMay(context, rule, target.Arn));
      const deadLetters = target.DeadLetterConfig?.Arn;
      if (deadLetters !== undefined) requireDelivery(rule, deadLetters, serviceMay(context, rule, deadLetters));
    }
    eventBridge.createRule({
      name: rule.name,
      arn: rule.arn,
      busName: properties.EventBusName,
      state: properties.State,
      ...(properties.EventPattern === undefined ? {} : { eventPattern: properties.EventPattern }),
      ...(properties.ScheduleExpression === undefined ? {} : { scheduleExpression: properties.ScheduleExpression }),
      targets: properties.Targets.map((target) => ({
        id: target.Id,
        arn: target.Arn,
        ...(target.Input === undefined ? {} : { input: target.Input }),
        ...(target.InputPath === undefined ? {} : { inputPath: target.InputPath }),
        ...(target.InputTransformer === undefined
          ? {}
          : {
              inputTransformer: {
                inputPathsMap: target.InputTransformer.InputPathsMap,
                inputTemplate: target.InputTransformer.InputTemplate,
              },
            }),
        ...(target.SqsParameters === undefined ? {} : { sqsMessageGroupId: target.SqsParameters.MessageGroupId }),
        ...failureHandling(target),
      })),
    });
  }
  for (const schedule of app.all(scheduleType).filter(here)) {
    const { Target: target, ...properties } = schedule.properties;
    requireDelivery(schedule, target.Arn, roleMay(context, target.RoleArn, target.Arn));
    eventBridge.createSchedule({
      name: schedule.name,
      arn: schedule.arn,
      expression: properties.ScheduleExpression,
      timezone: properties.ScheduleExpressionTimezone,
      state: properties.State,
      targetArn: target.Arn,
      ...(target.Input === undefined ? {} : { input: target.Input }),
      ...(target.SqsParameters === undefined ? {} : { sqsMessageGroupId: target.SqsParameters.MessageGroupId }),
      ...failureHandling(target),
    });
  }
};

type FailureProperties = {
  readonly DeadLetterConfig?: { readonly Arn: string } | undefined;
  readonly RetryPolicy?:
    | { readonly MaximumEventAgeInSeconds?: number | undefined; readonly MaximumRetryAttempts?: number | undefined }
    | undefined;
};

const failureHandling = ({ DeadLetterConfig, RetryPolicy }: FailureProperties) => ({
  ...(DeadLetterConfig === undefined ? {} : { deadLetterArn: DeadLetterConfig.Arn }),
  ...(RetryPolicy === undefined
    ? {}
    : {
        retryPolicy: {
          maximumEventAgeSeconds: RetryPolicy.MaximumEventAgeInSeconds ?? 86_400,
          maximumRetryAttempts: RetryPolicy.MaximumRetryAttempts ?? 185,
        },
      }),
});

/** The action by which a target of this kind is reached. */
const deliveryAction = (targetArn: string): string | undefined => {
  if (targetArn.includes(":sqs:")) return "sqs:SendMessage";
  if (targetArn.includes(":sns:")) return "sns:Publish";
  return targetArn.includes(":lambda:") ? "lambda:InvokeFunction" : undefined;
};

const unknownTarget = (targetArn: string): Decision => ({
  allowed: false,
  reason: `Lantai's one-machine host does not know targets such as ${targetArn}`,
});

const serviceMay = (context: RulesContext, rule: Deployed<unknown>, targetArn: string): Decision => {
  const action = deliveryAction(targetArn);
  if (action === undefined) return unknownTarget(targetArn);
  const source = { arn: rule.arn, accountId: rule.stack.account };
  return context.authorizeService("events.amazonaws.com", action, targetArn, source);
};

const roleMay = (context: RulesContext, roleArn: string, targetArn: string): Decision => {
  const action = deliveryAction(targetArn);
  if (action === undefined) return unknownTarget(targetArn);
  return evaluatePolicies(
    {
      principalArn: roleArn,
      principalNames: [roleArn],
      accountNames: [],
      action,
      resourceArn: targetArn,
      context: new Map(),
    },
    { identity: context.principals.rolePolicies.get(roleArn) ?? [], resource: [] },
  );
};

const requireDelivery = (resource: Deployed<unknown>, targetArn: string, decision: Decision): void => {
  if (decision.allowed) return;
  throw new TemplateError(
    `${resource.logicalId} of stack ${resource.stack.name} cannot deliver to ${targetArn}: ${decision.reason}`,
  );
};
