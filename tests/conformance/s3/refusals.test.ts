import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bucketArn, refusal, startS3, type S3Host } from "../../support/s3-host.ts";

const Bucket = "intake";
let host: S3Host;
let s3: S3Client;
/** Sends no checksum it was not asked for, as older clients do. */
let plain: S3Client;

beforeAll(async () => {
  host = await startS3();
  host.service.createBucket({ name: Bucket, arn: bucketArn(Bucket), versioning: true, eventBridge: false });
  const objectLock = { mode: "COMPLIANCE", days: 1 } as const;
  host.service.createBucket({
    name: "holdings",
    arn: bucketArn("holdings"),
    versioning: true,
    objectLock,
    eventBridge: false,
  });
  s3 = host.client();
  plain = host.client({ requestChecksumCalculation: "WHEN_REQUIRED" });
});
afterAll(() => host.close());

const put = (Key: string, more: object = {}) => s3.send(new PutObjectCommand({ Bucket, Key, Body: "x", ...more }));

describe("with the SDK", () => {
  /** "Naming Amazon S3 objects". */
  it.each([
    ["videos/2014/../../video1.wmv", "done"],
    ["videos/../../video1.wmv", "400 InvalidURI"],
    ["videos/../../2014/video1.wmv", "400 InvalidURI"],
    ["..", "400 InvalidURI"],
  ])("a key that climbs is taken only while it stays inside: %s", async (key, outcome) => {
    expect(await refusal(put(key))).toBe(outcome);
  });

  /** "Checking object integrity in Amazon S3". */
  it("a checksum of the wrong shape is not a wrong checksum", async () => {
    expect(await refusal(put("sum", { ChecksumCRC32: "AAAAAA==" }))).toBe("400 BadDigest");
    expect(await refusal(put("sum", { ChecksumCRC32: "AAAA" }))).toBe("400 InvalidRequest");
  });

  it("a stream in chunks under 8 KiB is refused, unless the client gathers them", async () => {
    const small = () => Readable.from(Array.from({ length: 4 }, () => randomBytes(5000)));
    const send = (client: S3Client) =>
      refusal(client.send(new PutObjectCommand({ Bucket, Key: "small", Body: small(), ContentLength: 20_000 })));
    expect(await send(s3)).toBe("403 InvalidChunkSizeError");
    expect(await send(host.client({ requestStreamBufferSize: 65_536 }))).toBe("done");
  });

  /** "Tutorial: Upload an object through multipart upload and verify its data integrity"; "Object Lock considerations". */
  it("a composite upload names the checksum of each part twice", async () => {
    const named = { Bucket, Key: "composite" };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...named, ChecksumAlgorithm: "SHA256" }));
    const part = { ...named, UploadId, PartNumber: 1, Body: "x" };
    expect(await refusal(plain.send(new UploadPartCommand(part)))).toBe("400 InvalidRequest");
    const { ETag, ChecksumSHA256 } = await s3.send(new UploadPartCommand({ ...part, ChecksumAlgorithm: "SHA256" }));
    const complete = (more: object) =>
      refusal(
        s3.send(
          new CompleteMultipartUploadCommand({
            ...{ ...named, UploadId },
            MultipartUpload: { Parts: [{ PartNumber: 1, ETag, ...more }] },
          }),
        ),
      );
    expect(await complete({})).toBe("400 InvalidRequest");
    expect(await complete({ ChecksumSHA256: "A".repeat(43) + "=" })).toBe("400 InvalidPart");
    expect(await complete({ ChecksumSHA256 })).toBe("done");
  });

  it("bytes that will be locked come with a digest, in parts too", async () => {
    const named = { Bucket: "holdings", Key: "locked" };
    expect(await refusal(plain.send(new PutObjectCommand({ ...named, Body: "x" })))).toBe("400 InvalidRequest");
    const { UploadId } = await plain.send(new CreateMultipartUploadCommand(named));
    const part = { ...named, UploadId, PartNumber: 1, Body: "x" };
    expect(await refusal(plain.send(new UploadPartCommand(part)))).toBe("400 InvalidRequest");
    const ContentMD5 = "ndTkYSaMgDT1yFZOFVxnpg==";
    expect(await refusal(plain.send(new UploadPartCommand({ ...part, ContentMD5 })))).toBe("done");
  });

  /** "Working with delete markers". */
  it("a delete marker is no source of a copy", async () => {
    await put("marked");
    const { VersionId } = await s3.send(new DeleteObjectCommand({ Bucket, Key: "marked" }));
    const copy = (CopySource: string) => refusal(s3.send(new CopyObjectCommand({ Bucket, Key: "c", CopySource })));
    expect(await copy(`${Bucket}/marked?versionId=${VersionId!}`)).toBe("400 InvalidRequest");
    expect(await copy(`${Bucket}/marked`)).toBe("404 NoSuchKey");
  });

  /** "Error responses". */
  it("limits have codes of their own", async () => {
    await put("limits");
    const TagSet = Array.from({ length: 11 }, (_, n) => ({ Key: `k${n}`, Value: "" }));
    const tag = new PutObjectTaggingCommand({ Bucket, Key: "limits", Tagging: { TagSet } });
    expect(await refusal(s3.send(tag))).toBe("400 BadRequest");
    expect(await refusal(put("m", { Metadata: { a: "x".repeat(2047) } }))).toBe("done");
    expect(await refusal(put("m", { Metadata: { a: "x".repeat(2048) } }))).toBe("400 MetadataTooLarge");
    const part = new GetObjectCommand({ Bucket, Key: "limits", PartNumber: 2 });
    expect(await refusal(s3.send(part))).toBe("416 InvalidPartNumber");
  });

  /** "Working with object metadata". */
  it("metadata outside ASCII comes back as an encoded word", async () => {
    const word = `=?UTF-8?B?${Buffer.from("婚姻登记").toString("base64")}?=`;
    await put("meta", { Metadata: { word, plain: "a b", quoted: "=?UTF-8?Q?a=20b?=" } });
    const { Metadata } = await s3.send(new HeadObjectCommand({ Bucket, Key: "meta" }));
    expect(Metadata).toEqual({ word, plain: "a b", quoted: "a b" });
  });

  /** "ListObjectsV2", EncodingType. */
  it("keys in an encoded list are written as S3 writes them", async () => {
    await put("enc/test file(3)*~+档.png");
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "enc/", EncodingType: "url" }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(["enc/test+file%283%29*%7E%2B%E6%A1%A3.png"]);
  });
});
