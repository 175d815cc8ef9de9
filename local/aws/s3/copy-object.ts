import {
  checksumElement,
  checksumAlgorithm,
  DEFAULT_ALGORITHM,
  type Checksum,
  type ChecksumAlgorithm,
} from "./checksums.ts";
import { assertWritable, readConditions } from "./conditions.ts";
import { copyBytes, findCopySource, type CopySource } from "./copy-source.ts";
import { may, objectArn, permit, shownVersionId, type ObjectExchange, type Operation, type Reply } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { versionAction } from "./find-version.ts";
import { describeEncryption, readAttributes, readLockHeaders } from "./object-headers.ts";
import type { ObjectAttributes } from "./objects.ts";
import type { S3Request } from "./request.ts";
import { commitObject, currentObject, permitWrite } from "./write-object.ts";
import { xmlDocument } from "./xml.ts";

const MAX_COPY_BYTES = 5 * 1024 ** 3;

const copyObject = async (exchange: ObjectExchange): Promise<Reply> => {
  const { request, bucket } = exchange;
  permitWrite(exchange);
  const source = findCopySource(exchange);
  if (source.version.size > MAX_COPY_BYTES) {
    throw new S3Failure(
      "InvalidRequest",
      "The specified copy source is larger than the maximum allowable size for a copy source",
    );
  }
  assertChangesSomething(exchange, source);
  const attributes = copiedAttributes(exchange, source);
  if (attributes.tags.length > 0) permit(exchange, "s3:PutObjectTagging", objectArn(bucket, exchange.key));
  const lock = readLockHeaders(bucket, request.headers, exchange.now());
  const conditions = readConditions(request.headers);
  assertWritable(currentObject(exchange), conditions);

  const algorithm = readAskedAlgorithm(request) ?? source.version.checksum?.algorithm ?? DEFAULT_ALGORITHM;
  const whole = { start: 0, end: source.version.size - 1 };
  const stored = await copyBytes(exchange, source.version, whole, algorithm);
  const checksum: Checksum = { algorithm, type: "FULL_OBJECT", value: stored.checksums.get(algorithm) ?? "" };
  const version = await commitObject(exchange, {
    reason: "CopyObject",
    stored,
    checksum,
    attributes,
    lock,
    conditions,
  });
  return {
    status: 200,
    headers: {
      "x-amz-version-id": shownVersionId(bucket, version.versionId),
      "x-amz-copy-source-version-id": shownVersionId(source.bucket, source.version.versionId),
      ...describeEncryption(attributes),
    },
    body: xmlDocument("CopyObjectResult", {
      ETag: `"${version.etag}"`,
      LastModified: new Date(version.modifiedMs).toISOString(),
      ChecksumType: checksum.type,
      [checksumElement(algorithm)]: checksum.value,
    }),
  };
};

export const copyObjectOperations: readonly Operation[] = [
  { name: "CopyObject", method: "PUT", level: "object", header: "x-amz-copy-source", run: copyObject },
];

/** The algorithm `x-amz-checksum-algorithm` asks S3 to compute. */
export const readAskedAlgorithm = ({ headers }: S3Request): ChecksumAlgorithm | undefined => {
  const asked = headers.get("x-amz-checksum-algorithm");
  if (asked === undefined) return undefined;
  const parsed = checksumAlgorithm.safeParse(asked.toUpperCase());
  if (parsed.success) return parsed.data;
  throw new S3Failure(
    "InvalidRequest",
    "Checksum algorithm provided is unsupported. Please try again with any of the valid types.",
  );
};

const readDirective = ({ headers }: S3Request, name: string): "COPY" | "REPLACE" => {
  const given = headers.get(name) ?? "COPY";
  if (given === "COPY" || given === "REPLACE") return given;
  throw new S3Failure("InvalidArgument", `Unknown ${name.replace("x-amz-", "")}.`, {
    details: { ArgumentName: name, ArgumentValue: given },
  });
};

/** Metadata and tags come with the object unless replaced; storage class and encryption never do. */
const copiedAttributes = (exchange: ObjectExchange, { bucket, version, versionId }: CopySource): ObjectAttributes => {
  const { request } = exchange;
  const given = readAttributes(request.headers);
  const copyTags = readDirective(request, "x-amz-tagging-directive") === "COPY";
  if (copyTags && version.attributes.tags.length > 0) {
    const action = versionAction("s3:GetObjectTagging", versionId);
    if (!may(exchange, action, objectArn(bucket, version.key))) throw new S3Failure("AccessDenied", "Access Denied");
  }
  const described = readDirective(request, "x-amz-metadata-directive") === "COPY" ? version.attributes : given;
  return {
    ...given,
    headers: described.headers,
    metadata: described.metadata,
    tags: copyTags ? version.attributes.tags : given.tags,
  };
};

const assertChangesSomething = (exchange: ObjectExchange, source: CopySource): void => {
  const { request, bucket, key } = exchange;
  const itself = source.bucket.name === bucket.name && source.version.key === key && source.versionId === undefined;
  const changes =
    request.headers.get("x-amz-metadata-directive") === "REPLACE" ||
    [
      "x-amz-storage-class",
      "x-amz-server-side-encryption",
      "x-amz-website-redirect-location",
      "x-amz-checksum-algorithm",
    ].some((name) => request.headers.has(name));
  if (!itself || changes) return;
  throw new S3Failure(
    "InvalidRequest",
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
};
