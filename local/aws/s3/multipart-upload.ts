import { randomBytes } from "node:crypto";
import { readCopyRange } from "./byte-range.ts";
import {
  checksumElement,
  checksumHeader,
  checksumType,
  DEFAULT_ALGORITHM,
  defaultType,
  supportsType,
  type ChecksumType,
} from "./checksums.ts";
import { readAskedAlgorithm } from "./copy-object.ts";
import { copyBytes, findCopySource } from "./copy-source.ts";
import {
  objectArn,
  permit,
  shownVersionId,
  writeContext,
  type ObjectExchange,
  type Operation,
  type Reply,
} from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { describeEncryption, readAttributes, readLockHeaders } from "./object-headers.ts";
import { assertIntegrityForLock } from "./request-body.ts";
import { commitOrAbandon, permitWrite, storeBody } from "./write-object.ts";
import type { BodyFacts } from "./request-body.ts";
import { namedAlgorithm } from "./request-body.ts";
import { readWholeNumber } from "./request.ts";
import type { Part, Upload } from "./uploads.ts";
import { xmlDocument } from "./xml.ts";

const MAX_PART_NUMBER = 10_000;

const createMultipartUpload = (exchange: ObjectExchange): Reply => {
  const { request, storage, bucket, key, now } = exchange;
  permitWrite(exchange);
  const attributes = readAttributes(request.headers);
  const asked = readAskedAlgorithm(request);
  const algorithm = asked ?? DEFAULT_ALGORITHM;
  const type = readType(request.headers.get("x-amz-checksum-type")) ?? defaultType(algorithm);
  if (!supportsType(algorithm, type)) {
    throw new S3Failure(
      "InvalidRequest",
      `The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    );
  }
  const startedMs = now();
  const id = startedMs.toString(36).padStart(9, "0") + randomBytes(24).toString("hex");
  const lock = readLockHeaders(bucket, request.headers, startedMs);
  const draft = { attributes, ...lock, algorithm, type, chosen: asked !== undefined };
  storage.change(() => {
    storage.uploads.insert({ id, bucket: bucket.name, key, startedMs, draft });
  });
  return {
    status: 200,
    headers: {
      ...describeEncryption(attributes),
      "x-amz-checksum-algorithm": asked,
      "x-amz-checksum-type": asked === undefined ? undefined : type,
    },
    body: xmlDocument("InitiateMultipartUploadResult", { Bucket: bucket.name, Key: key, UploadId: id }),
  };
};

const uploadPart = async (exchange: ObjectExchange): Promise<Reply> => {
  const { request, bucket, key } = exchange;
  permit(exchange, "s3:PutObject", objectArn(bucket, key), writeContext(exchange));
  const upload = findUpload(exchange);
  const number = readPartNumber(exchange);
  const named = namedAlgorithm(request);
  const { algorithm, chosen } = upload.draft;
  if (chosen && named !== undefined && named !== algorithm) {
    throw new S3Failure(
      "InvalidRequest",
      `Checksum Type mismatch occurred, expected checksum Type: ${algorithm.toLowerCase()}, actual checksum Type: ${named.toLowerCase()}`,
    );
  }
  if (chosen && upload.draft.type === "COMPOSITE" && named === undefined) {
    throw new S3Failure(
      "InvalidRequest",
      `Checksum Type mismatch occurred, expected checksum Type: ${algorithm.toLowerCase()}, actual checksum Type: null`,
    );
  }
  const locked =
    bucket.defaultRetention !== undefined || upload.draft.retention !== undefined || upload.draft.legalHold;
  assertIntegrityForLock(request, locked, "Put Part");
  const stored = await storeBody(exchange, algorithm);
  const part = await keepPart(exchange, upload, number, stored);
  const shown = named ?? (chosen ? algorithm : undefined);
  return {
    status: 200,
    headers: {
      etag: `"${part.md5}"`,
      ...(shown === undefined ? {} : { [checksumHeader(shown)]: stored.checksums.get(shown) }),
      ...describeEncryption(upload.draft.attributes),
    },
  };
};

const uploadPartCopy = async (exchange: ObjectExchange): Promise<Reply> => {
  const { request, bucket, key } = exchange;
  permit(exchange, "s3:PutObject", objectArn(bucket, key), writeContext(exchange));
  const upload = findUpload(exchange);
  const number = readPartNumber(exchange);
  const source = findCopySource(exchange);
  const asked = request.headers.get("x-amz-copy-source-range");
  const { size } = source.version;
  const range = asked === undefined ? { start: 0, end: size - 1 } : readCopyRange(asked, size);
  const stored = await copyBytes(exchange, source.version, range, upload.draft.algorithm);
  const part = await keepPart(exchange, upload, number, stored);
  return {
    status: 200,
    headers: { "x-amz-copy-source-version-id": shownVersionId(source.bucket, source.version.versionId) },
    body: xmlDocument("CopyPartResult", {
      ETag: `"${part.md5}"`,
      LastModified: new Date(part.modifiedMs).toISOString(),
      ...(upload.draft.chosen ? { [checksumElement(upload.draft.algorithm)]: part.checksum } : {}),
    }),
  };
};

const abortMultipartUpload = (exchange: ObjectExchange): Reply => {
  const { storage, bucket, key } = exchange;
  permit(exchange, "s3:AbortMultipartUpload", objectArn(bucket, key));
  const upload = findUpload(exchange);
  storage.change((change) => {
    change.discard(storage.uploads.remove(upload.id));
  });
  return { status: 204 };
};

export const multipartUploadOperations: readonly Operation[] = [
  { name: "CreateMultipartUpload", method: "POST", level: "object", selector: "uploads", run: createMultipartUpload },
  { name: "UploadPart", method: "PUT", level: "object", selector: "uploadId", query: ["partNumber"], run: uploadPart },
  {
    name: "UploadPartCopy",
    method: "PUT",
    level: "object",
    selector: "uploadId",
    query: ["partNumber"],
    header: "x-amz-copy-source",
    run: uploadPartCopy,
  },
  { name: "AbortMultipartUpload", method: "DELETE", level: "object", selector: "uploadId", run: abortMultipartUpload },
];

/** The upload a request names, which must be of its bucket and key. */
export const findUpload = ({ request, storage, bucket, key }: ObjectExchange): Upload => {
  const id = request.query.get("uploadId") ?? "";
  const upload = storage.uploads.find(id);
  if (upload === undefined || upload.bucket !== bucket.name || upload.key !== key) {
    throw new S3Failure(
      "NoSuchUpload",
      "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
      { details: { UploadId: id } },
    );
  }
  return upload;
};

const keepPart = (
  exchange: ObjectExchange,
  upload: Upload,
  number: number,
  stored: BodyFacts & { readonly blob: string },
): Promise<Part> => {
  const { storage, now } = exchange;
  const { blob, size, md5 } = stored;
  const checksum = stored.checksums.get(upload.draft.algorithm) ?? "";
  const part: Part = { number, blob, size, md5, checksum, modifiedMs: Math.floor(now() / 1000) * 1000 };
  return commitOrAbandon(exchange, blob, () =>
    storage.change((change) => {
      // The upload may have been completed or aborted while the bytes came in.
      findUpload(exchange);
      change.keep(blob);
      const replaced = storage.uploads.putPart(upload.id, part);
      if (replaced !== undefined) change.discard([replaced]);
      return part;
    }),
  );
};

const readPartNumber = ({ request }: ObjectExchange): number => {
  const number = readWholeNumber(request, "partNumber", { fallback: 0, min: 1, max: Number.MAX_SAFE_INTEGER });
  if (number >= 1 && number <= MAX_PART_NUMBER) return number;
  throw new S3Failure("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive", {
    details: { ArgumentName: "partNumber", ArgumentValue: request.query.get("partNumber") ?? "" },
  });
};

export const readType = (given: string | undefined): ChecksumType | undefined => {
  if (given === undefined) return undefined;
  const parsed = checksumType.safeParse(given.toUpperCase());
  if (parsed.success) return parsed.data;
  throw new S3Failure("InvalidRequest", "Value for x-amz-checksum-type header is invalid.");
};
