import * as z from "zod";
import { generatedName, refIsName, resourceType, withoutEffect } from "../resource-type.ts";

/** Source: CloudFormation Template Reference, AWS::S3::Bucket. */
export const bucketType = resourceType({
  type: "AWS::S3::Bucket",
  properties: z.strictObject({
    BucketName: z.string().optional(),
    VersioningConfiguration: z.strictObject({ Status: z.enum(["Enabled", "Suspended"]) }).optional(),
    ObjectLockEnabled: z.boolean().optional(),
    ObjectLockConfiguration: z
      .strictObject({
        ObjectLockEnabled: z.literal("Enabled").optional(),
        Rule: z
          .strictObject({
            DefaultRetention: z
              .strictObject({
                Mode: z.enum(["GOVERNANCE", "COMPLIANCE"]),
                Days: z.number().int().positive().optional(),
                Years: z.number().int().positive().optional(),
              })
              .optional(),
          })
          .optional(),
      })
      .optional(),
    NotificationConfiguration: z
      .strictObject({
        EventBridgeConfiguration: z.strictObject({ EventBridgeEnabled: z.boolean().default(true) }).optional(),
      })
      .optional(),
    CorsConfiguration: withoutEffect,
    BucketEncryption: withoutEffect,
    IntelligentTieringConfigurations: withoutEffect,
    InventoryConfigurations: withoutEffect,
    LifecycleConfiguration: withoutEffect,
    LoggingConfiguration: withoutEffect,
    MetricsConfigurations: withoutEffect,
    OwnershipControls: withoutEffect,
    PublicAccessBlockConfiguration: withoutEffect,
    Tags: withoutEffect,
  }),
  nameProperty: "BucketName",
  defaultName: (place) => generatedName(63)(place).toLowerCase(),
  ref: refIsName,
  attributes: {
    Arn: (place, name) => `arn:${place.partition}:s3:::${name}`,
    DomainName: (place, name) => `${name}.s3.${place.urlSuffix}`,
    RegionalDomainName: (place, name) => `${name}.s3.${place.region}.${place.urlSuffix}`,
    DualStackDomainName: (place, name) => `${name}.s3.dualstack.${place.region}.${place.urlSuffix}`,
  },
});

export const bucketPolicyType = resourceType({
  type: "AWS::S3::BucketPolicy",
  properties: z.strictObject({ Bucket: z.string(), PolicyDocument: z.unknown() }),
  defaultName: generatedName(64),
  ref: refIsName,
  attributes: {},
});
