import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { GetObjectCommand, HeadObjectCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import * as z from "zod";
import { bagLabel, bagOfTagged } from "./bag-deposits.ts";
import { bodyStream } from "./body-stream.ts";
import type { IntakeObject } from "./holdings.ts";

/** The SDK has a class for some of these errors only. */
const gone = new Set(["NoSuchKey", "NoSuchVersion", "NotFound"]);

const unlessGone = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof S3ServiceException && gone.has(error.name)) return undefined;
    throw error;
  }
};

type Metadata = Readonly<Record<string, string>>;

/** Bytes on this machine's disk: their SHA-256, when S3 had taken them (to the second), and the bag they came out of. */
export type DownloadedObject = { readonly sha256: string; readonly takenAt: Date; readonly bagId: string | undefined };

/** Objects as they were uploaded. */
export const intakeObjects = (client: S3Client = new S3Client({})) => {
  /** What metadata say is believed only if the tag says so too. */
  const bagOf = async (object: IntakeObject, metadata: Metadata): Promise<string | undefined> =>
    metadata[bagLabel] === undefined ? undefined : bagOfTagged(object, client);

  return {
    /**
     * Writes the object's bytes to a file, in constant memory, if its metadata let it in: before that none is read. @returns
     * `barred` when they may not come in; undefined when the object version is gone.
     */
    download: (
      object: IntakeObject,
      path: string,
      mayComeIn: (metadata: Metadata) => boolean = () => true,
    ): Promise<DownloadedObject | "barred" | undefined> =>
      unlessGone(async () => {
        const { bucket, key, versionId } = object;
        const {
          Body,
          LastModified,
          Metadata = {},
        } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
        const body = bodyStream.parse(Body);
        if (!mayComeIn(Metadata)) {
          body.destroy();
          return "barred";
        }
        const hash = createHash("sha256");
        const hashing = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            hash.update(chunk);
            done(null, chunk);
          },
        });
        await pipeline(body, hashing, createWriteStream(path));
        const bagId = await bagOf(object, Metadata);
        return { sha256: hash.digest("hex"), takenAt: z.date().parse(LastModified), bagId };
      }),

    /** The first bytes of an object that is not empty, and its metadata; undefined when the object version is gone. */
    beginning: (
      { bucket, key, versionId }: IntakeObject,
      bytes: number,
    ): Promise<{ readonly first: Buffer; readonly metadata: Metadata } | undefined> =>
      unlessGone(async () => {
        const asked = { Bucket: bucket, Key: key, VersionId: versionId, Range: `bytes=0-${bytes - 1}` };
        const { Body, Metadata = {} } = await client.send(new GetObjectCommand(asked));
        return { first: await buffer(bodyStream.parse(Body)), metadata: Metadata };
      }),

    /** The bag that an object came out of; undefined when it came out of none, or is gone. */
    bagOf: (object: IntakeObject): Promise<string | undefined> =>
      unlessGone(async () => {
        const { bucket, key, versionId } = object;
        const { Metadata = {} } = await client.send(
          new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }),
        );
        return bagOf(object, Metadata);
      }),
  };
};
export type IntakeObjects = ReturnType<typeof intakeObjects>;
