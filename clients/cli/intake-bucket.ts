import { createHash } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { CompletedPart } from "@aws-sdk/client-s3";

/** The bytes of a file are no longer those whose digest was taken. */
export class FileChanged extends Error {
  constructor() {
    super("the file has changed");
    this.name = "FileChanged";
  }
}

export type IntakeBucketSettings = {
  /** URL of the region's S3. */
  readonly s3: string;
  readonly region: string;
  readonly bucket: string;
  readonly uploader: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Files above this size, and their parts, in bytes. S3 wants parts of at least 5 MiB. */
  readonly multipart?: { readonly above: number; readonly part: number };
};

export type Upload = {
  readonly key: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly signal: AbortSignal;
  /** Bytes that have arrived since the last call. */
  readonly onBytes: (bytes: number) => void;
};

const MIB = 1024 ** 2;
const base64Of = (hex: string): string => Buffer.from(hex, "hex").toString("base64");
const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** No answer, an overload or a fault of the service: the same request may succeed later. */
export const isPassingUploadFailure = (error: unknown): boolean => {
  if (error instanceof FileChanged) return false;
  if (error instanceof S3ServiceException) {
    const status = error.$metadata.httpStatusCode;
    return status === undefined || status === 429 || status >= 500 || error.name === "RequestTimeout";
  }
  return !isFileError(error);
};

/** A failure to read the file itself. */
export const isFileError = (error: unknown): boolean =>
  error instanceof Error && "path" in error && "syscall" in error && "errno" in error;

/**
 * The intake bucket of an archive's home region. Every request carries the SHA-256 of what it brings, which S3 compares
 * before it stores anything (AWS: "Checking object integrity for data uploads in Amazon S3").
 */
export const intakeBucket = ({ s3, region, bucket, uploader, multipart }: IntakeBucketSettings) => {
  const { above, part } = multipart ?? { above: 64 * MIB, part: 16 * MIB };
  const client = new S3Client({ endpoint: s3, region, forcePathStyle: true, credentials: uploader, maxAttempts: 1 });

  const putWhole = async ({ key, path, sha256, signal, onBytes }: Upload): Promise<string | undefined> => {
    const body = await readFile(path, { signal });
    if (digest(body) !== sha256) throw new FileChanged();
    const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ChecksumSHA256: base64Of(sha256) });
    const { VersionId } = await client.send(command, { abortSignal: signal });
    onBytes(body.length);
    return VersionId;
  };

  const putParts = async (upload: Upload, file: FileHandle, id: string): Promise<CompletedPart[]> => {
    const { key, bytes, sha256, signal, onBytes } = upload;
    const whole = createHash("sha256");
    const parts: CompletedPart[] = [];
    for (let at = 0; at < bytes; at += part) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(part, bytes - at)), 0, undefined, at);
      const body = buffer.subarray(0, bytesRead);
      whole.update(body);
      const sum = { PartNumber: parts.length + 1, ChecksumSHA256: base64Of(digest(body)) };
      const command = new UploadPartCommand({ Bucket: bucket, Key: key, UploadId: id, Body: body, ...sum });
      const { ETag } = await client.send(command, { abortSignal: signal });
      parts.push({ ...sum, ...(ETag !== undefined && { ETag }) });
      onBytes(bytesRead);
    }
    if (whole.digest("hex") !== sha256) throw new FileChanged();
    return parts;
  };

  /** One part after the other: several files travel at once already. */
  const putInParts = async (upload: Upload): Promise<string | undefined> => {
    const named = { Bucket: bucket, Key: upload.key };
    await using file = await open(upload.path, "r");
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ ...named, ChecksumAlgorithm: "SHA256" }),
      {
        abortSignal: upload.signal,
      },
    );
    if (UploadId === undefined) throw new Error("S3 gave no upload id");
    try {
      const Parts = await putParts(upload, file, UploadId);
      const complete = new CompleteMultipartUploadCommand({ ...named, UploadId, MultipartUpload: { Parts } });
      const { VersionId } = await client.send(complete, { abortSignal: upload.signal });
      return VersionId;
    } catch (error) {
      // Parts left behind are removed by the bucket's lifecycle rule; asking for it now is a courtesy.
      await client.send(new AbortMultipartUploadCommand({ ...named, UploadId })).catch(() => undefined);
      throw error;
    }
  };

  return {
    /** The version id under which S3 has stored the file. @throws FileChanged, errors of the file system, of S3, of the network. */
    put: (upload: Upload): Promise<string | undefined> =>
      upload.bytes > above ? putInParts(upload) : putWhole(upload),
    close: () => client.destroy(),
  };
};
export type IntakeBucket = ReturnType<typeof intakeBucket>;
