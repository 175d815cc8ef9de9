import type { Readable } from "node:stream";
import type { Authorize, Now } from "../../network/service.ts";
import type { Bucket } from "./buckets.ts";
import type { EventOrigin } from "./event-outbox.ts";
import { S3Failure } from "./failure.ts";
import type { SecretLookup } from "./request-body.ts";
import type { S3Request } from "./request.ts";
import type { Storage } from "./storage.ts";

/** What an operation works with. */
export type Exchange = {
  readonly request: S3Request;
  readonly storage: Storage;
  readonly region: string;
  readonly account: string;
  readonly now: Now;
  readonly authorize: Authorize;
  readonly secretOf: SecretLookup | undefined;
};
export type BucketExchange = Exchange & { readonly bucket: Bucket };
export type ObjectExchange = BucketExchange & { readonly key: string };

/** What an operation answers; headers that are `undefined` are left out. */
export type Reply = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: string | Readable;
};

type Common = {
  /** As the API reference names it. */
  readonly name: string;
  readonly method: string;
  /** Query name that selects this operation among those of its method and level. */
  readonly selector?: string;
  /** Further query names it understands. */
  readonly query?: readonly string[];
  /** Header that selects this operation among those of its method, level and selector. */
  readonly header?: string;
};

export type Operation = Common &
  (
    | { readonly level: "service"; readonly run: (exchange: Exchange) => Promise<Reply> | Reply }
    | { readonly level: "bucket"; readonly run: (exchange: BucketExchange) => Promise<Reply> | Reply }
    | { readonly level: "object"; readonly run: (exchange: ObjectExchange) => Promise<Reply> | Reply }
  );

type Context = Readonly<Record<string, string | undefined>>;

/** Throws `AccessDenied` with the reason unless the caller may do `action` on `resource`. S3 alone puts the resource in quotes. */
export const permit = (exchange: Exchange, action: string, resource: string, context: Context = {}): void => {
  const decision = decide(exchange, action, resource, context);
  if (decision.allowed) return;
  throw new S3Failure("AccessDenied", decision.reason.replace(`: ${resource} `, `: "${resource}" `));
};

export const may = (exchange: Exchange, action: string, resource: string): boolean =>
  decide(exchange, action, resource, {}).allowed;

const decide = (exchange: Exchange, action: string, resource: string, context: Context) =>
  exchange.authorize(
    exchange.request.caller,
    action,
    resource,
    Object.fromEntries(
      Object.entries(context).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
  );

export const objectArn = (bucket: Bucket, key: string): string => `${bucket.arn}/${key}`;

/** Condition keys that policies on writes ask for. */
export const writeContext = ({ request: { headers } }: Exchange): Context => ({
  "s3:x-amz-storage-class": headers.get("x-amz-storage-class"),
  "s3:x-amz-server-side-encryption": headers.get("x-amz-server-side-encryption"),
  "s3:x-amz-server-side-encryption-aws-kms-key-id": headers.get("x-amz-server-side-encryption-aws-kms-key-id"),
  "s3:object-lock-mode": headers.get("x-amz-object-lock-mode"),
  "s3:object-lock-retain-until-date": headers.get("x-amz-object-lock-retain-until-date"),
  "s3:object-lock-legal-hold": headers.get("x-amz-object-lock-legal-hold"),
  "s3:x-amz-content-sha256": headers.get("x-amz-content-sha256"),
});

export const originOf = ({ request }: Exchange): EventOrigin => ({
  requestId: request.id,
  requester: request.caller.principalArn,
  sourceAddress: request.sourceAddress,
});

/** `x-amz-version-id` of a reply about a version: absent where the bucket never had versions. */
export const shownVersionId = (bucket: Bucket, versionId: string): string | undefined =>
  bucket.versioning === "Never" ? undefined : versionId;

/** Whether the caller wants, and may, bypass GOVERNANCE retention. */
export const bypassesGovernance = (exchange: ObjectExchange | BucketExchange, key: string): boolean => {
  if (exchange.request.headers.get("x-amz-bypass-governance-retention")?.toLowerCase() !== "true") return false;
  return may(exchange, "s3:BypassGovernanceRetention", objectArn(exchange.bucket, key));
};
