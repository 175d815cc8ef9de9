import type { IncomingMessage } from "node:http";

/** Sub-resources of S3 that make another operation of a method; the rest is told by method and level alone. */
const s3Operations: readonly (readonly [method: string, level: "bucket" | "key", query: string, operation: string])[] =
  [
    ["PUT", "key", "partNumber", "UploadPart"],
    ["PUT", "key", "tagging", "PutObjectTagging"],
    ["PUT", "key", "retention", "PutObjectRetention"],
    ["PUT", "key", "legal-hold", "PutObjectLegalHold"],
    ["PUT", "key", "", "PutObject"],
    ["POST", "key", "uploads", "CreateMultipartUpload"],
    ["POST", "key", "uploadId", "CompleteMultipartUpload"],
    ["DELETE", "key", "uploadId", "AbortMultipartUpload"],
    ["DELETE", "key", "", "DeleteObject"],
    ["POST", "bucket", "delete", "DeleteObjects"],
    ["HEAD", "key", "", "HeadObject"],
    ["HEAD", "bucket", "", "HeadBucket"],
    ["GET", "key", "attributes", "GetObjectAttributes"],
    ["GET", "key", "tagging", "GetObjectTagging"],
    ["GET", "key", "uploadId", "ListParts"],
    ["GET", "key", "", "GetObject"],
    ["GET", "bucket", "versions", "ListObjectVersions"],
    ["GET", "bucket", "uploads", "ListMultipartUploads"],
    ["GET", "bucket", "", "ListObjectsV2"],
  ];

const s3Operation = ({ method, headers }: IncomingMessage, url: URL): string | undefined => {
  if (method === "PUT" && headers["x-amz-copy-source"] !== undefined)
    return url.searchParams.has("partNumber") ? "UploadPartCopy" : "CopyObject";
  const level = /^\/[^/]+\/./.test(url.pathname) ? "key" : "bucket";
  return s3Operations.find(
    ([verb, where, query]) => verb === method && where === level && (query === "" || url.searchParams.has(query)),
  )?.[3];
};

/** The operation a request asks for, by its name in the service's API reference; the verb and last segment where it has none. */
export const operationOf = (service: string, request: IncomingMessage): string => {
  const target = request.headers["x-amz-target"];
  if (typeof target === "string") return target.slice(target.lastIndexOf(".") + 1);
  const url = new URL(request.url ?? "/", "http://region");
  const verb = `${request.method ?? "GET"} ${url.pathname.slice(url.pathname.lastIndexOf("/") + 1)}`;
  if (service === "s3") return s3Operation(request, url) ?? verb;
  return service === "lambda" && url.pathname.endsWith("/invocations") ? "Invoke" : verb;
};
