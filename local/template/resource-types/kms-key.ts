import * as z from "zod";
import { arnOf, digest, refIsName, resourceType, withoutEffect } from "../resource-type.ts";
import type { Place } from "../resource-type.ts";

const keyId = (place: Place): string =>
  digest(place, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

/** Source: CloudFormation Template Reference, AWS::KMS::Key. */
export const kmsKeyType = resourceType({
  type: "AWS::KMS::Key",
  properties: z.strictObject({
    KeyPolicy: z.unknown(),
    KeySpec: z.enum(["SYMMETRIC_DEFAULT", "HMAC_256", "ECC_NIST_P256"]).default("SYMMETRIC_DEFAULT"),
    KeyUsage: z.enum(["ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC", "SIGN_VERIFY"]).default("ENCRYPT_DECRYPT"),
    Enabled: z.literal(true).optional(),
    MultiRegion: z.boolean().default(false),
    Description: withoutEffect,
    EnableKeyRotation: withoutEffect,
    PendingWindowInDays: withoutEffect,
    RotationPeriodInDays: withoutEffect,
    Tags: withoutEffect,
  }),
  defaultName: keyId,
  ref: refIsName,
  attributes: { Arn: arnOf("kms", "key/"), KeyId: refIsName },
});

/** Source: CloudFormation Template Reference, AWS::KMS::Alias. */
export const kmsAliasType = resourceType({
  type: "AWS::KMS::Alias",
  properties: z.strictObject({ AliasName: z.string(), TargetKeyId: z.string() }),
  nameProperty: "AliasName",
  defaultName: (place) => `alias/${digest(place, 12)}`,
  ref: refIsName,
  attributes: {},
});
