import * as z from "zod";
import { arnOf, generatedName, refIsName, resourceType, withoutEffect } from "../resource-type.ts";
import type { Place } from "../resource-type.ts";

/** Source: CloudFormation Template Reference, AWS::Events::EventBus. */
export const eventBusType = resourceType({
  type: "AWS::Events::EventBus",
  properties: z.strictObject({
    Name: z.string(),
    Description: withoutEffect,
    KmsKeyIdentifier: withoutEffect,
    LogConfig: withoutEffect,
    Tags: withoutEffect,
  }),
  nameProperty: "Name",
  defaultName: generatedName(64),
  ref: refIsName,
  attributes: { Arn: arnOf("events", "event-bus/"), Name: refIsName },
});

const retryPolicy = z.strictObject({
  MaximumEventAgeInSeconds: z.number().optional(),
  MaximumRetryAttempts: z.number().optional(),
});

/** Source: CloudFormation Template Reference, AWS::Events::Rule. */
export const eventRuleType = resourceType({
  type: "AWS::Events::Rule",
  properties: z.strictObject({
    Name: z.string().optional(),
    EventBusName: z.string().default("default"),
    EventPattern: z.record(z.string(), z.unknown()).optional(),
    ScheduleExpression: z.string().optional(),
    State: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
    Targets: z
      .array(
        z.strictObject({
          Id: z.string(),
          Arn: z.string(),
          Input: z.string().optional(),
          InputPath: z.string().optional(),
          InputTransformer: z
            .strictObject({ InputPathsMap: z.record(z.string(), z.string()).optional(), InputTemplate: z.string() })
            .optional(),
          DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
          RetryPolicy: retryPolicy.optional(),
          SqsParameters: z.strictObject({ MessageGroupId: z.string() }).optional(),
          RoleArn: withoutEffect,
        }),
      )
      .default([]),
    Description: withoutEffect,
    RoleArn: withoutEffect,
    Tags: withoutEffect,
  }),
  nameProperty: "Name",
  defaultName: generatedName(64),
  ref: refIsName,
  attributes: { Arn: arnOf("events", "rule/") },
});

/** Source: CloudFormation Template Reference, AWS::Scheduler::Schedule. */
export const scheduleType = resourceType({
  type: "AWS::Scheduler::Schedule",
  properties: z.strictObject({
    Name: z.string().optional(),
    ScheduleExpression: z.string(),
    ScheduleExpressionTimezone: z.string().default("UTC"),
    State: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
    // A window only spreads load; on one machine the schedule runs at its beginning.
    FlexibleTimeWindow: withoutEffect,
    Target: z.strictObject({
      Arn: z.string(),
      RoleArn: z.string(),
      Input: z.string().optional(),
      DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
      RetryPolicy: retryPolicy.optional(),
      SqsParameters: z.strictObject({ MessageGroupId: z.string() }).optional(),
    }),
    GroupName: withoutEffect,
    Description: withoutEffect,
    KmsKeyArn: withoutEffect,
  }),
  nameProperty: "Name",
  defaultName: generatedName(64),
  ref: refIsName,
  attributes: { Arn: (place: Place, name: string) => arnOf("scheduler", "schedule/default/")(place, name) },
});
