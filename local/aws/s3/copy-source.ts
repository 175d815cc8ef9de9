import { createHash } from "node:crypto";
import type { Bucket } from "./buckets.ts";
import { startChecksum, type ChecksumAlgorithm } from "./checksums.ts";
import { assertReadable, readConditions } from "./conditions.ts";
import { objectArn, permit, type Exchange } from "./exchange.ts";
import { notImplemented, S3Failure } from "./failure.ts";
import { findNamed, versionAction } from "./find-version.ts";
import type { Version } from "./objects.ts";
import { storeBlob } from "./write-object.ts";
import type { BodyFacts } from "./request-body.ts";
import { assertVersionId, decode } from "./request.ts";

export type CopySource = { readonly bucket: Bucket; readonly version: Version; readonly versionId: string | undefined };

/** Finds what `x-amz-copy-source` names in this region, with the permission to read it, and checks its conditions. */
export const findCopySource = (exchange: Exchange): CopySource => {
  const { request, storage } = exchange;
  const named = readCopySource(request.headers.get("x-amz-copy-source") ?? "");
  const bucket = storage.buckets.find(named.bucket);
  if (bucket === undefined) {
    throw new S3Failure("NoSuchBucket", "The specified bucket does not exist", {
      details: { BucketName: named.bucket },
    });
  }
  permit(exchange, versionAction("s3:GetObject", named.versionId), objectArn(bucket, named.key), {
    "s3:VersionId": named.versionId,
  });
  if (named.versionId !== undefined && storage.objects.version(bucket.name, named.key, named.versionId)?.marker) {
    throw new S3Failure(
      "InvalidRequest",
      "The source of a copy request may not specifically refer to a delete marker by version id.",
    );
  }
  const version = findNamed(exchange, bucket, named.key, named.versionId);
  assertReadable(version, readConditions(request.headers, "x-amz-copy-source-"), true);
  return { bucket, version, versionId: named.versionId };
};

/** Copies bytes `start` to `end` (inclusive) of a version into a new blob. */
export const copyBytes = (
  exchange: Exchange,
  version: Version,
  range: { readonly start: number; readonly end: number },
  algorithm: ChecksumAlgorithm,
): Promise<BodyFacts & { readonly blob: string }> =>
  storeBlob(exchange, async (write) => {
    const { blobs, objects } = exchange.storage;
    const [md5, checksum] = [createHash("md5"), startChecksum(algorithm)];
    let size = 0;
    for await (const bytes of blobs.read(objects.segments(version.seq), range.start, range.end)) {
      md5.update(bytes);
      checksum.update(bytes);
      size += bytes.length;
      await write(bytes);
    }
    return { size, md5: md5.digest("hex"), checksums: new Map([[algorithm, checksum.digest()]]) };
  });

/** `[/]bucket/key[?versionId=…]`, URL encoded; keys may hold `?` only encoded. */
const readCopySource = (header: string): { bucket: string; key: string; versionId: string | undefined } => {
  if (header.startsWith("arn:")) throw notImplemented("x-amz-copy-source with an access point");
  const [path = "", query] = header.replace(/^\//, "").split("?versionId=");
  const slash = path.indexOf("/");
  if (slash <= 0 || slash === path.length - 1) {
    throw new S3Failure("InvalidArgument", "Invalid copy source object key", {
      details: { ArgumentName: "x-amz-copy-source", ArgumentValue: header },
    });
  }
  const versionId = query === undefined ? undefined : decode(query);
  if (versionId !== undefined) assertVersionId(versionId);
  return { bucket: decode(path.slice(0, slash)), key: decode(path.slice(slash + 1)), versionId };
};
