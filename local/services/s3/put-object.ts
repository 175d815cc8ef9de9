import { DEFAULT_ALGORITHM, type Checksum, type ChecksumAlgorithm } from "./checksums.ts";
import { assertWritable, readConditions } from "./conditions.ts";
import {
  objectArn,
  originOf,
  permit,
  shownVersionId,
  writeContext,
  type Exchange,
  type ObjectExchange,
  type Operation,
  type Reply,
} from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { describeChecksum, describeEncryption, readAttributes, readLockHeaders } from "./object-headers.ts";
import { defaultRetention } from "./object-lock.ts";
import type { Version } from "./objects.ts";
import { namedAlgorithm, readBody, type BodyFacts } from "./request-body.ts";
import type { S3Request } from "./request.ts";

const putObject = async (exchange: ObjectExchange): Promise<Reply> => {
  const { request, storage, bucket, key } = exchange;
  permitWrite(exchange);
  const attributes = readAttributes(request.headers);
  const asked = readLockHeaders(bucket, request.headers, exchange.now());
  const named = namedAlgorithm(request);
  assertIntegrityForLock(exchange, named);
  const conditions = readConditions(request.headers);
  // Known failures are told before gigabytes are sent; the conditions count again when the object is committed.
  assertWritable(currentObject(exchange), conditions);

  const algorithm = named ?? DEFAULT_ALGORITHM;
  const stored = await storeBody(exchange, algorithm);
  const checksum: Checksum = { algorithm, type: "FULL_OBJECT", value: stored.checksums.get(algorithm) ?? "" };
  const version = await commitOrAbandon(exchange, stored.blob, () =>
    storage.change((change) => {
      assertWritable(currentObject(exchange), conditions);
      change.keep(stored.blob);
      const retention = asked.retention ?? defaultRetention(bucket.defaultRetention, exchange.now());
      const { size, md5: etag, blob } = stored;
      const lock = { retention, legalHold: asked.legalHold };
      const draft = { key, marker: false, size, etag, checksum, attributes, partCount: undefined, ...lock };
      return change.addVersion(bucket, draft, [{ number: 1, blob, size, checksum: checksum.value }], {
        reason: "PutObject",
        origin: originOf(exchange),
      });
    }),
  );
  return {
    status: 200,
    headers: {
      etag: `"${version.etag}"`,
      "x-amz-version-id": shownVersionId(bucket, version.versionId),
      ...describeChecksum(checksum),
      ...describeEncryption(attributes),
    },
  };
};

export const putObjectOperations: readonly Operation[] = [
  { name: "PutObject", method: "PUT", level: "object", run: putObject },
];

/** Permission to write the object as its headers ask: tags, retention and holds have actions of their own. */
export const permitWrite = (exchange: ObjectExchange): void => {
  const { headers } = exchange.request;
  const resource = objectArn(exchange.bucket, exchange.key);
  const context = writeContext(exchange);
  permit(exchange, "s3:PutObject", resource, context);
  if (headers.has("x-amz-tagging")) permit(exchange, "s3:PutObjectTagging", resource, context);
  if (headers.has("x-amz-object-lock-mode")) permit(exchange, "s3:PutObjectRetention", resource, context);
  if (headers.has("x-amz-object-lock-legal-hold")) permit(exchange, "s3:PutObjectLegalHold", resource, context);
};

/** The object a write would replace; a delete marker is none. */
export const currentObject = ({ storage, bucket, key }: ObjectExchange): Version | undefined => {
  const latest = storage.objects.latest(bucket.name, key);
  return latest?.marker === true ? undefined : latest;
};

/** Writes a request's body to a blob nobody refers to yet; nothing stays when the body breaks a promise. */
export const storeBody = (
  exchange: Exchange,
  algorithm: ChecksumAlgorithm,
): Promise<BodyFacts & { readonly blob: string }> =>
  storeBlob(exchange, (write) => readBody(exchange.request, [algorithm], exchange.secretOf, write));

/** Writes whatever `produce` hands over to a blob; nothing stays when it throws. */
export const storeBlob = async <Facts>(
  { storage }: Exchange,
  produce: (write: (bytes: Buffer) => Promise<void>) => Promise<Facts>,
): Promise<Facts & { readonly blob: string }> => {
  const blob = await storage.blobs.begin();
  try {
    const facts = await produce(blob.write);
    await blob.finish();
    return { ...facts, blob: blob.id };
  } catch (error) {
    await blob.abandon();
    throw error;
  }
};

/** Runs a commit that keeps `blob`, and removes the blob if it throws. */
export const commitOrAbandon = async <Result>(
  { storage }: Exchange,
  blob: string,
  commit: () => Result,
): Promise<Result> => {
  try {
    return commit();
  } catch (error) {
    await storage.blobs.drop(blob);
    throw error;
  }
};

/** S3 takes a version into retention only when the client lets it check the bytes. */
const assertIntegrityForLock = ({ request, bucket }: ObjectExchange, named: ChecksumAlgorithm | undefined): void => {
  const locked = bucket.defaultRetention !== undefined || hasLockHeaders(request);
  if (!locked || named !== undefined || request.headers.has("content-md5")) return;
  throw new S3Failure(
    "InvalidRequest",
    "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters",
  );
};

const hasLockHeaders = ({ headers }: S3Request): boolean =>
  headers.has("x-amz-object-lock-mode") || headers.has("x-amz-object-lock-legal-hold");
