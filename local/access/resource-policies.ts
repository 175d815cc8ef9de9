import type { DeployedApp } from "../template/deployed-app.ts";
import { bucketPolicyType, bucketType } from "../template/resource-types/bucket.ts";
import { functionType, permissionType } from "../template/resource-types/function.ts";
import { kmsKeyType } from "../template/resource-types/kms-key.ts";
import { queuePolicyType, queueType } from "../template/resource-types/queue.ts";
import { searchDomainType } from "../template/resource-types/search-domain.ts";
import { topicPolicyType } from "../template/resource-types/topic.ts";
import type { PolicyDocument } from "./policy-document.ts";
import { readPolicy } from "./policy-vocabulary.ts";

/** Finds the policy attached to the resource an ARN names, or to the resource that contains it (an object's bucket). */
export type ResourcePolicies = (resourceArn: string) => readonly PolicyDocument[];

/** The resource policies of the synthesized app: buckets, queues, topics, keys, functions' permissions, search domains. */
export const readResourcePolicies = (app: DeployedApp): ResourcePolicies => {
  const byArn = new Map<string, PolicyDocument[]>();
  const add = (arn: string, document: unknown): void => {
    byArn.set(arn, [...(byArn.get(arn) ?? []), readPolicy(document, arn)]);
  };
  const buckets = new Map(app.all(bucketType).map((bucket) => [bucket.name, bucket.arn]));
  for (const { properties } of app.all(bucketPolicyType))
    add(buckets.get(properties.Bucket) ?? properties.Bucket, properties.PolicyDocument);
  const queues = new Map(app.all(queueType).map((queue) => [queue.ref, queue.arn]));
  for (const { properties } of app.all(queuePolicyType))
    for (const url of properties.Queues) add(queues.get(url) ?? url, properties.PolicyDocument);
  for (const { properties } of app.all(topicPolicyType))
    for (const topic of properties.Topics) add(topic, properties.PolicyDocument);
  for (const key of app.all(kmsKeyType)) add(key.arn, withResource(key.properties.KeyPolicy, key.arn));
  for (const domain of app.all(searchDomainType))
    if (domain.properties.AccessPolicies !== undefined) add(domain.arn, domain.properties.AccessPolicies);
  const functions = app.all(functionType);
  for (const { properties } of app.all(permissionType)) {
    const arn =
      functions.find((fn) => fn.arn === properties.FunctionName || fn.name === properties.FunctionName)?.arn ??
      properties.FunctionName;
    add(arn, permissionDocument(arn, properties));
  }
  return (resourceArn) =>
    byArn.get(resourceArn) ?? byArn.get(resourceArn.split("/", 1)[0] ?? "") ?? containing(byArn, resourceArn);
};

const containing = (byArn: ReadonlyMap<string, PolicyDocument[]>, resourceArn: string): PolicyDocument[] => {
  for (const [arn, documents] of byArn) if (resourceArn.startsWith(`${arn}/`)) return documents;
  return [];
};

/** In a key policy `"Resource": "*"` means the key itself. */
const withResource = (keyPolicy: unknown, arn: string): PolicyDocument => {
  const { Statement, ...rest } = readPolicy(keyPolicy, arn);
  return {
    ...rest,
    Statement: Statement.map((statement) => ({ ...statement, Resource: [arn] })),
  };
};

const permissionDocument = (
  functionArn: string,
  permission: {
    readonly Action: string;
    readonly Principal: string;
    readonly SourceArn?: string | undefined;
    readonly SourceAccount?: string | undefined;
  },
): unknown => ({
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: permission.Principal.includes(".amazonaws.com")
      ? { Service: permission.Principal }
      : { AWS: permission.Principal },
    Action: permission.Action,
    Resource: functionArn,
    Condition: {
      ...(permission.SourceArn === undefined ? {} : { ArnLike: { "aws:SourceArn": permission.SourceArn } }),
      ...(permission.SourceAccount === undefined
        ? {}
        : { StringEquals: { "aws:SourceAccount": permission.SourceAccount } }),
    },
  },
});
