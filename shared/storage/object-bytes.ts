import { PassThrough, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { GetObjectCommand, HeadObjectCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import * as z from "zod";
import type { BagBytes } from "../bagit/bag-bytes.ts";
import { bodyStream } from "./body-stream.ts";
import type { IntakeObject } from "./holdings.ts";

const gone = new Set(["NoSuchKey", "NoSuchVersion", "NotFound"]);

/**
 * A serialised bag as it lies in S3, read by ranges: a zip's directory first, members from where they begin. What S3 or the
 * network fails at is thrown as it is, and says nothing about the bag. Undefined when the object version is gone.
 */
export const objectBytes = async (
  { bucket, key, versionId }: IntakeObject,
  client: S3Client = new S3Client({}),
): Promise<BagBytes | undefined> => {
  const object = { Bucket: bucket, Key: key, VersionId: versionId };
  const size = await sizeOf(client, object);
  if (size === undefined) return undefined;
  const read = (start: number, end: number): Readable => {
    const out = new PassThrough({ highWaterMark: 1 << 18 });
    if (end <= start) return out.end();
    const stop = new AbortController();
    out.once("close", () => stop.abort());
    const answer = client.send(new GetObjectCommand({ ...object, Range: `bytes=${start}-${end - 1}` }), {
      abortSignal: stop.signal,
    });
    answer
      .then(({ Body }) => pipeline(bodyStream.parse(Body), out))
      .catch((error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))));
    return out;
  };
  return { size, read, close: () => Promise.resolve() };
};

const sizeOf = async (
  client: S3Client,
  object: { readonly Bucket: string; readonly Key: string; readonly VersionId: string },
): Promise<number | undefined> => {
  try {
    const { ContentLength } = await client.send(new HeadObjectCommand(object));
    return z.int().min(0).parse(ContentLength);
  } catch (error) {
    if (error instanceof S3ServiceException && gone.has(error.name)) return undefined;
    throw error;
  }
};
