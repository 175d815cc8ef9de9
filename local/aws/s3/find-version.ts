import type { Bucket } from "./buckets.ts";
import { may, objectArn, permit, shownVersionId, type Exchange, type ObjectExchange } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import type { Version } from "./objects.ts";
import { namedVersion } from "./request.ts";

/**
 * Finds the version a request reads: `versionId` or the latest. Asks for `action` on it, in its `…Version` form when a
 * version is named. Throws `NoSuchKey` or `NoSuchVersion` only to callers who may list the bucket; to others a missing
 * key looks forbidden, as in S3.
 */
export const findReadable = (
  exchange: ObjectExchange,
  action: "s3:GetObject" | "s3:GetObjectTagging" | "s3:GetObjectAttributes",
): Version => findPermitted(exchange, versionAction(action, namedVersion(exchange.request)));

/** As `findReadable`, for actions that have no form for versions. */
export const findPermitted = (exchange: ObjectExchange, action: string): Version => {
  const { bucket, key } = exchange;
  const versionId = namedVersion(exchange.request);
  permit(exchange, action, objectArn(bucket, key), { "s3:VersionId": versionId });
  return findNamed(exchange, bucket, key, versionId);
};

/** The IAM action for a version: `s3:GetObject` becomes `s3:GetObjectVersion`. */
export const versionAction = (action: string, versionId: string | undefined): string =>
  versionId === undefined ? action : action.replace("Object", "ObjectVersion");

/** Finds a version that is an object, not a delete marker. */
export const findNamed = (exchange: Exchange, bucket: Bucket, key: string, versionId: string | undefined): Version => {
  const { objects } = exchange.storage;
  const version =
    versionId === undefined ? objects.latest(bucket.name, key) : objects.version(bucket.name, key, versionId);
  if (version !== undefined && !version.marker) return version;
  const marker = version === undefined ? {} : describeMarker(bucket, version);
  const listAction = versionId === undefined ? "s3:ListBucket" : "s3:ListBucketVersions";
  if (!may(exchange, listAction, bucket.arn)) throw new S3Failure("AccessDenied", "Access Denied");
  if (version !== undefined && versionId !== undefined) {
    throw new S3Failure("MethodNotAllowed", "The specified method is not allowed against this resource.", {
      details: { Method: exchange.request.method, ResourceType: "DeleteMarker" },
      headers: { ...marker, allow: "DELETE", "last-modified": new Date(version.modifiedMs).toUTCString() },
    });
  }
  if (versionId !== undefined) {
    throw new S3Failure("NoSuchVersion", "The specified version does not exist.", {
      details: { Key: key, VersionId: versionId },
    });
  }
  throw new S3Failure("NoSuchKey", "The specified key does not exist.", { details: { Key: key }, headers: marker });
};

const describeMarker = (bucket: Bucket, marker: Version): Record<string, string> => {
  const versionId = shownVersionId(bucket, marker.versionId);
  return { "x-amz-delete-marker": "true", ...(versionId === undefined ? {} : { "x-amz-version-id": versionId }) };
};
