import * as z from "zod";
import { arnOf, generatedName, refIsName, resourceType, withoutEffect } from "../resource-type.ts";

/** Log groups, alarms: nobody is woken on one machine. Their names are known, so that what names them resolves. */
export const logGroupType = resourceType({
  type: "AWS::Logs::LogGroup",
  properties: z.strictObject({
    LogGroupName: z.string().optional(),
    DataProtectionPolicy: withoutEffect,
    KmsKeyId: withoutEffect,
    LogGroupClass: withoutEffect,
    RetentionInDays: withoutEffect,
    Tags: withoutEffect,
  }),
  nameProperty: "LogGroupName",
  defaultName: generatedName(512),
  ref: refIsName,
  attributes: { Arn: (place, name) => `${arnOf("logs", "log-group:")(place, name)}:*` },
});

export const metricFilterType = resourceType({
  type: "AWS::Logs::MetricFilter",
  properties: z.strictObject({
    FilterName: withoutEffect,
    FilterPattern: withoutEffect,
    LogGroupName: withoutEffect,
    MetricTransformations: withoutEffect,
  }),
  defaultName: generatedName(255),
  ref: refIsName,
  attributes: {},
});

export const alarmType = resourceType({
  type: "AWS::CloudWatch::Alarm",
  properties: z.strictObject({
    AlarmName: z.string().optional(),
    ActionsEnabled: withoutEffect,
    AlarmActions: withoutEffect,
    AlarmDescription: withoutEffect,
    ComparisonOperator: withoutEffect,
    DatapointsToAlarm: withoutEffect,
    Dimensions: withoutEffect,
    EvaluateLowSampleCountPercentile: withoutEffect,
    EvaluationPeriods: withoutEffect,
    ExtendedStatistic: withoutEffect,
    InsufficientDataActions: withoutEffect,
    MetricName: withoutEffect,
    Metrics: withoutEffect,
    Namespace: withoutEffect,
    OKActions: withoutEffect,
    Period: withoutEffect,
    Statistic: withoutEffect,
    Tags: withoutEffect,
    Threshold: withoutEffect,
    ThresholdMetricId: withoutEffect,
    TreatMissingData: withoutEffect,
    Unit: withoutEffect,
  }),
  nameProperty: "AlarmName",
  defaultName: generatedName(255),
  ref: refIsName,
  attributes: { Arn: arnOf("cloudwatch", "alarm:") },
});

export const dashboardType = resourceType({
  type: "AWS::CloudWatch::Dashboard",
  properties: z.strictObject({ DashboardName: z.string().optional(), DashboardBody: withoutEffect }),
  nameProperty: "DashboardName",
  defaultName: generatedName(255),
  ref: refIsName,
  attributes: {},
});

export const cdkMetadataType = resourceType({
  type: "AWS::CDK::Metadata",
  properties: z.strictObject({ Analytics: withoutEffect }),
  defaultName: generatedName(255),
  ref: refIsName,
  attributes: {},
});
