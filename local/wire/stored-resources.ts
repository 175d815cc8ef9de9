import type { DynamoDbService } from "../aws/dynamodb/service.ts";
import type { KmsService } from "../aws/kms/kms-service.ts";
import type { S3Service } from "../aws/s3/s3-service.ts";
import type { SqsService } from "../aws/sqs/sqs-service.ts";
import type { Deployed, DeployedApp } from "../template/deployed-app.ts";
import { bucketType } from "../template/resource-types/bucket.ts";
import { kmsAliasType, kmsKeyType } from "../template/resource-types/kms-key.ts";
import { malwareProtectionPlanType } from "../template/resource-types/malware-protection.ts";
import { queueType } from "../template/resource-types/queue.ts";
import { tableType } from "../template/resource-types/table.ts";
import { subscriptionType, topicType } from "../template/resource-types/topic.ts";
import { TemplateError } from "../template/template-error.ts";
import type { RegionContext } from "./region.ts";

/** What says which resources a region has. */
type Deployment = Pick<RegionContext, "app" | "region">;

const DAYS_A_YEAR = 365;

const inRegion =
  ({ region }: Deployment) =>
  (resource: Deployed<unknown>): boolean =>
    resource.region === region;

/** Makes a region's buckets be as the templates say; what they hold stays. */
export const createBuckets = (context: Deployment, s3: S3Service): void => {
  const scanned = context.app
    .all(malwareProtectionPlanType)
    .filter(inRegion(context))
    .filter(({ properties }) => properties.Actions.Tagging.Status === "ENABLED")
    .map(({ properties }) => properties.ProtectedResource.S3Bucket.BucketName);
  for (const { name, arn, properties } of context.app.all(bucketType).filter(inRegion(context))) {
    const retention = properties.ObjectLockConfiguration?.Rule?.DefaultRetention;
    const days = retention?.Days ?? (retention?.Years === undefined ? undefined : retention.Years * DAYS_A_YEAR);
    s3.createBucket({
      name,
      arn,
      versioning: properties.VersioningConfiguration?.Status === "Enabled",
      ...(properties.ObjectLockEnabled === true ? { objectLock: { mode: retention?.Mode, days } } : {}),
      malwareProtection: scanned.includes(name),
      eventBridge: properties.NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled ?? false,
    });
  }
};

/** Makes a region's tables be as the templates say; what they hold stays. */
export const createTables = (context: Deployment, dynamodb: DynamoDbService): void => {
  for (const { name, arn, properties } of context.app.all(tableType).filter(inRegion(context))) {
    const expiry = properties.TimeToLiveSpecification;
    dynamodb.createTable({
      tableName: name,
      arn,
      keySchema: properties.KeySchema,
      attributeDefinitions: properties.AttributeDefinitions,
      globalSecondaryIndexes: properties.GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
      streamViewType: properties.StreamSpecification?.StreamViewType,
      timeToLiveAttribute: expiry?.Enabled === true ? expiry.AttributeName : undefined,
      keyArn: tableKeyArn(context.app, properties),
    });
  }
};

/**
 * The customer key a table is encrypted with.
 *
 * @throws TemplateError when the app does not have that key: nobody could be asked whether it may be used.
 */
export const tableKeyArn = (
  app: DeployedApp,
  { SSESpecification: encryption }: (typeof tableType)["properties"]["_output"],
): string | undefined => {
  const named = encryption?.SSEEnabled === true ? encryption.KMSMasterKeyId : undefined;
  if (named === undefined) return undefined;
  const key = app.all(kmsKeyType).find(({ ref, arn }) => ref === named || arn === named);
  if (key === undefined) throw new TemplateError(`A table is encrypted with ${named}, a key the app does not have`);
  return key.arn;
};

/**
 * Makes a region's queues be as the templates say; their messages stay. A dead-letter queue is made before those that name
 * it, as CloudFormation does.
 */
export const createQueues = (context: Deployment, sqs: SqsService): void => {
  const waiting = new Map(
    context.app
      .all(queueType)
      .filter(inRegion(context))
      .map((queue) => [queue.arn, queue]),
  );
  const create = (arn: string): void => {
    const queue = waiting.get(arn);
    if (queue === undefined) return;
    waiting.delete(arn);
    const { name, properties } = queue;
    if (properties.RedrivePolicy !== undefined) create(properties.RedrivePolicy.deadLetterTargetArn);
    sqs.createQueue({
      queueName: name,
      arn,
      visibilityTimeoutSeconds: properties.VisibilityTimeout,
      delaySeconds: properties.DelaySeconds,
      messageRetentionSeconds: properties.MessageRetentionPeriod,
      maximumMessageBytes: properties.MaximumMessageSize,
      receiveWaitSeconds: properties.ReceiveMessageWaitTimeSeconds,
      ...(properties.FifoQueue
        ? { fifo: { contentBasedDeduplication: properties.ContentBasedDeduplication ?? false } }
        : {}),
      ...(properties.RedrivePolicy === undefined ? {} : { redrive: properties.RedrivePolicy }),
      ...(properties.RedriveAllowPolicy === undefined ? {} : { redriveAllow: properties.RedriveAllowPolicy }),
    });
  };
  for (const arn of [...waiting.keys()]) create(arn);
};

/** Makes a region's keys with their aliases; a key's secret is made once and stays. */
export const createKeys = (context: Deployment, kms: KmsService): void => {
  const aliases = context.app.all(kmsAliasType).filter(inRegion(context));
  for (const key of context.app.all(kmsKeyType).filter(inRegion(context)))
    kms.createKey({
      keyId: key.name,
      arn: key.arn,
      keySpec: key.properties.KeySpec,
      keyUsage: key.properties.KeyUsage,
      multiRegion: key.properties.MultiRegion,
      aliases: aliases
        .filter(({ properties }) => [key.ref, key.arn].includes(properties.TargetKeyId))
        .map(({ properties }) => properties.AliasName),
    });
};

/** A region's topics, with the addresses that subscribed to each. */
export const subscribersOf = (context: Deployment): Map<string, string[]> => {
  const subscriptions = context.app.all(subscriptionType).map(({ properties }) => properties);
  const topics = context.app.all(topicType).filter(inRegion(context));
  return new Map(
    topics.map(({ ref }) => [
      ref,
      subscriptions.filter(({ TopicArn }) => TopicArn === ref).map(({ Endpoint }) => Endpoint),
    ]),
  );
};
