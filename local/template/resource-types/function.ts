import * as z from "zod";
import { arnOf, generatedName, refIsName, resourceType, withoutEffect } from "../resource-type.ts";

/** Source: CloudFormation Template Reference, AWS::Lambda::Function. */
export const functionType = resourceType({
  type: "AWS::Lambda::Function",
  properties: z.strictObject({
    FunctionName: z.string().optional(),
    Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
    Handler: z.string(),
    Runtime: z.enum(["nodejs20.x", "nodejs22.x", "nodejs24.x"]),
    Role: z.string(),
    Environment: z.strictObject({ Variables: z.record(z.string(), z.string()).default({}) }).optional(),
    MemorySize: z.number().default(128),
    Timeout: z.number().default(3),
    EphemeralStorage: z.strictObject({ Size: z.int().min(512).max(10_240) }).default({ Size: 512 }),
    ReservedConcurrentExecutions: z.number().int().min(0).optional(),
    DeadLetterConfig: z.strictObject({ TargetArn: z.string() }).optional(),
    PackageType: z.literal("Zip").optional(),
    Architectures: withoutEffect,
    Description: withoutEffect,
    KmsKeyArn: withoutEffect,
    LoggingConfig: z
      .strictObject({
        LogGroup: z.string().optional(),
        LogFormat: withoutEffect,
        ApplicationLogLevel: withoutEffect,
        SystemLogLevel: withoutEffect,
      })
      .optional(),
    RecursiveLoop: withoutEffect,
    RuntimeManagementConfig: withoutEffect,
    Tags: withoutEffect,
    TracingConfig: withoutEffect,
    VpcConfig: withoutEffect,
  }),
  nameProperty: "FunctionName",
  defaultName: generatedName(64),
  ref: refIsName,
  attributes: { Arn: arnOf("lambda", "function:") },
});

/** Source: CloudFormation Template Reference, AWS::Lambda::Permission. */
export const permissionType = resourceType({
  type: "AWS::Lambda::Permission",
  properties: z.strictObject({
    Action: z.string(),
    FunctionName: z.string(),
    Principal: z.string(),
    SourceArn: z.string().optional(),
    SourceAccount: z.string().optional(),
  }),
  defaultName: generatedName(100),
  ref: refIsName,
  attributes: { Id: refIsName },
});

/** Source: CloudFormation Template Reference, AWS::Lambda::EventInvokeConfig. */
export const eventInvokeConfigType = resourceType({
  type: "AWS::Lambda::EventInvokeConfig",
  properties: z.strictObject({
    FunctionName: z.string(),
    Qualifier: z.literal("$LATEST"),
    MaximumRetryAttempts: z.number().int().min(0).max(2).default(2),
    MaximumEventAgeInSeconds: z.number().default(21_600),
    DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }).optional() }).optional(),
  }),
  defaultName: generatedName(100),
  ref: refIsName,
  attributes: {},
});

/** Source: CloudFormation Template Reference, AWS::Lambda::EventSourceMapping. */
export const eventSourceMappingType = resourceType({
  type: "AWS::Lambda::EventSourceMapping",
  properties: z.strictObject({
    FunctionName: z.string(),
    EventSourceArn: z.string(),
    Enabled: z.boolean().default(true),
    BatchSize: z.number().int().positive().optional(),
    MaximumBatchingWindowInSeconds: z.number().min(0).default(0),
    FunctionResponseTypes: z.array(z.literal("ReportBatchItemFailures")).default([]),
    ScalingConfig: z.strictObject({ MaximumConcurrency: z.number().int().min(2) }).optional(),
    FilterCriteria: z.strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })) }).optional(),
    StartingPosition: z.enum(["TRIM_HORIZON", "LATEST"]).optional(),
    BisectBatchOnFunctionError: z.boolean().default(false),
    MaximumRetryAttempts: z.number().int().min(-1).default(-1),
    MaximumRecordAgeInSeconds: z.number().int().min(-1).default(-1),
    DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }) }).optional(),
    // One machine reads a stream in one piece, which keeps the order AWS keeps per key.
    ParallelizationFactor: withoutEffect,
    MetricsConfig: withoutEffect,
    Tags: withoutEffect,
  }),
  defaultName: (place) => generatedName(64)(place),
  ref: refIsName,
  attributes: { Id: refIsName, EventSourceMappingArn: arnOf("lambda", "event-source-mapping:") },
});
