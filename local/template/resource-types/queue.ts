import * as z from "zod";
import { arnOf, generatedName, refIsName, resourceType, withoutEffect } from "../resource-type.ts";
import type { Place } from "../resource-type.ts";

const url = (place: Place, name: string): string => `${place.endpoints.services}/${place.account}/${name}`;

/** Source: CloudFormation Template Reference, AWS::SQS::Queue. */
export const queueType = resourceType({
  type: "AWS::SQS::Queue",
  properties: z.strictObject({
    QueueName: z.string().optional(),
    FifoQueue: z.boolean().default(false),
    ContentBasedDeduplication: z.boolean().optional(),
    DelaySeconds: z.number().default(0),
    MaximumMessageSize: z.number().default(1_048_576),
    MessageRetentionPeriod: z.number().default(345_600),
    ReceiveMessageWaitTimeSeconds: z.number().default(0),
    VisibilityTimeout: z.number().default(30),
    RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() }).optional(),
    RedriveAllowPolicy: z
      .strictObject({
        redrivePermission: z.enum(["allowAll", "denyAll", "byQueue"]),
        sourceQueueArns: z.array(z.string()).exactOptional(),
      })
      .optional(),
    KmsDataKeyReusePeriodSeconds: withoutEffect,
    KmsMasterKeyId: withoutEffect,
    SqsManagedSseEnabled: withoutEffect,
    Tags: withoutEffect,
  }),
  nameProperty: "QueueName",
  defaultName: generatedName(80),
  ref: url,
  attributes: { Arn: arnOf("sqs", ""), QueueName: refIsName, QueueUrl: url },
});

export const queuePolicyType = resourceType({
  type: "AWS::SQS::QueuePolicy",
  properties: z.strictObject({ Queues: z.array(z.string()), PolicyDocument: z.unknown() }),
  defaultName: generatedName(64),
  ref: refIsName,
  attributes: {},
});
