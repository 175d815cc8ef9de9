import { createHash, randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type CompletedPart,
  type S3Client,
} from "@aws-sdk/client-s3";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHECKSUM_ALGORITHMS, checksumOfParts, startChecksum } from "../../../local/aws/s3/checksums.ts";
import { bucketArn, refusal, startS3, type S3Host } from "../../support/s3-host.ts";

const Bucket = "intake";
const MIB = 1024 ** 2;
const directory = mkdtempSync(join(tmpdir(), "lantai-s3-multipart-"));
let host: S3Host;
let s3: S3Client;

beforeAll(async () => {
  host = await startS3({ directory });
  host.service.createBucket({ name: Bucket, arn: bucketArn(Bucket), versioning: true, eventBridge: false });
  s3 = host.client();
});
afterAll(async () => {
  await host.close();
  rmSync(directory, { recursive: true, force: true });
});

const digest = (algorithm: (typeof CHECKSUM_ALGORITHMS)[number], bytes: Buffer) => {
  const running = startChecksum(algorithm);
  running.update(bytes);
  return running.digest();
};
const md5 = (bytes: Buffer) => createHash("md5").update(bytes).digest();
const CRC32_OF_ALL = { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" };
const begin = async (Key: string, more: object = CRC32_OF_ALL) =>
  (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))).UploadId!;
const upload = (Key: string, UploadId: string, PartNumber: number, Body: Buffer, more: object = {}) =>
  s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...more }));
const complete = (Key: string, UploadId: string, Parts: CompletedPart[], more: object = {}) =>
  s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }));
const files = (folder: string) =>
  readdirSync(join(directory, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .length;

describe("checksums", () => {
  it("have the published values for the check string 123456789", () => {
    const check = Buffer.from("123456789");
    const hex = (algorithm: (typeof CHECKSUM_ALGORITHMS)[number]) =>
      Buffer.from(digest(algorithm, check), "base64").toString("hex");
    expect(hex("CRC32")).toBe("cbf43926");
    expect(hex("CRC32C")).toBe("e3069283");
    expect(hex("CRC64NVME")).toBe("ae8b14860a799888");
    expect(hex("SHA1")).toBe("f7c3bc1d808e04732adf679965ccc34ca7ae3441");
  });

  it("of parts combine to that of the whole", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 8 }), (pieces) => {
        const parts = pieces.map((piece) => Buffer.from(piece));
        for (const algorithm of ["CRC32", "CRC32C", "CRC64NVME"] as const) {
          const known = parts.map((part) => ({ value: digest(algorithm, part), size: part.length }));
          expect(checksumOfParts(algorithm, "FULL_OBJECT", known).value).toBe(digest(algorithm, Buffer.concat(parts)));
        }
      }),
    );
  });

  it.each(CHECKSUM_ALGORITHMS)(
    "%s stated by the client is verified, kept and given back",
    async (ChecksumAlgorithm) => {
      const Body = randomBytes(100_000);
      const stated = `Checksum${ChecksumAlgorithm}` as const;
      const value = digest(ChecksumAlgorithm, Body);
      const Key = `sum/${ChecksumAlgorithm}`;
      expect(await s3.send(new PutObjectCommand({ Bucket, Key, Body, [stated]: value }))).toMatchObject({
        [stated]: value,
      });
      const read = await s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
      expect(read).toMatchObject({ [stated]: value, ChecksumType: "FULL_OBJECT" });
      await read.Body!.transformToByteArray();
      const kept = files("blobs");
      const wrong = new PutObjectCommand({
        Bucket,
        Key: `${Key}/wrong`,
        Body,
        [stated]: digest(ChecksumAlgorithm, Buffer.of(1)),
      });
      expect(await refusal(s3.send(wrong))).toBe("400 BadDigest");
      expect(await refusal(s3.send(new HeadObjectCommand({ Bucket, Key: `${Key}/wrong` })))).toMatch(/^404/);
      expect([files("blobs"), files("incoming")]).toEqual([kept, 0]);
    },
  );

  it("include Content-MD5", async () => {
    const Body = Buffer.from("page");
    const put = (ContentMD5: string) =>
      refusal(s3.send(new PutObjectCommand({ Bucket, Key: "md5", Body, ContentMD5 })));
    expect(await put(md5(Body).toString("base64"))).toBe("done");
    expect(await put(md5(Buffer.from("other")).toString("base64"))).toBe("400 BadDigest");
    expect(await put("AAAA")).toBe("400 InvalidDigest");
  });
});

