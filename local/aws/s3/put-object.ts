import { DEFAULT_ALGORITHM, type Checksum } from "./checksums.ts";
import { assertWritable, readConditions } from "./conditions.ts";
import { shownVersionId, type ObjectExchange, type Operation, type Reply } from "./exchange.ts";
import { describeChecksum, describeEncryption, readAttributes, readLockHeaders } from "./object-headers.ts";
import { assertIntegrityForLock, namedAlgorithm } from "./request-body.ts";
import type { S3Request } from "./request.ts";
import { commitObject, currentObject, permitWrite, storeBody } from "./write-object.ts";

const putObject = async (exchange: ObjectExchange): Promise<Reply> => {
  const { request, bucket } = exchange;
  permitWrite(exchange);
  const attributes = readAttributes(request.headers);
  const lock = readLockHeaders(bucket, request.headers, exchange.now());
  const named = namedAlgorithm(request);
  assertIntegrityForLock(request, bucket.defaultRetention !== undefined || hasLockHeaders(request), "Put Object");
  const conditions = readConditions(request.headers);
  // Known failures are told before gigabytes are sent; the conditions count again when the object is committed.
  assertWritable(currentObject(exchange), conditions);

  const algorithm = named ?? DEFAULT_ALGORITHM;
  const stored = await storeBody(exchange, algorithm);
  const checksum: Checksum = { algorithm, type: "FULL_OBJECT", value: stored.checksums.get(algorithm) ?? "" };
  const version = await commitObject(exchange, { reason: "PutObject", stored, checksum, attributes, lock, conditions });
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

const hasLockHeaders = ({ headers }: S3Request): boolean =>
  headers.has("x-amz-object-lock-mode") || headers.has("x-amz-object-lock-legal-hold");
