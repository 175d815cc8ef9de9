import { checksumElement } from "./checksums.ts";
import { shownVersionId, type ObjectExchange, type Operation, type Reply } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { findReadable } from "./find-version.ts";
import type { Version } from "./objects.ts";
import { xmlDocument, type XmlContent } from "./xml.ts";

const ATTRIBUTES = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];
const MAX_PARTS = 1000;

const getObjectAttributes = (exchange: ObjectExchange): Reply => {
  const { request, bucket } = exchange;
  const asked = new Set((request.headers.get("x-amz-object-attributes") ?? "").split(",").map((name) => name.trim()));
  const unknown = [...asked].find((name) => !ATTRIBUTES.includes(name));
  if (unknown !== undefined) {
    throw new S3Failure("InvalidArgument", "Invalid attribute name specified.", {
      details: { ArgumentName: "x-amz-object-attributes", ArgumentValue: unknown },
    });
  }
  findReadable(exchange, "s3:GetObject");
  const version = findReadable(exchange, "s3:GetObjectAttributes");
  const { checksum } = version;
  return {
    status: 200,
    headers: {
      "last-modified": new Date(version.modifiedMs).toUTCString(),
      "x-amz-version-id": shownVersionId(bucket, version.versionId),
    },
    body: xmlDocument("GetObjectAttributesResponse", {
      ETag: asked.has("ETag") ? version.etag : undefined,
      Checksum:
        asked.has("Checksum") && checksum !== undefined
          ? { [checksumElement(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type }
          : undefined,
      ObjectParts: asked.has("ObjectParts") ? describeParts(exchange, version) : undefined,
      StorageClass: asked.has("StorageClass") ? version.attributes.storageClass : undefined,
      ObjectSize: asked.has("ObjectSize") ? version.size : undefined,
    }),
  };
};

export const objectAttributesOperations: readonly Operation[] = [
  {
    name: "GetObjectAttributes",
    method: "GET",
    level: "object",
    selector: "attributes",
    query: ["versionId"],
    run: getObjectAttributes,
  },
];

/** Parts are listed one by one only for composite checksums; otherwise S3 tells their number. */
const describeParts = ({ request, storage }: ObjectExchange, version: Version): XmlContent => {
  if (version.partCount === undefined) return undefined;
  const { checksum } = version;
  if (checksum?.type !== "COMPOSITE") return { PartsCount: version.partCount };
  const limit = Math.min(Number(request.headers.get("x-amz-max-parts") ?? MAX_PARTS) || MAX_PARTS, MAX_PARTS);
  const after = Number(request.headers.get("x-amz-part-number-marker") ?? 0) || 0;
  const left = storage.objects.segments(version.seq).filter((part) => part.number > after);
  const parts = left.slice(0, limit);
  return {
    PartsCount: version.partCount,
    PartNumberMarker: after,
    NextPartNumberMarker: parts.at(-1)?.number ?? 0,
    MaxParts: limit,
    IsTruncated: parts.length < left.length,
    Part: parts.map((part) => ({
      PartNumber: part.number,
      Size: part.size,
      [checksumElement(checksum.algorithm)]: part.checksum,
    })),
  };
};
