import { createHash } from "node:crypto";
import * as z from "zod";
import { checksumElement, checksumHeader, checksumOfParts, type Checksum } from "./checksums.ts";
import { assertWritable, readConditions } from "./conditions.ts";
import {
  objectArn,
  originOf,
  permit,
  shownVersionId,
  writeContext,
  type ObjectExchange,
  type Operation,
  type Reply,
} from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { findUpload, readType } from "./multipart-upload.ts";
import { describeEncryption } from "./object-headers.ts";
import { defaultRetention } from "./object-lock.ts";
import type { Version } from "./objects.ts";
import { currentObject } from "./write-object.ts";
import { readDocument } from "./request-body.ts";
import type { S3Request } from "./request.ts";
import { segmentOf, type Part, type Upload } from "./uploads.ts";
import { parseXml, xmlDocument } from "./xml.ts";

const MIN_PART_BYTES = 5 * 1024 ** 2;

/**
 * Makes one object of the parts listed. No byte is copied: the parts' files become the object's segments, in one
 * transaction, so completion is immediate and all or nothing whatever the size.
 */
const completeMultipartUpload = async (exchange: ObjectExchange): Promise<Reply> => {
  const { request, storage, bucket, key, now } = exchange;
  permit(exchange, "s3:PutObject", objectArn(bucket, key), writeContext(exchange));
  const text = await readDocument(stripObjectChecksum(request), exchange.secretOf);
  const listed = parseXml(text, "CompleteMultipartUpload", partList).Part;
  const conditions = readConditions(request.headers);

  const done = storage.change((change) => {
    const upload = findUpload(exchange);
    assertWritable(currentObject(exchange), conditions);
    const parts = chooseParts(listed, storage.uploads.parts(upload.id), upload);
    const checksum = wholeChecksum(upload, parts, request);
    const size = parts.reduce((sum, part) => sum + part.size, 0);
    assertSize(request, size);
    const unused = new Set(storage.uploads.remove(upload.id));
    for (const part of parts) unused.delete(part.blob);
    change.discard([...unused]);
    const retention = upload.draft.retention ?? defaultRetention(bucket.defaultRetention, now());
    const { attributes, legalHold } = upload.draft;
    const draft = { key, marker: false, size, etag: etagOf(parts), checksum, attributes, retention, legalHold };
    const version = change.addVersion(bucket, { ...draft, partCount: parts.length }, parts.map(segmentOf), {
      reason: "CompleteMultipartUpload",
      origin: originOf(exchange),
    });
    return { version, checksum };
  });
  return describeCompletion(exchange, done.version, done.checksum);
};

export const completeMultipartUploadOperations: readonly Operation[] = [
  {
    name: "CompleteMultipartUpload",
    method: "POST",
    level: "object",
    selector: "uploadId",
    run: completeMultipartUpload,
  },
];

const listedPart = z.object({
  PartNumber: z.coerce.number().int(),
  ETag: z.string().optional(),
  ChecksumCRC32: z.string().optional(),
  ChecksumCRC32C: z.string().optional(),
  ChecksumCRC64NVME: z.string().optional(),
  ChecksumSHA1: z.string().optional(),
  ChecksumSHA256: z.string().optional(),
});
const partList = z.object({ Part: z.array(listedPart).min(1) });

/** In this request `x-amz-checksum-*` is the checksum of the object, not of the body. */
const stripObjectChecksum = (request: S3Request): S3Request => ({
  ...request,
  headers: new Map([...request.headers].filter(([name]) => !name.startsWith("x-amz-checksum-"))),
});

const chooseParts = (
  listed: readonly z.infer<typeof listedPart>[],
  stored: readonly Part[],
  upload: Upload,
): readonly Part[] => {
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  const parts = listed.map((one, index) => {
    const before = listed[index - 1];
    if (before !== undefined && before.PartNumber >= one.PartNumber) {
      throw new S3Failure(
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
      );
    }
    const part = byNumber.get(one.PartNumber);
    const { algorithm, type, chosen } = upload.draft;
    const stated = one[`Checksum${algorithm}`];
    if (chosen && type === "COMPOSITE" && stated === undefined) {
      throw new S3Failure(
        "InvalidRequest",
        `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${one.PartNumber} in the request.`,
      );
    }
    const matches =
      part !== undefined &&
      one.ETag?.replaceAll('"', "") === part.md5 &&
      (stated === undefined || stated === part.checksum);
    if (matches) return part;
    throw new S3Failure(
      "InvalidPart",
      "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      { details: { UploadId: upload.id, PartNumber: one.PartNumber, ETag: one.ETag ?? "" } },
    );
  });
  const small = parts.slice(0, -1).find((part) => part.size < MIN_PART_BYTES);
  if (small === undefined) return parts;
  throw new S3Failure("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", {
    details: { ProposedSize: small.size, MinSizeAllowed: MIN_PART_BYTES, PartNumber: small.number, ETag: small.md5 },
  });
};

/** Hex MD5 of the parts' MD5s, with the number of parts. */
const etagOf = (parts: readonly Part[]): string => {
  const hash = createHash("md5");
  for (const part of parts) hash.update(Buffer.from(part.md5, "hex"));
  return `${hash.digest("hex")}-${parts.length}`;
};

const wholeChecksum = (upload: Upload, parts: readonly Part[], request: S3Request): Checksum => {
  const { algorithm, type } = upload.draft;
  const statedType = readType(request.headers.get("x-amz-checksum-type"));
  if (statedType !== undefined && statedType !== type) {
    throw new S3Failure(
      "InvalidRequest",
      `The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  const checksum = checksumOfParts(
    algorithm,
    type,
    parts.map((part) => ({ value: part.checksum, size: part.size })),
  );
  const stated = request.headers.get(checksumHeader(algorithm));
  // Some clients leave out the number of parts of a composite checksum.
  if (stated === undefined || stated === checksum.value || stated === checksum.value.split("-")[0]) return checksum;
  throw new S3Failure("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
};

const assertSize = (request: S3Request, size: number): void => {
  const stated = request.headers.get("x-amz-mp-object-size");
  if (stated === undefined || Number(stated) === size) return;
  throw new S3Failure(
    "InvalidRequest",
    `The provided 'x-amz-mp-object-size' header value ${stated} does not match what was computed: ${size}`,
  );
};

const describeCompletion = ({ request, bucket, key }: ObjectExchange, version: Version, checksum: Checksum): Reply => ({
  status: 200,
  headers: {
    "x-amz-version-id": shownVersionId(bucket, version.versionId),
    ...describeEncryption(version.attributes),
  },
  body: xmlDocument("CompleteMultipartUploadResult", {
    Location: `http://${request.headers.get("host") ?? ""}/${bucket.name}/${encodeURIComponent(key)}`,
    Bucket: bucket.name,
    Key: key,
    ETag: `"${version.etag}"`,
    ChecksumType: checksum.type,
    [checksumElement(checksum.algorithm)]: checksum.value,
  }),
});
