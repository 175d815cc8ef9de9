import { bucketOperations } from "./bucket-configuration.ts";
import { completeMultipartUploadOperations } from "./complete-multipart-upload.ts";
import { copyObjectOperations } from "./copy-object.ts";
import { deleteObjectOperations } from "./delete-object.ts";
import type { Operation } from "./exchange.ts";
import { notImplemented } from "./failure.ts";
import { getObjectOperations } from "./get-object.ts";
import { listObjectsOperations } from "./list-objects.ts";
import { listUploadsOperations } from "./list-uploads.ts";
import { listVersionsOperations } from "./list-versions.ts";
import { multipartUploadOperations } from "./multipart-upload.ts";
import { objectAttributesOperations } from "./object-attributes.ts";
import { objectSettingOperations } from "./object-settings.ts";
import { putObjectOperations } from "./put-object.ts";
import { isSignatureField, type S3Request } from "./request.ts";

const OPERATIONS: readonly Operation[] = [
  ...bucketOperations,
  ...putObjectOperations,
  ...getObjectOperations,
  ...copyObjectOperations,
  ...deleteObjectOperations,
  ...objectSettingOperations,
  ...objectAttributesOperations,
  ...multipartUploadOperations,
  ...completeMultipartUploadOperations,
  ...listObjectsOperations,
  ...listVersionsOperations,
  ...listUploadsOperations,
];

/** `x-amz-*` headers that some operation here understands; an unknown one might change what a request means. */
const KNOWN_HEADERS = new Set([
  "x-amz-acl",
  // s3cmd sends the headers of an answer back when it modifies an object.
  "x-amz-bucket-region",
  "x-amz-bypass-governance-retention",
  "x-amz-content-sha256",
  "x-amz-copy-source",
  "x-amz-copy-source-if-match",
  "x-amz-copy-source-if-modified-since",
  "x-amz-copy-source-if-none-match",
  "x-amz-copy-source-if-unmodified-since",
  "x-amz-copy-source-range",
  "x-amz-date",
  "x-amz-decoded-content-length",
  "x-amz-expected-bucket-owner",
  "x-amz-max-parts",
  "x-amz-metadata-directive",
  "x-amz-mp-object-size",
  "x-amz-object-attributes",
  "x-amz-object-lock-legal-hold",
  "x-amz-object-lock-mode",
  "x-amz-object-lock-retain-until-date",
  "x-amz-optional-object-attributes",
  "x-amz-part-number-marker",
  "x-amz-request-payer",
  "x-amz-sdk-checksum-algorithm",
  "x-amz-security-token",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-bucket-key-enabled",
  "x-amz-source-expected-bucket-owner",
  "x-amz-storage-class",
  "x-amz-tagging",
  "x-amz-tagging-directive",
  "x-amz-trailer",
  "x-amz-user-agent",
  "x-amz-website-redirect-location",
]);
const KNOWN_HEADER_FAMILIES = ["x-amz-checksum-", "x-amz-meta-"];

/** Query names that name nothing: the SDK's operation name, and what belongs to a presigned URL. */
const isNeutral = (name: string): boolean =>
  name === "x-id" || isSignatureField(name) || name.toLowerCase().startsWith("x-amz-");

/**
 * Finds the operation a request asks for. Throws `NotImplemented`, naming the operation, query parameter or header that
 * nothing here understands.
 */
export const findOperation = (request: S3Request): Operation => {
  const level = request.bucket === undefined ? "service" : request.key === undefined ? "bucket" : "object";
  const selectors = new Set(OPERATIONS.map(({ selector }) => selector));
  const names = [...request.query.keys()].filter((name) => !isNeutral(name));
  const selector = names.find((name) => selectors.has(name));
  const candidates = OPERATIONS.filter(
    (one) => one.level === level && one.method === request.method && one.selector === selector,
  );
  const operation =
    candidates.find(({ header }) => header !== undefined && request.headers.has(header)) ??
    candidates.find(({ header }) => header === undefined);
  const what = `${request.method} of ${level === "service" ? "the service" : `a ${level === "bucket" ? "bucket" : "key"}`}`;
  if (operation === undefined) {
    const parameters = names.length === 0 ? "" : ` with ?${names.join("&")}`;
    throw notImplemented(`${what}${parameters}`);
  }
  const unknown = names.find((name) => name !== selector && operation.query?.includes(name) !== true);
  if (unknown !== undefined) throw notImplemented(`The query parameter ${unknown} of ${operation.name}`);
  assertHeadersKnown(request, operation);
  return operation;
};

const assertHeadersKnown = (request: S3Request, operation: Operation): void => {
  for (const name of request.headers.keys()) {
    if (!name.startsWith("x-amz-") || KNOWN_HEADERS.has(name)) continue;
    if (KNOWN_HEADER_FAMILIES.some((family) => name.startsWith(family))) continue;
    throw notImplemented(`The header ${name} of ${operation.name}`);
  }
};
