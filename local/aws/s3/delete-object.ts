import * as z from "zod";
import {
  bypassesGovernance,
  objectArn,
  originOf,
  permit,
  shownVersionId,
  type BucketExchange,
  type ObjectExchange,
  type Operation,
  type Reply,
} from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { assertDeletable } from "./object-lock.ts";
import { readDocument, namedAlgorithm } from "./request-body.ts";
import { couldBeVersionId, namedVersion } from "./request.ts";
import { parseXml, xmlDocument, type XmlContent } from "./xml.ts";

const MAX_KEYS = 1000;

type Deletion = {
  /** A marker was made, or the version removed was one. */
  readonly marker: boolean;
  /** The version removed, or the marker made. */
  readonly versionId: string | undefined;
};

/**
 * Removes a named version for good, or hides the latest one behind a delete marker; without versioning the object goes
 * for good. Deleting what does not exist succeeds ("Deleting object versions", Amazon S3 user guide).
 */
const deleteOne = (exchange: BucketExchange, key: string, versionId: string | undefined, etag?: string): Deletion => {
  const { storage, bucket, now } = exchange;
  const action = versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
  permit(exchange, action, objectArn(bucket, key), { "s3:VersionId": versionId });
  const origin = originOf(exchange);
  return storage.change((change) => {
    const latest = storage.objects.latest(bucket.name, key);
    if (etag !== undefined) assertEtag(latest?.marker === false ? latest.etag : undefined, etag);
    if (versionId === undefined && bucket.versioning !== "Never") {
      const draft = { key, marker: true, size: 0, etag: "", ...NO_CONTENT };
      const event = { reason: "DeleteObject", deletion: "Delete Marker Created", origin } as const;
      const marker = change.addVersion(bucket, draft, [], event);
      return { marker: true, versionId: marker.versionId };
    }
    const version = storage.objects.version(bucket.name, key, versionId ?? "null");
    if (version === undefined) return { marker: false, versionId };
    assertDeletable(version, { nowMs: now(), bypass: bypassesGovernance(exchange, key) });
    change.removeVersion(bucket, version, origin);
    return { marker: version.marker, versionId: shownVersionId(bucket, version.versionId) };
  });
};

const deleteObject = (exchange: ObjectExchange): Reply => {
  const { request, key } = exchange;
  const deleted = deleteOne(exchange, key, namedVersion(request), request.headers.get("if-match"));
  return {
    status: 204,
    headers: {
      "x-amz-delete-marker": deleted.marker ? "true" : undefined,
      "x-amz-version-id": deleted.versionId,
    },
  };
};

const deleteObjects = async (exchange: BucketExchange): Promise<Reply> => {
  const { request } = exchange;
  if (!request.headers.has("content-md5") && namedAlgorithm(request) === undefined) {
    throw new S3Failure("InvalidRequest", "Missing required header for this request: Content-MD5");
  }
  const wanted = parseXml(await readDocument(request, exchange.secretOf), "Delete", deletion);
  const quiet = wanted.Quiet === "true";
  const [deleted, failed]: [XmlContent[], XmlContent[]] = [[], []];
  for (const { Key, VersionId, ETag } of wanted.Object) {
    try {
      // One object among many is refused by another code than one alone.
      if (VersionId !== undefined && !couldBeVersionId(VersionId)) {
        throw new S3Failure("NoSuchVersion", "The specified version does not exist.");
      }
      const done = deleteOne(exchange, Key, VersionId, ETag);
      const marker = done.marker ? { DeleteMarker: true, DeleteMarkerVersionId: done.versionId } : {};
      if (!quiet) deleted.push({ Key, VersionId, ...marker });
    } catch (error) {
      if (!(error instanceof S3Failure)) throw error;
      failed.push({ Key, VersionId, Code: error.code, Message: error.message });
    }
  }
  return { status: 200, body: xmlDocument("DeleteResult", { Deleted: deleted, Error: failed }) };
};

export const deleteObjectOperations: readonly Operation[] = [
  { name: "DeleteObject", method: "DELETE", level: "object", query: ["versionId"], run: deleteObject },
  { name: "DeleteObjects", method: "POST", level: "bucket", selector: "delete", run: deleteObjects },
];

const deletion = z.object({
  Object: z
    .array(z.object({ Key: z.string().min(1), VersionId: z.string().optional(), ETag: z.string().optional() }))
    .min(1)
    .max(MAX_KEYS),
  Quiet: z.string().optional(),
});

/** A delete marker holds nothing and cannot be locked. */
const NO_CONTENT = {
  checksum: undefined,
  attributes: { headers: {}, metadata: {}, tags: [], storageClass: "STANDARD", encryption: { algorithm: "AES256" } },
  partCount: undefined,
  retention: undefined,
  legalHold: false,
};

const assertEtag = (current: string | undefined, wanted: string): void => {
  if (current === undefined) throw new S3Failure("NoSuchKey", "The specified key does not exist.");
  if (wanted === "*" || wanted.replaceAll('"', "") === current) return;
  throw new S3Failure("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
    details: { Condition: "If-Match" },
  });
};
