import type { Bucket } from "./buckets.ts";
import { checksumHeader, type Checksum } from "./checksums.ts";
import { shownVersionId } from "./exchange.ts";
import { notImplemented, S3Failure } from "./failure.ts";
import { decodeMailSafe, encodeMailSafe } from "./mail-safe.ts";
import { readRetention, type Retention } from "./object-lock.ts";
import type { ObjectAttributes, Version } from "./objects.ts";
import { readTagHeader } from "./tags.ts";

const MAX_METADATA_BYTES = 2048;
const GIVEN_BACK = [
  "content-type",
  "cache-control",
  "content-disposition",
  "content-language",
  "expires",
  "x-amz-website-redirect-location",
];
const STORAGE_CLASSES = ["STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"];

/** Reads what a client says about an object it writes. Throws for what would change how S3 keeps it and is not done here. */
export const readAttributes = (headers: ReadonlyMap<string, string>): ObjectAttributes => {
  refuseAcl(headers.get("x-amz-acl"));
  const given = Object.fromEntries(
    GIVEN_BACK.flatMap((name) => {
      const value = headers.get(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  const encoding = contentEncoding(headers.get("content-encoding"));
  const storageClass = headers.get("x-amz-storage-class") ?? "STANDARD";
  if (!STORAGE_CLASSES.includes(storageClass)) throw notImplemented(`Storage class ${storageClass}`);
  const keyId = headers.get("x-amz-server-side-encryption-aws-kms-key-id");
  const tagging = headers.get("x-amz-tagging");
  return {
    headers: encoding === undefined ? given : { ...given, "content-encoding": encoding },
    metadata: readMetadata(headers),
    tags: tagging === undefined ? [] : readTagHeader(tagging),
    storageClass,
    encryption: {
      algorithm: readEncryption(headers.get("x-amz-server-side-encryption")),
      ...(keyId === undefined ? {} : { keyId }),
    },
  };
};

/** Retention and legal hold asked for by a write. Throws when the bucket has no Object Lock. */
export const readLockHeaders = (
  bucket: Bucket,
  headers: ReadonlyMap<string, string>,
  nowMs: number,
): { readonly retention: Retention | undefined; readonly legalHold: boolean } => {
  const mode = headers.get("x-amz-object-lock-mode");
  const until = headers.get("x-amz-object-lock-retain-until-date");
  const hold = headers.get("x-amz-object-lock-legal-hold");
  if ((mode ?? until ?? hold) !== undefined && !bucket.objectLock) throw lockMissing();
  if (hold !== undefined && hold !== "ON" && hold !== "OFF") {
    throw new S3Failure("InvalidArgument", "Legal Hold must be either of 'ON' or 'OFF'");
  }
  return { retention: readRetention(mode, until, nowMs), legalHold: hold === "ON" };
};

export const lockMissing = (): S3Failure =>
  new S3Failure("InvalidRequest", "Bucket is missing Object Lock Configuration");

/** Headers that describe a version in answers to GET and HEAD, without its checksum. */
export const describeVersion = (bucket: Bucket, version: Version): Record<string, string | undefined> => ({
  "accept-ranges": "bytes",
  "content-type": "binary/octet-stream",
  ...version.attributes.headers,
  etag: `"${version.etag}"`,
  "last-modified": new Date(version.modifiedMs).toUTCString(),
  "x-amz-version-id": shownVersionId(bucket, version.versionId),
  "x-amz-storage-class": version.attributes.storageClass === "STANDARD" ? undefined : version.attributes.storageClass,
  ...describeEncryption(version.attributes),
  ...Object.fromEntries(
    Object.entries(version.attributes.metadata).map(([name, value]) => [`x-amz-meta-${name}`, encodeMailSafe(value)]),
  ),
});

export const describeEncryption = ({ encryption }: ObjectAttributes): Record<string, string | undefined> => ({
  "x-amz-server-side-encryption": encryption.algorithm,
  "x-amz-server-side-encryption-aws-kms-key-id": encryption.keyId,
});

export const describeLock = (
  version: Pick<Version, "retention" | "legalHold">,
): Record<string, string | undefined> => ({
  "x-amz-object-lock-mode": version.retention?.mode,
  "x-amz-object-lock-retain-until-date":
    version.retention === undefined ? undefined : new Date(version.retention.untilMs).toISOString(),
  "x-amz-object-lock-legal-hold": version.legalHold ? "ON" : undefined,
});

export const describeChecksum = (checksum: Checksum | undefined): Record<string, string> =>
  checksum === undefined
    ? {}
    : { [checksumHeader(checksum.algorithm)]: checksum.value, "x-amz-checksum-type": checksum.type };

const readMetadata = (headers: ReadonlyMap<string, string>): Record<string, string> => {
  const metadata: Record<string, string> = {};
  let size = 0;
  for (const [name, value] of headers) {
    if (!name.startsWith("x-amz-meta-")) continue;
    const text = decodeMailSafe(value);
    metadata[name.slice("x-amz-meta-".length)] = text;
    size += name.length - "x-amz-meta-".length + Buffer.byteLength(text);
  }
  if (size > MAX_METADATA_BYTES) {
    throw new S3Failure("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size");
  }
  return metadata;
};

/** `aws-chunked` describes the transfer, not the object. */
const contentEncoding = (header: string | undefined): string | undefined => {
  const encodings = (header ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "" && one !== "aws-chunked");
  return encodings.length === 0 ? undefined : encodings.join(",");
};

const readEncryption = (algorithm: string | undefined): string => {
  if (algorithm === undefined || algorithm === "AES256" || algorithm === "aws:kms") return algorithm ?? "AES256";
  throw notImplemented(`x-amz-server-side-encryption: ${algorithm}`);
};

/**
 * Buckets have ACLs disabled (bucket owner enforced), as every new bucket of S3 has. `private` grants nothing to anybody
 * but the owner and is what older rclones send unasked, so it is let pass; S3 itself may refuse it.
 */
const refuseAcl = (acl: string | undefined): void => {
  if (acl === undefined || acl === "bucket-owner-full-control" || acl === "private") return;
  throw aclsDisabled();
};

export const aclsDisabled = (): S3Failure =>
  new S3Failure("AccessControlListNotSupported", "The bucket does not allow ACLs");
