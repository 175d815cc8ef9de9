import type { Checksum, ChecksumAlgorithm } from "./checksums.ts";
import { assertWritable, type Conditions } from "./conditions.ts";
import type { EventReason } from "./event-outbox.ts";
import { objectArn, originOf, permit, writeContext, type Exchange, type ObjectExchange } from "./exchange.ts";
import type { readLockHeaders } from "./object-headers.ts";
import { defaultRetention } from "./object-lock.ts";
import type { ObjectAttributes, Version } from "./objects.ts";
import { readBody, type BodyFacts } from "./request-body.ts";

/** Permission to write the object as its headers ask: tags, retention and holds have actions of their own. */
export const permitWrite = (exchange: ObjectExchange): void => {
  const { headers } = exchange.request;
  const resource = objectArn(exchange.bucket, exchange.key);
  const context = writeContext(exchange);
  permit(exchange, "s3:PutObject", resource, context);
  if (headers.has("x-amz-tagging")) permit(exchange, "s3:PutObjectTagging", resource, context);
  if (headers.has("x-amz-object-lock-mode")) permit(exchange, "s3:PutObjectRetention", resource, context);
  if (headers.has("x-amz-object-lock-legal-hold")) permit(exchange, "s3:PutObjectLegalHold", resource, context);
};

/** The object a write would replace; a delete marker is none. */
export const currentObject = ({ storage, bucket, key }: ObjectExchange): Version | undefined => {
  const latest = storage.objects.latest(bucket.name, key);
  return latest?.marker === true ? undefined : latest;
};

/** Writes a request's body to a blob nobody refers to yet; nothing stays when the body breaks a promise. */
export const storeBody = (
  exchange: Exchange,
  algorithm: ChecksumAlgorithm,
): Promise<BodyFacts & { readonly blob: string }> =>
  storeBlob(exchange, (write) => readBody(exchange.request, [algorithm], exchange.secretOf, write));

/** Writes whatever `produce` hands over to a blob; nothing stays when it throws. */
export const storeBlob = async <Facts>(
  { storage }: Exchange,
  produce: (write: (bytes: Buffer) => Promise<void>) => Promise<Facts>,
): Promise<Facts & { readonly blob: string }> => {
  const blob = await storage.blobs.begin();
  try {
    const facts = await produce(blob.write);
    await blob.finish();
    return { ...facts, blob: blob.id };
  } catch (error) {
    await blob.abandon();
    throw error;
  }
};

/** Runs a commit that keeps `blob`, and removes the blob if it throws. */
export const commitOrAbandon = async <Result>(
  { storage }: Exchange,
  blob: string,
  commit: () => Result,
): Promise<Result> => {
  try {
    return commit();
  } catch (error) {
    await storage.blobs.drop(blob);
    throw error;
  }
};

/** A written blob and what the object made of it is to be. */
export type WholeObject = {
  readonly reason: EventReason;
  readonly stored: BodyFacts & { readonly blob: string };
  readonly checksum: Checksum;
  readonly attributes: ObjectAttributes;
  readonly lock: ReturnType<typeof readLockHeaders>;
  readonly conditions: Conditions;
};

/** Makes a blob the latest version of its key, in one part; the conditions count at this moment. Throws `PreconditionFailed`. */
export const commitObject = (
  exchange: ObjectExchange,
  { reason, stored, checksum, attributes, lock, conditions }: WholeObject,
): Promise<Version> => {
  const { storage, bucket, key } = exchange;
  const { size, md5: etag, blob } = stored;
  return commitOrAbandon(exchange, blob, () =>
    storage.change((change) => {
      assertWritable(currentObject(exchange), conditions);
      change.keep(blob);
      const retention = lock.retention ?? defaultRetention(bucket.defaultRetention, exchange.now());
      const { legalHold } = lock;
      const described = { key, marker: false, size, etag, checksum, attributes, retention, legalHold };
      const segments = [{ number: 1, blob, size, checksum: checksum.value }];
      return change.addVersion(bucket, { ...described, partCount: undefined }, segments, {
        reason,
        origin: originOf(exchange),
      });
    }),
  );
};
