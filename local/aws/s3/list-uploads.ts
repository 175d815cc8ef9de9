import { checksumElement } from "./checksums.ts";
import { objectArn, permit, type BucketExchange, type ObjectExchange, type Operation, type Reply } from "./exchange.ts";
import { encodeUrl, readEncodingType, readListRequest } from "./list-request.ts";
import { listPage } from "./listing.ts";
import { findUpload } from "./multipart-upload.ts";
import { readWholeNumber } from "./request.ts";
import type { Upload } from "./uploads.ts";
import { xmlDocument } from "./xml.ts";

const MAX_PARTS = 1000;

const listParts = (exchange: ObjectExchange): Reply => {
  const { request, storage, bucket, key, account } = exchange;
  permit(exchange, "s3:ListMultipartUploadParts", objectArn(bucket, key));
  const { id, draft } = findUpload(exchange);
  const limit = readWholeNumber(request, "max-parts", { fallback: MAX_PARTS, min: 0, max: MAX_PARTS });
  const after = readWholeNumber(request, "part-number-marker", { fallback: 0, min: 0, max: Number.MAX_SAFE_INTEGER });
  const encodingType = readEncodingType(request);
  const left = storage.uploads.parts(id).filter((part) => part.number > after);
  const parts = left.slice(0, limit);
  const owner = { ID: account };
  return {
    status: 200,
    body: xmlDocument("ListPartsResult", {
      Bucket: bucket.name,
      Key: encodingType === "url" ? encodeUrl(key) : key,
      EncodingType: encodingType,
      UploadId: id,
      Initiator: owner,
      Owner: owner,
      StorageClass: draft.attributes.storageClass,
      PartNumberMarker: after,
      NextPartNumberMarker: parts.at(-1)?.number ?? 0,
      MaxParts: limit,
      IsTruncated: parts.length < left.length,
      ChecksumAlgorithm: draft.chosen ? draft.algorithm : undefined,
      ChecksumType: draft.chosen ? draft.type : undefined,
      Part: parts.map((part) => ({
        PartNumber: part.number,
        LastModified: new Date(part.modifiedMs).toISOString(),
        ETag: `"${part.md5}"`,
        Size: part.size,
        ...(draft.chosen ? { [checksumElement(draft.algorithm)]: part.checksum } : {}),
      })),
    }),
  };
};

const listMultipartUploads = (exchange: BucketExchange): Reply => {
  const { request, storage, bucket, account } = exchange;
  const wanted = readListRequest(exchange, "s3:ListBucketMultipartUploads", "max-uploads");
  const keyMarker = request.query.get("key-marker") || undefined;
  const idMarker = request.query.get("upload-id-marker") || undefined;
  const page = listPage({
    ...wanted,
    after: keyMarker,
    start: () => uploadsAfter(exchange, keyMarker, idMarker),
    rowsFrom: (key) => storage.uploads.listFrom(bucket.name, key),
  });
  const last = page.truncated ? page.entries.at(-1) : undefined;
  const owner = { ID: account };
  return {
    status: 200,
    body: xmlDocument("ListMultipartUploadsResult", {
      Bucket: bucket.name,
      KeyMarker: wanted.encode(keyMarker ?? ""),
      UploadIdMarker: idMarker ?? "",
      NextKeyMarker: last === undefined ? undefined : wanted.encode(last.kind === "row" ? last.row.key : last.prefix),
      NextUploadIdMarker: last?.kind === "row" ? last.row.id : undefined,
      Prefix: wanted.encode(wanted.prefix),
      Delimiter: wanted.delimiter === undefined ? undefined : wanted.encode(wanted.delimiter),
      EncodingType: wanted.encodingType,
      MaxUploads: wanted.limit,
      IsTruncated: page.truncated,
      Upload: page.entries.flatMap((entry) =>
        entry.kind === "row"
          ? [
              {
                Key: wanted.encode(entry.row.key),
                UploadId: entry.row.id,
                Initiator: owner,
                Owner: owner,
                StorageClass: entry.row.draft.attributes.storageClass,
                Initiated: new Date(entry.row.startedMs).toISOString(),
                ChecksumAlgorithm: entry.row.draft.chosen ? entry.row.draft.algorithm : undefined,
                ChecksumType: entry.row.draft.chosen ? entry.row.draft.type : undefined,
              },
            ]
          : [],
      ),
      CommonPrefixes: page.entries.flatMap((entry) =>
        entry.kind === "prefix" ? [{ Prefix: wanted.encode(entry.prefix) }] : [],
      ),
    }),
  };
};

export const listUploadsOperations: readonly Operation[] = [
  {
    name: "ListParts",
    method: "GET",
    level: "object",
    selector: "uploadId",
    query: ["max-parts", "part-number-marker", "encoding-type"],
    run: listParts,
  },
  {
    name: "ListMultipartUploads",
    method: "GET",
    level: "bucket",
    selector: "uploads",
    query: ["prefix", "delimiter", "max-uploads", "encoding-type", "key-marker", "upload-id-marker"],
    run: listMultipartUploads,
  },
];

/** Uploads after a marker: later ones of the key when an id is given, then those of the keys after it. */
function* uploadsAfter(
  { storage, bucket }: BucketExchange,
  key: string | undefined,
  id: string | undefined,
): IterableIterator<Upload> {
  for (const upload of storage.uploads.listFrom(bucket.name, key ?? "")) {
    const skipped = upload.key === key && (id === undefined || upload.id <= id);
    if (!skipped) yield upload;
  }
}
