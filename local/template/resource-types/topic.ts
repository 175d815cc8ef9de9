import * as z from "zod";
import { arnOf, generatedName, refIsName, resourceType, withoutEffect } from "../resource-type.ts";

/** Source: CloudFormation Template Reference, AWS::SNS::Topic. */
export const topicType = resourceType({
  type: "AWS::SNS::Topic",
  properties: z.strictObject({
    TopicName: z.string().optional(),
    DisplayName: withoutEffect,
    KmsMasterKeyId: withoutEffect,
    SignatureVersion: withoutEffect,
    Tags: withoutEffect,
    TracingConfig: withoutEffect,
  }),
  nameProperty: "TopicName",
  defaultName: generatedName(255),
  ref: arnOf("sns", ""),
  attributes: { TopicArn: arnOf("sns", ""), TopicName: refIsName },
});

export const topicPolicyType = resourceType({
  type: "AWS::SNS::TopicPolicy",
  properties: z.strictObject({ PolicyDocument: z.unknown(), Topics: z.array(z.string()) }),
  defaultName: generatedName(255),
  ref: refIsName,
  attributes: { Id: refIsName },
});

/** Of the protocols, the host knows mail. Nobody has to confirm a subscription on one machine. */
export const subscriptionType = resourceType({
  type: "AWS::SNS::Subscription",
  properties: z.strictObject({ Endpoint: z.email(), Protocol: z.literal("email"), TopicArn: z.string() }),
  defaultName: generatedName(255),
  ref: refIsName,
  attributes: { Arn: arnOf("sns", "") },
});
