import * as z from "zod";

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const conditionValue = z.union([
  z.union([z.string(), z.number(), z.boolean()]).transform((one) => [String(one)]),
  z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String)),
]);

const named = z.strictObject({
  AWS: oneOrMore.default([]),
  Service: oneOrMore.default([]),
  Federated: oneOrMore.default([]),
});
const principal = z.union([z.literal("*").transform(() => ({ AWS: ["*"], Service: ["*"], Federated: ["*"] })), named]);

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: principal.optional(),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), conditionValue)).default({}),
});

/**
 * A policy document as IAM reads it; what the host does not know is refused.
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
export const policyDocument = z.strictObject({
  Version: z.enum(["2012-10-17", "2008-10-17"]).optional(),
  Id: z.string().optional(),
  Statement: z.union([statement.transform((one) => [one]), z.array(statement)]),
});

export type PolicyDocument = z.output<typeof policyDocument>;
export type PolicyStatement = z.output<typeof statement>;
