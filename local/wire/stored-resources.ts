import type { DynamoDbService } from "../aws/dynamodb/service.ts";
import type { KmsService } from "../aws/kms/kms-service.ts";
import type { S3Service } from "../aws/s3/s3-service.ts";
import type { SqsService } from "../aws/sqs/sqs-service.ts";
import type { Deployed } from "../template/deployed-app.ts";
import { bucketType } from "../template/resource-types/bucket.ts";
import { kmsAliasType, kmsKeyType } from "../template/resource-types/kms-key.ts";
import { queueType } from "../template/resource-types/queue.ts";
import { tableType } from "../template/resource-types/table.ts";
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
  for (const { name, arn, properties } of context.app.all(bucketType).filter(inRegion(context))) {
    const retention = properties.ObjectLockConfiguration?.Rule?.DefaultRetention;
    const days = retention?.Days ?? (retention?.Years === undefined ? undefined : retention.Years * DAYS_A_YEAR);
    s3.createBucket({
      name,
      arn,
      versioning: properties.VersioningConfiguration?.Status === "Enabled",
      ...(properties.ObjectLockEnabled === true ? { objectLock: { mode: retention?.Mode, days } } : {}),
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
    });
  }
};

/** Makes a region's queues be as the templates say; their messages stay. */
export const createQueues = (context: Deployment, sqs: SqsService): void => {
  for (const { name, arn, properties } of context.app.all(queueType).filter(inRegion(context)))
    sqs.createQueue({
      queueName: name,
      arn,
      visibilityTimeoutSeconds: properties.VisibilityTimeout,
      delaySeconds: properties.DelaySeconds,
      messageRetentionSeconds: properties.MessageRetentionPeriod,
      maximumMessageBytes: properties.MaximumMessageSize,
      ...(properties.FifoQueue
        ? { fifo: { contentBasedDeduplication: properties.ContentBasedDeduplication ?? false } }
        : {}),
      ...(properties.RedrivePolicy === undefined ? {} : { redrive: properties.RedrivePolicy }),
    });
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
