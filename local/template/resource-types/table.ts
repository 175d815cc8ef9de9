import * as z from "zod";
import { arnOf, generatedName, refIsName, resourceType, withoutEffect } from "../resource-type.ts";

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }));
const tableArn = arnOf("dynamodb", "table/");

/** Source: CloudFormation Template Reference, AWS::DynamoDB::Table. */
export const tableType = resourceType({
  type: "AWS::DynamoDB::Table",
  properties: z.strictObject({
    TableName: z.string().optional(),
    KeySchema: keySchema,
    AttributeDefinitions: z.array(
      z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) }),
    ),
    GlobalSecondaryIndexes: z
      .array(
        z.strictObject({
          IndexName: z.string(),
          KeySchema: keySchema,
          Projection: z.strictObject({
            ProjectionType: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]),
            NonKeyAttributes: z.array(z.string()).optional(),
          }),
          ContributorInsightsSpecification: withoutEffect,
          OnDemandThroughput: withoutEffect,
          ProvisionedThroughput: withoutEffect,
          WarmThroughput: withoutEffect,
        }),
      )
      .default([]),
    StreamSpecification: z
      .strictObject({ StreamViewType: z.enum(["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"]) })
      .optional(),
    TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
    BillingMode: withoutEffect,
    ContributorInsightsSpecification: withoutEffect,
    DeletionProtectionEnabled: withoutEffect,
    OnDemandThroughput: withoutEffect,
    PointInTimeRecoverySpecification: withoutEffect,
    ProvisionedThroughput: withoutEffect,
    SSESpecification: z
      .strictObject({
        SSEEnabled: z.boolean(),
        SSEType: z.literal("KMS").optional(),
        KMSMasterKeyId: z.string().optional(),
      })
      .optional(),
    TableClass: withoutEffect,
    Tags: withoutEffect,
    WarmThroughput: withoutEffect,
  }),
  nameProperty: "TableName",
  defaultName: generatedName(255),
  ref: refIsName,
  attributes: {
    Arn: tableArn,
    // AWS labels a stream with its moment of creation; a fixed label keeps names stable across restarts.
    StreamArn: (place, name) => `${tableArn(place, name)}/stream/2020-01-01T00:00:00.000`,
  },
});
