import type { BucketExchange, Operation, Reply } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { readListRequest, type ListRequest } from "./list-request.ts";
import { listPage, resumeKey, type Page } from "./listing.ts";
import type { Version } from "./objects.ts";
import { xmlDocument, type XmlContent } from "./xml.ts";

const LIST_QUERY = ["prefix", "delimiter", "max-keys", "encoding-type"];

/** ListObjectsV2. A continuation token is the key to go on from, so a list survives a restart. */
const listObjectsV2 = (exchange: BucketExchange): Reply => {
  const { query } = exchange.request;
  const wanted = readListRequest(exchange, "s3:ListBucket");
  const token = query.get("continuation-token");
  const startAfter = query.get("start-after");
  const after = token === undefined && startAfter !== undefined ? startAfter : undefined;
  const from = token !== undefined ? readToken(token) : after === undefined ? "" : `${after}\u0000`;
  const page = listCurrent(exchange, wanted, from, after);
  const last = page.entries.at(-1);
  return {
    status: 200,
    body: xmlDocument("ListBucketResult", {
      ...describeList(exchange, wanted, page),
      StartAfter: startAfter === undefined ? undefined : wanted.encode(startAfter),
      ContinuationToken: token,
      NextContinuationToken: page.truncated && last !== undefined ? writeToken(resumeKey(last)) : undefined,
      KeyCount: page.entries.length,
      ...describeEntries(exchange, wanted, page, query.get("fetch-owner") === "true"),
    }),
  };
};

/** ListObjects, the older form: the marker is the last key or common prefix of the page before. */
const listObjects = (exchange: BucketExchange): Reply => {
  const wanted = readListRequest(exchange, "s3:ListBucket");
  const marker = exchange.request.query.get("marker") ?? "";
  const page = listCurrent(exchange, wanted, marker === "" ? "" : `${marker}\u0000`, marker);
  const last = page.entries.at(-1);
  const next = last === undefined ? undefined : last.kind === "row" ? last.row.key : last.prefix;
  return {
    status: 200,
    body: xmlDocument("ListBucketResult", {
      ...describeList(exchange, wanted, page),
      Marker: wanted.encode(marker),
      NextMarker:
        page.truncated && wanted.delimiter !== undefined && next !== undefined ? wanted.encode(next) : undefined,
      ...describeEntries(exchange, wanted, page, true),
    }),
  };
};

export const listObjectsOperations: readonly Operation[] = [
  {
    name: "ListObjectsV2",
    method: "GET",
    level: "bucket",
    selector: "list-type",
    query: [...LIST_QUERY, "start-after", "continuation-token", "fetch-owner"],
    run: listObjectsV2,
  },
  { name: "ListObjects", method: "GET", level: "bucket", query: [...LIST_QUERY, "marker"], run: listObjects },
];

const listCurrent = (
  { storage, bucket }: BucketExchange,
  wanted: ListRequest,
  from: string,
  after: string | undefined,
): Page<Version> =>
  listPage({
    ...wanted,
    after,
    start: () => storage.objects.currentFrom(bucket.name, from),
    rowsFrom: (key) => storage.objects.currentFrom(bucket.name, key),
  });

const describeList = ({ bucket }: BucketExchange, wanted: ListRequest, page: Page<Version>) => ({
  Name: bucket.name,
  Prefix: wanted.encode(wanted.prefix),
  Delimiter: wanted.delimiter === undefined ? undefined : wanted.encode(wanted.delimiter),
  MaxKeys: wanted.limit,
  EncodingType: wanted.encodingType,
  IsTruncated: page.truncated,
});

const describeEntries = (exchange: BucketExchange, wanted: ListRequest, page: Page<Version>, withOwner: boolean) => ({
  Contents: page.entries.flatMap((entry): XmlContent[] =>
    entry.kind === "row"
      ? [
          {
            Key: wanted.encode(entry.row.key),
            LastModified: new Date(entry.row.modifiedMs).toISOString(),
            ETag: `"${entry.row.etag}"`,
            ChecksumAlgorithm: entry.row.checksum?.algorithm,
            ChecksumType: entry.row.checksum?.type,
            Size: entry.row.size,
            Owner: withOwner ? { ID: exchange.account } : undefined,
            StorageClass: entry.row.attributes.storageClass,
          },
        ]
      : [],
  ),
  CommonPrefixes: page.entries.flatMap((entry) =>
    entry.kind === "prefix" ? [{ Prefix: wanted.encode(entry.prefix) }] : [],
  ),
});

const writeToken = (key: string): string => Buffer.from(key, "utf8").toString("base64url");

const readToken = (token: string): string => {
  const key = Buffer.from(token, "base64url").toString("utf8");
  if (token !== "" && writeToken(key) === token) return key;
  throw new S3Failure("InvalidArgument", "The continuation token provided is incorrect", {
    details: { ArgumentName: "continuation-token" },
  });
};
