import { createReadStream } from "node:fs";
import {
  GetObjectTaggingCommand,
  HeadObjectCommand,
  NotFound,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import * as z from "zod";
import type { StandingObject } from "../domain/bag-payload.ts";
import type { IntakeObject } from "./holdings.ts";
import { StateMoved } from "./transaction.ts";

/**
 * Under this name an object that came out of a bag says of which: in its metadata, which everybody who puts an object may write,
 * and in a tag, which only the function may that unpacks bags.
 */
export const bagLabel = "lantai-bag";

/** What lies in intake under a key, and how to write over just that. */
export type Standing = StandingObject & { readonly etag: string };

/** A payload file on the function's own disk. */
export type UnpackedFile = { readonly path: string; readonly bytes: number; readonly sha256: string };

/** The intake bucket, as the payload of a bag is put into it. */
export const bagDeposits = (bucket: string, client: S3Client = new S3Client({})) => ({
  /** What lies under a key; undefined when nothing does, or it was removed. */
  async standing(key: string): Promise<Standing | undefined> {
    try {
      const {
        ETag,
        LastModified,
        Metadata = {},
      } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      return { etag: z.string().parse(ETag), takenAt: z.date().parse(LastModified), bagId: Metadata[bagLabel] };
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  },

  /**
   * Puts a file in the place of what lies under the key. S3 computes the digest of what it takes.
   * @throws StateMoved when something else lies there by now.
   */
  async put(key: string, file: UnpackedFile, bagId: string, over: Standing | undefined): Promise<void> {
    try {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: file.bytes === 0 ? "" : createReadStream(file.path),
          ContentLength: file.bytes,
          ChecksumSHA256: Buffer.from(file.sha256, "hex").toString("base64"),
          Metadata: { [bagLabel]: bagId },
          Tagging: `${bagLabel}=${encodeURIComponent(bagId)}`,
          ...(over === undefined ? { IfNoneMatch: "*" } : { IfMatch: over.etag }),
        }),
      );
    } catch (error) {
      if (error instanceof S3ServiceException && moved.has(error.$metadata.httpStatusCode ?? 0))
        throw new StateMoved({ cause: error });
      throw error;
    }
  },
});
export type BagDeposits = ReturnType<typeof bagDeposits>;

/** A condition does not hold; another write was under way; what was to be written over is gone. */
const moved = new Set([404, 409, 412]);

/** The bag that an object came out of, by the tag that only the function which unpacks bags can have put there. */
export const bagOfTagged = async (
  { bucket, key, versionId }: IntakeObject,
  client: S3Client,
): Promise<string | undefined> => {
  const { TagSet = [] } = await client.send(
    new GetObjectTaggingCommand({ Bucket: bucket, Key: key, VersionId: versionId }),
  );
  return TagSet.find(({ Key }) => Key === bagLabel)?.Value;
};
