import * as z from "zod";
import { generatedName, iamArn, refIsName, resourceType, tags, withoutEffect } from "../resource-type.ts";

const inlinePolicies = z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: z.unknown() })).default([]);

/** Source: CloudFormation Template Reference, AWS::IAM::Role. */
export const roleType = resourceType({
  type: "AWS::IAM::Role",
  properties: z.strictObject({
    RoleName: z.string().optional(),
    AssumeRolePolicyDocument: z.unknown(),
    Policies: inlinePolicies,
    ManagedPolicyArns: z.array(z.string()).default([]),
    Tags: tags,
    Description: withoutEffect,
    MaxSessionDuration: withoutEffect,
    Path: z.literal("/").optional(),
  }),
  nameProperty: "RoleName",
  defaultName: generatedName(64),
  ref: refIsName,
  attributes: { Arn: iamArn("role/"), RoleId: refIsName },
});

/** Source: CloudFormation Template Reference, AWS::IAM::User. */
export const userType = resourceType({
  type: "AWS::IAM::User",
  properties: z.strictObject({
    UserName: z.string().optional(),
    Policies: inlinePolicies,
    ManagedPolicyArns: z.array(z.string()).default([]),
    Tags: tags,
    Path: z.literal("/").optional(),
  }),
  nameProperty: "UserName",
  defaultName: generatedName(64),
  ref: refIsName,
  attributes: { Arn: iamArn("user/") },
});

/** Source: CloudFormation Template Reference, AWS::IAM::AccessKey. */
export const accessKeyType = resourceType({
  type: "AWS::IAM::AccessKey",
  properties: z.strictObject({
    UserName: z.string(),
    Status: z.enum(["Active", "Inactive"]).default("Active"),
    Serial: withoutEffect,
  }),
  defaultName: (place) => place.accessKey().accessKeyId,
  ref: refIsName,
  attributes: { SecretAccessKey: (place) => place.accessKey().secretAccessKey },
});

const attachments = {
  Roles: z.array(z.string()).default([]),
  Users: z.array(z.string()).default([]),
};

/** Source: CloudFormation Template Reference, AWS::IAM::Policy. */
export const policyType = resourceType({
  type: "AWS::IAM::Policy",
  properties: z.strictObject({ PolicyName: z.string(), PolicyDocument: z.unknown(), ...attachments }),
  nameProperty: "PolicyName",
  defaultName: generatedName(64),
  ref: refIsName,
  attributes: {},
});

/** Source: CloudFormation Template Reference, AWS::IAM::ManagedPolicy. */
export const managedPolicyType = resourceType({
  type: "AWS::IAM::ManagedPolicy",
  properties: z.strictObject({
    ManagedPolicyName: z.string().optional(),
    PolicyDocument: z.unknown(),
    ...attachments,
    Description: withoutEffect,
    Path: z.literal("/").optional(),
  }),
  nameProperty: "ManagedPolicyName",
  defaultName: generatedName(64),
  ref: iamArn("policy/"),
  attributes: { PolicyArn: iamArn("policy/") },
});