describe("a multipart upload", () => {
  it.each<[(typeof CHECKSUM_ALGORITHMS)[number], "COMPOSITE" | "FULL_OBJECT"]>([
    ["CRC32", "COMPOSITE"],
    ["CRC32", "FULL_OBJECT"],
    ["CRC32C", "FULL_OBJECT"],
    ["CRC64NVME", "FULL_OBJECT"],
    ["SHA1", "COMPOSITE"],
    ["SHA256", "COMPOSITE"],
  ])("with %s %s becomes one object with that checksum", async (ChecksumAlgorithm, ChecksumType) => {
    const Key = `multi/${ChecksumAlgorithm}/${ChecksumType}`;
    const bodies = [randomBytes(5 * MIB), randomBytes(5 * MIB + 3), randomBytes(11)];
    const UploadId = await begin(Key, { ChecksumAlgorithm, ChecksumType, ContentType: "image/tiff" });
    const parts: CompletedPart[] = [];
    for (const [index, body] of bodies.entries()) {
      const { $metadata, ...part } = await upload(Key, UploadId, index * 2 + 1, body, { ChecksumAlgorithm });
      expect($metadata.httpStatusCode).toBe(200);
      parts.push({ ...part, PartNumber: index * 2 + 1 });
    }
    const done = await complete(Key, UploadId, parts);
    const whole = Buffer.concat(bodies);
    const field = `Checksum${ChecksumAlgorithm}` as const;
    const composite = Buffer.concat(bodies.map((body) => Buffer.from(digest(ChecksumAlgorithm, body), "base64")));
    const expected =
      ChecksumType === "FULL_OBJECT" ? digest(ChecksumAlgorithm, whole) : `${digest(ChecksumAlgorithm, composite)}-3`;
    const ETag = `"${md5(Buffer.concat(bodies.map(md5))).toString("hex")}-3"`;
    expect(done).toMatchObject({ ETag, ChecksumType, [field]: expected });
    const read = await s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
    expect(read).toMatchObject({ ETag, [field]: expected, ContentType: "image/tiff", ContentLength: whole.length });
    expect(whole.equals(await read.Body!.transformToByteArray())).toBe(true);

    const second = await s3.send(new GetObjectCommand({ Bucket, Key, PartNumber: 2 }));
    expect(second).toMatchObject({ PartsCount: 3, ContentLength: bodies[1]!.length });
    expect(bodies[1]!.equals(await second.Body!.transformToByteArray())).toBe(true);
    const across = await s3.send(new GetObjectCommand({ Bucket, Key, Range: `bytes=${5 * MIB - 2}-${5 * MIB + 1}` }));
    expect(whole.subarray(5 * MIB - 2, 5 * MIB + 2).equals(await across.Body!.transformToByteArray())).toBe(true);

    const attributes = await s3.send(
      new GetObjectAttributesCommand({
        Bucket,
        Key,
        ObjectAttributes: ["ETag", "Checksum", "ObjectParts", "ObjectSize"],
      }),
    );
    expect(attributes).toMatchObject({ ETag: ETag.replaceAll('"', ""), ObjectSize: whole.length });
    expect(attributes.Checksum).toMatchObject({ [field]: expected, ChecksumType });
    expect(attributes.ObjectParts?.TotalPartsCount).toBe(3);
  });

  it("may have parts copied from objects, whole or in part", async () => {
    const source = randomBytes(6 * MIB);
    await s3.send(new PutObjectCommand({ Bucket, Key: "source", Body: source }));
    const UploadId = await begin("assembled");
    const from = { Bucket, Key: "assembled", UploadId, CopySource: `${Bucket}/source` };
    const first = await s3.send(new UploadPartCopyCommand({ ...from, PartNumber: 1 }));
    const CopySourceRange = "bytes=10-19";
    const second = await s3.send(new UploadPartCopyCommand({ ...from, PartNumber: 2, CopySourceRange }));
    await complete("assembled", UploadId, [
      { PartNumber: 1, ETag: first.CopyPartResult!.ETag },
      { PartNumber: 2, ETag: second.CopyPartResult!.ETag },
    ]);
    const read = await s3.send(new GetObjectCommand({ Bucket, Key: "assembled" }));
    const expected = Buffer.concat([source, source.subarray(10, 20)]);
    expect(expected.equals(await read.Body!.transformToByteArray())).toBe(true);
    const beyond = new UploadPartCopyCommand({ ...from, PartNumber: 1, CopySourceRange: "bytes=0-99999999" });
    expect(await refusal(s3.send(beyond))).toBe("404 NoSuchUpload");
  });

  it("lists its parts in pages, the last one written under each number", async () => {
    const UploadId = await begin("listed");
    for (const number of [3, 1, 2, 1]) await upload("listed", UploadId, number, randomBytes(number * 10));
    const page = { Bucket, Key: "listed", UploadId, MaxParts: 2 };
    const first = await s3.send(new ListPartsCommand(page));
    expect(first.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, 10],
      [2, 20],
    ]);
    expect(first.IsTruncated).toBe(true);
    const rest = await s3.send(new ListPartsCommand({ ...page, PartNumberMarker: first.NextPartNumberMarker }));
    expect(rest.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([3]);
    expect(rest.IsTruncated).toBe(false);
  });

  it("is listed with others in pages until it ends", async () => {
    const ids = [];
    for (const key of ["u/a", "u/b", "u/b", "u/c/d"]) ids.push([key, await begin(key)]);
    const seen: unknown[] = [];
    let markers: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
    do {
      const page = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "u/", MaxUploads: 2, ...markers }));
      for (const { Key, UploadId } of page.Uploads ?? []) seen.push([Key, UploadId]);
      markers = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : {};
    } while (markers.KeyMarker !== undefined);
    expect(new Set(seen.map(String))).toEqual(new Set(ids.map(String)));
    expect(seen).toHaveLength(4);
    const grouped = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "u/", Delimiter: "/" }));
    expect(grouped.CommonPrefixes).toEqual([{ Prefix: "u/c/" }]);
    const kept = files("blobs");
    await upload("u/a", ids[0]![1]!, 1, randomBytes(10));
    expect(files("blobs")).toBe(kept + 1);
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: "u/a", UploadId: ids[0]![1] }));
    expect(files("blobs")).toBe(kept);
    expect(await refusal(upload("u/a", ids[0]![1]!, 1, randomBytes(10)))).toBe("404 NoSuchUpload");
  });

  it("has parts numbered from 1 to 10,000", async () => {
    const UploadId = await begin("numbered");
    const part = (number: number) => refusal(upload("numbered", UploadId, number, randomBytes(10)));
    const copied = (PartNumber: number) =>
      refusal(
        s3.send(
          new UploadPartCopyCommand({ Bucket, Key: "numbered", UploadId, PartNumber, CopySource: `${Bucket}/one` }),
        ),
      );
    await s3.send(new PutObjectCommand({ Bucket, Key: "one", Body: "x" }));
    for (const number of [1, 10_000]) expect([await part(number), await copied(number)]).toEqual(["done", "done"]);
    for (const number of [0, -1, 10_001])
      expect([await part(number), await copied(number)]).toEqual(["400 InvalidArgument", "400 InvalidArgument"]);
    const { Parts } = await s3.send(new ListPartsCommand({ Bucket, Key: "numbered", UploadId }));
    expect(Parts?.map(({ PartNumber }) => PartNumber)).toEqual([1, 10_000]);
  });

  it("is refused when its parts are not what was uploaded, and stays", async () => {
    const UploadId = await begin("refused");
    const small = await upload("refused", UploadId, 1, randomBytes(10));
    const last = await upload("refused", UploadId, 2, randomBytes(10));
    const parts = [
      { PartNumber: 1, ETag: small.ETag },
      { PartNumber: 2, ETag: last.ETag },
    ];
    const finish = (chosen: CompletedPart[], more: object = {}) => refusal(complete("refused", UploadId, chosen, more));
    expect(await finish(parts)).toBe("400 EntityTooSmall");
    expect(await finish([...parts].reverse())).toBe("400 InvalidPartOrder");
    expect(await finish([{ PartNumber: 1, ETag: '"other"' }])).toBe("400 InvalidPart");
    expect(await finish([{ PartNumber: 9, ETag: small.ETag }])).toBe("400 InvalidPart");
    expect(await finish([])).toBe("400 MalformedXML");
    expect(await finish(parts.slice(1), { IfMatch: '"other"' })).toBe("404 NoSuchKey");
    expect(await finish(parts.slice(1), { MpuObjectSize: 11 })).toBe("400 InvalidRequest");
    expect(await finish(parts.slice(1), { IfNoneMatch: "*" })).toBe("done");
    expect(await finish(parts.slice(1))).toBe("404 NoSuchUpload");
    const again = await begin("refused");
    const part = await upload("refused", again, 1, randomBytes(10));
    const onlyNew = complete("refused", again, [{ PartNumber: 1, ETag: part.ETag }], { IfNoneMatch: "*" });
    expect(await refusal(onlyNew)).toBe("412 PreconditionFailed");
  });
});
