import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  NotFound,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
  type CompletedPart,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { exportedBagKey, exportWorkKey } from "../domain/export-key.ts";
import { bodyStream } from "./body-stream.ts";

type Export = { readonly archiveId: string; readonly exportId: string };
/** A file on the function's own disk. */
type WorkFile = { readonly path: string; readonly bytes: number; readonly sha256: string };

/** How long a link to a bag works: long enough for the first byte, after which the transfer goes on. */
export const bagLinkSeconds = 900;

/** What was stored of a bag is no longer there: nothing went on for a week. */
export class UploadGone extends Error {
  constructor(options?: ErrorOptions) {
    super("the upload is no longer there", options);
    this.name = "UploadGone";
  }
}

const base64Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("base64");

/** @throws UploadGone instead of S3's own word for it. */
const onUpload = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === "NoSuchUpload") throw new UploadGone({ cause: error });
    throw error;
  }
};

/** The exports bucket: bags on their way to whoever asked for them, and what their writing needs. Everything in it expires. */
export const exportObjectsIn = (bucket: string, client = new S3Client({})) => {
  const bagOf = ({ archiveId, exportId }: Export) => ({ Bucket: bucket, Key: exportedBagKey(archiveId, exportId) });
  const workOf = ({ archiveId, exportId }: Export, name: string) => ({
    Bucket: bucket,
    Key: exportWorkKey(archiveId, exportId, name),
  });

  const partsOf = async (of: Export, UploadId: string): Promise<CompletedPart[]> => {
    const found: CompletedPart[] = [];
    let PartNumberMarker: string | undefined;
    do {
      const listed = await onUpload(
        client.send(
          new ListPartsCommand({
            ...bagOf(of),
            UploadId,
            ...(PartNumberMarker === undefined ? {} : { PartNumberMarker }),
          }),
        ),
      );
      for (const { PartNumber, ETag, ChecksumSHA256 } of listed.Parts ?? [])
        found.push({ PartNumber, ETag, ChecksumSHA256 });
      PartNumberMarker = listed.IsTruncated === true ? listed.NextPartNumberMarker : undefined;
    } while (PartNumberMarker !== undefined);
    return found;
  };

  const bagBytes = async (of: Export): Promise<number | undefined> => {
    try {
      return (await client.send(new HeadObjectCommand(bagOf(of)))).ContentLength;
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  };

  return {
    /** Keeps a file beside the bag, under its digest. */
    async keep(of: Export, { path, bytes, sha256 }: WorkFile): Promise<void> {
      await client.send(
        new PutObjectCommand({
          ...workOf(of, sha256),
          Body: bytes === 0 ? Buffer.alloc(0) : createReadStream(path),
          ContentLength: bytes,
          ChecksumSHA256: Buffer.from(sha256, "hex").toString("base64"),
        }),
      );
    },

    /** Fetches what was kept under a name into a file. */
    async fetch(of: Export, name: string, path: string): Promise<void> {
      const { Body } = await client.send(new GetObjectCommand(workOf(of, name)));
      await pipeline(bodyStream.parse(Body), createWriteStream(path));
    },

    /** Keeps a text under a name; what lies there already is the same. */
    async keepText(of: Export, name: string, text: string): Promise<void> {
      const Body = Buffer.from(text);
      await client.send(new PutObjectCommand({ ...workOf(of, name), Body, ChecksumSHA256: base64Of(Body) }));
    },

    async text(of: Export, name: string): Promise<string> {
      const { Body } = await client.send(new GetObjectCommand(workOf(of, name)));
      if (Body === undefined) throw new Error(`${name} has no body`);
      return Body.transformToString();
    },

    /** Begins a bag. @returns S3's name of the upload; one that nobody goes on with is forgotten after a week. */
    async begin(of: Export): Promise<string> {
      const { UploadId } = await client.send(
        new CreateMultipartUploadCommand({
          ...bagOf(of),
          ContentType: "application/x-tar",
          ChecksumAlgorithm: "SHA256",
        }),
      );
      if (UploadId === undefined) throw new Error("S3 gave no upload id");
      return UploadId;
    },

    /** Stores one part; again, with the same bytes, after a crash. @throws UploadGone */
    async store(of: Export, UploadId: string, PartNumber: number, Body: Uint8Array): Promise<void> {
      const sum = { ChecksumSHA256: base64Of(Body), ContentLength: Body.length };
      await onUpload(client.send(new UploadPartCommand({ ...bagOf(of), UploadId, PartNumber, Body, ...sum })));
    },

    /** Whether the bag has been put together. */
    isWhole: async (of: Export): Promise<boolean> => (await bagBytes(of)) !== undefined,

    /** Puts the parts together. Doing it again changes nothing. @returns the length of the bag. @throws UploadGone */
    async complete(of: Export, UploadId: string): Promise<number> {
      try {
        const Parts = await partsOf(of, UploadId);
        await onUpload(
          client.send(new CompleteMultipartUploadCommand({ ...bagOf(of), UploadId, MultipartUpload: { Parts } })),
        );
      } catch (error) {
        // Put together before, by a run whose answer or note was lost.
        if (!(error instanceof UploadGone) || (await bagBytes(of)) === undefined) throw error;
      }
      const bytes = await bagBytes(of);
      if (bytes === undefined) throw new Error("the bag that was put together is not there");
      return bytes;
    },

    /** Has S3 forget what was stored of a bag that will not be made. */
    async abort(of: Export, UploadId: string): Promise<void> {
      try {
        await onUpload(client.send(new AbortMultipartUploadCommand({ ...bagOf(of), UploadId })));
      } catch (error) {
        if (!(error instanceof UploadGone)) throw error;
      }
    },

    /** A link at which whoever has it fetches the bag as a file of this name, and nothing else. */
    link: (of: Export, fileName: string): Promise<string> =>
      getSignedUrl(
        client,
        new GetObjectCommand({
          ...bagOf(of),
          ResponseContentDisposition: `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
        }),
        { expiresIn: bagLinkSeconds },
      ),
  };
};
export type ExportObjects = ReturnType<typeof exportObjectsIn>;
