import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { GetObjectCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import * as z from "zod";
import { bodyStream } from "./body-stream.ts";
import type { IntakeObject } from "./holdings.ts";

/** The SDK has a class for the first of these errors only. */
const gone = new Set(["NoSuchKey", "NoSuchVersion"]);

/** Objects as they were uploaded. */
export const intakeObjects = (client: S3Client = new S3Client({})) => ({
  /**
   * Writes the object's bytes to a file, in constant memory, if its metadata let it in: before that none is read. @returns
   * their SHA-256 and when S3 had taken them, to the second; `barred` when they may not come in; or undefined when the object
   * version is gone.
   */
  async download(
    { bucket, key, versionId }: IntakeObject,
    path: string,
    mayComeIn: (metadata: Readonly<Record<string, string>>) => boolean = () => true,
  ): Promise<{ sha256: string; takenAt: Date } | "barred" | undefined> {
    try {
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
      return { sha256: hash.digest("hex"), takenAt: z.date().parse(LastModified) };
    } catch (error) {
      if (error instanceof S3ServiceException && gone.has(error.name)) return undefined;
      throw error;
    }
  },
});
export type IntakeObjects = ReturnType<typeof intakeObjects>;
