import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import * as z from "zod";
import { ocrResultKey } from "../domain/holdings-key.ts";
import { ocrResult, type OcrResult } from "../domain/ocr-result.ts";
import { bodyStream } from "./body-stream.ts";
import { putOnce } from "./put-once.ts";

const base64 = (sha256: string): string => Buffer.from(sha256, "hex").toString("base64");

const absent = (error: unknown): boolean => error instanceof NotFound || error instanceof NoSuchKey;

/** What lies under a digest has another one. */
export class RottenBytes extends Error {
  constructor(sha256: string) {
    super(`what lies under ${sha256} is not what was kept`);
    this.name = "RottenBytes";
  }
}

/** The digest under which an OCR result is kept. */
export const ocrResultDigest = (result: OcrResult): string =>
  createHash("sha256").update(JSON.stringify(result)).digest("hex");

/** Bytes that are there, as a stream, and how many. */
export type StoredBytes = { readonly body: Readable; readonly bytes: number };

/** Where an uploaded object lies until it is taken. */
export type IntakeObject = { readonly bucket: string; readonly key: string; readonly versionId: string };

/**
 * Reads bytes as they are. The SDK otherwise compares them with the checksum S3 keeps and breaks off at rotten ones, which
 * would look like a fault on the way and never be reported.
 */
export const trustingClient = (config: S3ClientConfig = {}): S3Client =>
  new S3Client({ ...config, responseChecksumValidation: "WHEN_REQUIRED" });

/**
 * The holdings bucket of one region: bytes under the digest they have. Nothing is overwritten: what lies under a key is
 * either equal or a new version of a copy that was found wrong. `readingBack` is the client that digests are taken through.
 */
export const holdingsIn = (bucket: string, client = new S3Client({}), readingBack = trustingClient()) => {
  const read = async (key: string, through = client): Promise<StoredBytes | undefined> => {
    try {
      const { Body, ContentLength = 0 } = await through.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return { body: bodyStream.parse(Body), bytes: ContentLength };
    } catch (error) {
      if (absent(error)) return undefined;
      throw error;
    }
  };

  /** Bytes under the digest they must have; what lies there already stays, unless it is to be replaced. */
  const write = async (
    key: string,
    Body: Readable | Buffer,
    ContentLength: number,
    sha256: string,
    ContentType: string,
    replace: boolean,
  ): Promise<void> => {
    const input = { Bucket: bucket, Key: key, Body, ContentLength, ContentType, ChecksumSHA256: base64(sha256) };
    if (replace) await client.send(new PutObjectCommand(input));
    else await putOnce(client, input);
  };

  return {
    read,

    /** The bytes as they are, rotten or not: for a copy that is refused where it arrives unless its digest is right. */
    readToCopy: (key: string): Promise<StoredBytes | undefined> => read(key, readingBack),

    /** Since when what lies under the key lies there, to the second, rounded down; undefined when nothing does. */
    async keptSince(key: string): Promise<string | undefined> {
      try {
        const { LastModified } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        return z.date().parse(LastModified).toISOString();
      } catch (error) {
        if (absent(error)) return undefined;
        throw error;
      }
    },

    /** SHA-256 of what lies under the key, read from the first to the last byte; undefined when nothing does. */
    async digest(key: string): Promise<string | undefined> {
      const found = await read(key, readingBack);
      if (found === undefined) return undefined;
      const hash = createHash("sha256");
      for await (const chunk of found.body) hash.update(z.instanceof(Uint8Array).parse(chunk));
      return hash.digest("hex");
    },

    /** Takes an uploaded object over, within the region. S3 computes the digest of what it wrote. @returns that digest. */
    async take(from: IntakeObject, key: string, mediaType: string): Promise<string | undefined> {
      const source = `${from.bucket}/${encodeURIComponent(from.key)}?versionId=${encodeURIComponent(from.versionId)}`;
      const { CopyObjectResult } = await client.send(
        new CopyObjectCommand({
          Bucket: bucket,
          Key: key,
          CopySource: source,
          ChecksumAlgorithm: "SHA256",
          MetadataDirective: "REPLACE",
          // What a scanner or a bag said of the upload is noted elsewhere; tags would need a grant of their own.
          TaggingDirective: "REPLACE",
          ContentType: mediaType,
        }),
      );
      const checksum = CopyObjectResult?.ChecksumSHA256;
      return checksum === undefined ? undefined : Buffer.from(checksum, "base64").toString("hex");
    },

    /** Writes a copy that must have this digest; S3 refuses other bytes. `replace` writes over a copy found wrong. */
    async receive(key: string, bytes: StoredBytes, sha256: string, mediaType: string, replace: boolean): Promise<void> {
      await write(key, bytes.body, bytes.bytes, sha256, mediaType, replace);
    },

    /** Keeps an OCR result under its own digest. @returns the digest. */
    async keepOcrResult(archiveId: string, result: OcrResult): Promise<string> {
      const body = Buffer.from(JSON.stringify(result));
      const sha256 = ocrResultDigest(result);
      await write(ocrResultKey(archiveId, sha256), body, body.length, sha256, "application/json", false);
      return sha256;
    },

    /** @throws RottenBytes when what lies there is not what was kept. */
    async ocrResult(archiveId: string, sha256: string): Promise<OcrResult | undefined> {
      const found = await read(ocrResultKey(archiveId, sha256), readingBack);
      if (found === undefined) return undefined;
      const chunks: Uint8Array[] = [];
      for await (const chunk of found.body) chunks.push(z.instanceof(Uint8Array).parse(chunk));
      const bytes = Buffer.concat(chunks);
      if (createHash("sha256").update(bytes).digest("hex") !== sha256) throw new RottenBytes(sha256);
      return ocrResult.parse(JSON.parse(bytes.toString("utf8")));
    },
  };
};
export type Holdings = ReturnType<typeof holdingsIn>;
