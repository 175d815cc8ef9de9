import { Readable } from "node:stream";
import { readRange, type ByteRange } from "./byte-range.ts";
import { assertReadable, readConditions } from "./conditions.ts";
import { may, objectArn, type ObjectExchange, type Operation, type Reply } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { findReadable } from "./find-version.ts";
import { describeChecksum, describeLock, describeVersion } from "./object-headers.ts";
import type { StoredSegment, Version } from "./objects.ts";
import { readWholeNumber, type S3Request } from "./request.ts";

/** Query parameters that replace a header of the answer. */
const OVERRIDES = [
  "response-cache-control",
  "response-content-disposition",
  "response-content-encoding",
  "response-content-language",
  "response-content-type",
  "response-expires",
] as const;

const MAX_PARTS = 10_000;

/** GetObject and HeadObject: the same answer, with and without the bytes. */
const readObject = (exchange: ObjectExchange): Reply => {
  const { request, storage, bucket } = exchange;
  const version = findReadable(exchange, "s3:GetObject");
  assertReadable(version, readConditions(request.headers));
  const segments = storage.objects.segments(version.seq);
  const part = request.query.has("partNumber") ? partRange(request, version, segments) : undefined;
  const range = part ?? readRange(request.headers.get("range"), version.size);
  const partial = range !== undefined && (part === undefined || version.partCount !== undefined);
  const { start, end } = range ?? { start: 0, end: version.size - 1 };
  const whole = start === 0 && end === version.size - 1;
  return {
    status: partial ? 206 : 200,
    headers: {
      ...describeVersion(bucket, version),
      ...describeAllowed(exchange, version),
      ...(whole && request.headers.get("x-amz-checksum-mode")?.toUpperCase() === "ENABLED"
        ? describeChecksum(version.checksum)
        : {}),
      ...Object.fromEntries(
        OVERRIDES.flatMap((name) => {
          const value = request.query.get(name);
          return value === undefined ? [] : [[name.slice("response-".length), value]];
        }),
      ),
      "x-amz-mp-parts-count": part === undefined ? undefined : version.partCount,
      "content-range": partial ? `bytes ${start}-${end}/${version.size}` : undefined,
      "content-length": end - start + 1,
    },
    ...(request.method === "HEAD" || version.size === 0
      ? {}
      : { body: Readable.from(storage.blobs.read(segments, start, end), { objectMode: false }) }),
  };
};

export const getObjectOperations: readonly Operation[] = [
  {
    name: "GetObject",
    method: "GET",
    level: "object",
    query: ["versionId", "partNumber", ...OVERRIDES],
    run: readObject,
  },
  {
    name: "HeadObject",
    method: "HEAD",
    level: "object",
    query: ["versionId", "partNumber", ...OVERRIDES],
    run: readObject,
  },
];

/** What S3 adds for callers who may read retention, holds and tags. */
const describeAllowed = (exchange: ObjectExchange, version: Version): Record<string, string | number | undefined> => {
  const resource = objectArn(exchange.bucket, exchange.key);
  const lock = describeLock(version);
  const tags = version.attributes.tags.length;
  return {
    ...(version.retention !== undefined && may(exchange, "s3:GetObjectRetention", resource)
      ? { ...lock, "x-amz-object-lock-legal-hold": undefined }
      : {}),
    ...(version.legalHold && may(exchange, "s3:GetObjectLegalHold", resource)
      ? { "x-amz-object-lock-legal-hold": lock["x-amz-object-lock-legal-hold"] }
      : {}),
    "x-amz-tagging-count": tags > 0 && may(exchange, "s3:GetObjectTagging", resource) ? tags : undefined,
  };
};

const partRange = (request: S3Request, version: Version, segments: readonly StoredSegment[]): ByteRange => {
  if (request.headers.has("range")) {
    throw new S3Failure("InvalidRequest", "Cannot specify both Range header and partNumber query parameter");
  }
  const number = readWholeNumber(request, "partNumber", { fallback: 1, min: 1, max: MAX_PARTS });
  if (version.partCount === undefined && number === 1) return { start: 0, end: version.size - 1 };
  // Parts count from 1 in their order, whatever numbers they were uploaded with.
  const part = segments[number - 1];
  if (part === undefined || version.partCount === undefined) {
    throw new S3Failure("InvalidPartNumber", "The requested partnumber is not satisfiable", {
      details: { PartNumberRequested: number, ActualPartCount: version.partCount ?? 1 },
    });
  }
  const start = segments.slice(0, number - 1).reduce((sum, { size }) => sum + size, 0);
  return { start, end: start + part.size - 1 };
};
