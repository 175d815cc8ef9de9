import type { Bucket } from "./buckets.ts";
import { permit, type BucketExchange, type Exchange, type Operation, type Reply } from "./exchange.ts";
import { S3Failure, type FailureCode } from "./failure.ts";
import { ownerHasFullControl } from "./object-settings.ts";
import { xmlDocument, type XmlContent } from "./xml.ts";

const HOME_REGION_OF_S3 = "us-east-1";

const listBuckets = (exchange: Exchange): Reply => {
  const { request, storage, region, account } = exchange;
  permit(exchange, "s3:ListAllMyBuckets", "*");
  const prefix = request.query.get("prefix") ?? "";
  const buckets = storage.buckets.list().filter(({ name }) => name.startsWith(prefix));
  return {
    status: 200,
    body: xmlDocument("ListAllMyBucketsResult", {
      Owner: { ID: account },
      Buckets: {
        Bucket: buckets.map(({ name, arn, createdMs }) => ({
          Name: name,
          CreationDate: new Date(createdMs).toISOString(),
          BucketRegion: region,
          BucketArn: arn,
        })),
      },
      Prefix: request.query.get("prefix"),
    }),
  };
};

const headBucket = (exchange: BucketExchange): Reply => {
  permit(exchange, "s3:ListBucket", exchange.bucket.arn);
  return { status: 200, headers: { "x-amz-bucket-arn": exchange.bucket.arn, "x-amz-access-point-alias": "false" } };
};

/** Buckets come from the template alone. Clients that create a bucket before they use it learn that it is there. */
const createBucket = (exchange: BucketExchange): Reply => {
  permit(exchange, "s3:CreateBucket", exchange.bucket.arn);
  throw new S3Failure(
    "BucketAlreadyOwnedByYou",
    "Your previous request to create the named bucket succeeded and you already own it.",
    { details: { BucketName: exchange.bucket.name } },
  );
};

const getLocation = (exchange: BucketExchange): Reply => {
  permit(exchange, "s3:GetBucketLocation", exchange.bucket.arn);
  return {
    status: 200,
    body: xmlDocument("LocationConstraint", exchange.region === HOME_REGION_OF_S3 ? "" : exchange.region),
  };
};

/** Reads one thing a bucket has, or answers as a bucket without it does. */
const reads = (
  name: string,
  selector: string,
  action: string,
  read: (bucket: Bucket, exchange: BucketExchange) => readonly [root: string, content: XmlContent],
): Operation => ({
  name,
  selector,
  method: "GET",
  level: "bucket",
  run: (exchange) => {
    permit(exchange, action, exchange.bucket.arn);
    return { status: 200, body: xmlDocument(...read(exchange.bucket, exchange)) };
  },
});

const absent = (code: FailureCode, message: string) => (): never => {
  throw new S3Failure(code, message);
};

const lockConfiguration = (bucket: Bucket): readonly [string, XmlContent] => {
  if (!bucket.objectLock) {
    throw new S3Failure(
      "ObjectLockConfigurationNotFoundError",
      "Object Lock configuration does not exist for this bucket",
      { details: { BucketName: bucket.name } },
    );
  }
  const retention = bucket.defaultRetention;
  const rule =
    retention === undefined ? undefined : { DefaultRetention: { Mode: retention.mode, Days: retention.days } };
  return ["ObjectLockConfiguration", { ObjectLockEnabled: "Enabled", Rule: rule }];
};

const ENCRYPTED_BY_DEFAULT = {
  Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false },
};
const ALL_PUBLIC_ACCESS_BLOCKED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

export const bucketOperations: readonly Operation[] = [
  { name: "ListBuckets", method: "GET", level: "service", query: ["prefix"], run: listBuckets },
  { name: "HeadBucket", method: "HEAD", level: "bucket", run: headBucket },
  { name: "CreateBucket", method: "PUT", level: "bucket", run: createBucket },
  { name: "GetBucketLocation", method: "GET", level: "bucket", selector: "location", run: getLocation },
  reads("GetBucketVersioning", "versioning", "s3:GetBucketVersioning", ({ versioning }) => [
    "VersioningConfiguration",
    { Status: versioning === "Never" ? undefined : versioning },
  ]),
  reads("GetObjectLockConfiguration", "object-lock", "s3:GetBucketObjectLockConfiguration", lockConfiguration),
  reads("GetBucketAcl", "acl", "s3:GetBucketAcl", (_bucket, { account }) => [
    "AccessControlPolicy",
    ownerHasFullControl(account),
  ]),
  reads("GetBucketEncryption", "encryption", "s3:GetEncryptionConfiguration", () => [
    "ServerSideEncryptionConfiguration",
    ENCRYPTED_BY_DEFAULT,
  ]),
  reads("GetPublicAccessBlock", "publicAccessBlock", "s3:GetBucketPublicAccessBlock", () => [
    "PublicAccessBlockConfiguration",
    ALL_PUBLIC_ACCESS_BLOCKED,
  ]),
  reads("GetBucketOwnershipControls", "ownershipControls", "s3:GetBucketOwnershipControls", () => [
    "OwnershipControls",
    { Rule: { ObjectOwnership: "BucketOwnerEnforced" } },
  ]),
  reads("GetBucketNotificationConfiguration", "notification", "s3:GetBucketNotification", ({ eventBridge }) => [
    "NotificationConfiguration",
    { EventBridgeConfiguration: eventBridge ? {} : undefined },
  ]),
  reads("GetBucketLogging", "logging", "s3:GetBucketLogging", () => ["BucketLoggingStatus", {}]),
  reads("GetBucketAccelerateConfiguration", "accelerate", "s3:GetAccelerateConfiguration", () => [
    "AccelerateConfiguration",
    {},
  ]),
  reads("GetBucketRequestPayment", "requestPayment", "s3:GetBucketRequestPayment", () => [
    "RequestPaymentConfiguration",
    { Payer: "BucketOwner" },
  ]),
  reads(
    "GetBucketPolicy",
    "policy",
    "s3:GetBucketPolicy",
    absent("NoSuchBucketPolicy", "The bucket policy does not exist"),
  ),
  reads(
    "GetBucketPolicyStatus",
    "policyStatus",
    "s3:GetBucketPolicyStatus",
    absent("NoSuchBucketPolicy", "The bucket policy does not exist"),
  ),
  reads(
    "GetBucketCors",
    "cors",
    "s3:GetBucketCORS",
    absent("NoSuchCORSConfiguration", "The CORS configuration does not exist"),
  ),
  reads(
    "GetBucketLifecycleConfiguration",
    "lifecycle",
    "s3:GetLifecycleConfiguration",
    absent("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"),
  ),
  reads(
    "GetBucketWebsite",
    "website",
    "s3:GetBucketWebsite",
    absent("NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"),
  ),
  reads(
    "GetBucketReplication",
    "replication",
    "s3:GetReplicationConfiguration",
    absent("ReplicationConfigurationNotFoundError", "The replication configuration was not found"),
  ),
  reads("GetBucketTagging", "tagging", "s3:GetBucketTagging", absent("NoSuchTagSet", "The TagSet does not exist")),
];
