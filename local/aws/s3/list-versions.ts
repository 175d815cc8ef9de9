import type { BucketExchange, Operation, Reply } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { readListRequest, type ListRequest } from "./list-request.ts";
import { listPage, type Listed } from "./listing.ts";
import type { Version } from "./objects.ts";
import { assertVersionId } from "./request.ts";
import { sequenceOf } from "./storage.ts";
import { xmlDocument, type XmlContent } from "./xml.ts";

const listObjectVersions = (exchange: BucketExchange): Reply => {
  const { storage, bucket, request } = exchange;
  const wanted = readListRequest(exchange, "s3:ListBucketVersions");
  const keyMarker = request.query.get("key-marker") || undefined;
  const versionMarker = request.query.get("version-id-marker") || undefined;
  if (versionMarker !== undefined && keyMarker === undefined) {
    throw new S3Failure("InvalidArgument", "A version-id marker cannot be specified without a key marker.");
  }
  if (versionMarker !== undefined) assertVersionId(versionMarker, "version-id-marker");
  const page = listPage({
    ...wanted,
    after: keyMarker,
    start: () => versionsAfter(exchange, keyMarker, versionMarker),
    rowsFrom: (key) => storage.objects.versionsFrom(bucket.name, key),
  });
  const last = page.truncated ? page.entries.at(-1) : undefined;
  const lastKey = last === undefined ? undefined : last.kind === "row" ? last.row.key : last.prefix;
  return {
    status: 200,
    body: xmlDocument("ListVersionsResult", [
      {
        Name: bucket.name,
        Prefix: wanted.encode(wanted.prefix),
        Delimiter: wanted.delimiter === undefined ? undefined : wanted.encode(wanted.delimiter),
        KeyMarker: wanted.encode(keyMarker ?? ""),
        VersionIdMarker: versionMarker ?? "",
        NextKeyMarker: lastKey === undefined ? undefined : wanted.encode(lastKey),
        NextVersionIdMarker: last?.kind === "row" ? last.row.versionId : undefined,
        MaxKeys: wanted.limit,
        EncodingType: wanted.encodingType,
        IsTruncated: page.truncated,
      },
      // Versions and markers alternate in their order.
      ...page.entries.map((entry) => describeEntry(exchange, wanted, entry)),
    ]),
  };
};

export const listVersionsOperations: readonly Operation[] = [
  {
    name: "ListObjectVersions",
    method: "GET",
    level: "bucket",
    selector: "versions",
    query: ["prefix", "delimiter", "max-keys", "encoding-type", "key-marker", "version-id-marker"],
    run: listObjectVersions,
  },
];

/** Versions after a marker: the older ones of the key, then those of the keys after it. */
function* versionsAfter(
  { storage, bucket }: BucketExchange,
  key: string | undefined,
  versionId: string | undefined,
): IterableIterator<Version> {
  if (key === undefined) {
    yield* storage.objects.versionsFrom(bucket.name, "");
    return;
  }
  if (versionId !== undefined) {
    const seq = storage.objects.version(bucket.name, key, versionId)?.seq ?? sequenceOf(versionId);
    // A version that is gone and tells no order may have had older ones: better to list some twice than to miss one.
    yield* storage.objects.versionsBelow(bucket.name, key, seq ?? Number.MAX_SAFE_INTEGER);
  }
  yield* storage.objects.versionsFrom(bucket.name, `${key}\u0000`);
}

const describeEntry = (exchange: BucketExchange, wanted: ListRequest, entry: Listed<Version>): XmlContent => {
  if (entry.kind === "prefix") return { CommonPrefixes: { Prefix: wanted.encode(entry.prefix) } };
  return entry.row.marker
    ? { DeleteMarker: describeAny(exchange, wanted, entry.row) }
    : { Version: describeObject(exchange, wanted, entry.row) };
};

const describeAny = ({ account }: BucketExchange, wanted: ListRequest, version: Version) => ({
  Key: wanted.encode(version.key),
  VersionId: version.versionId,
  IsLatest: version.latest,
  LastModified: new Date(version.modifiedMs).toISOString(),
  Owner: { ID: account },
});

const describeObject = (exchange: BucketExchange, wanted: ListRequest, version: Version): XmlContent => ({
  ...describeAny(exchange, wanted, version),
  ETag: `"${version.etag}"`,
  ChecksumAlgorithm: version.checksum?.algorithm,
  ChecksumType: version.checksum?.type,
  Size: version.size,
  StorageClass: version.attributes.storageClass,
});
