import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { evidenceKey, type EvidenceKind } from "../domain/evidence-key.ts";
import { bodyStream } from "./body-stream.ts";
import { putOnce } from "./put-once.ts";

/** A file on the function's own disk. */
export type EvidenceFile = { readonly path: string; readonly bytes: number; readonly sha256: string };

/** Whoever follows such an address needs no other permission, for so long. */
export const addressSeconds = 15 * 60;

/** The evidence bucket: what must be believed, under the digest it has, locked for the deployment's years. */
export const evidenceIn = (bucket: string, client = new S3Client({})) => ({
  /** What lies there already is the same. @returns the digest under which it lies. */
  async keep(archiveId: string, kind: EvidenceKind, Body: Uint8Array, ContentType: string): Promise<string> {
    const hash = createHash("sha256").update(Body).digest();
    const sha256 = hash.toString("hex");
    const ChecksumSHA256 = hash.toString("base64");
    const Key = evidenceKey(archiveId, kind, sha256);
    await putOnce(client, { Bucket: bucket, Key, Body, ChecksumSHA256, ContentType });
    return sha256;
  },

  async keepFile(archiveId: string, kind: EvidenceKind, file: EvidenceFile, ContentType: string): Promise<void> {
    await putOnce(client, {
      Bucket: bucket,
      Key: evidenceKey(archiveId, kind, file.sha256),
      Body: createReadStream(file.path),
      ContentLength: file.bytes,
      ChecksumSHA256: Buffer.from(file.sha256, "hex").toString("base64"),
      ContentType,
    });
  },

  async text(archiveId: string, kind: EvidenceKind, sha256: string): Promise<string> {
    const { Body } = await client.send(
      new GetObjectCommand({ Bucket: bucket, Key: evidenceKey(archiveId, kind, sha256) }),
    );
    if (Body === undefined) throw new Error(`the evidence ${sha256} has no body`);
    return Body.transformToString();
  },

  async read(archiveId: string, kind: EvidenceKind, sha256: string): Promise<Readable> {
    const { Body } = await client.send(
      new GetObjectCommand({ Bucket: bucket, Key: evidenceKey(archiveId, kind, sha256) }),
    );
    return bodyStream.parse(Body);
  },

  /** An address at which anybody who has it may fetch this one object, for a quarter of an hour. */
  address: (archiveId: string, kind: EvidenceKind, sha256: string): Promise<string> =>
    getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: evidenceKey(archiveId, kind, sha256) }), {
      expiresIn: addressSeconds,
    }),
});
export type Evidence = ReturnType<typeof evidenceIn>;
