import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bucketArn, refusal, startS3, type S3Host } from "../../support/s3-host.ts";

const Bucket = "intake";
let host: S3Host;
let s3: S3Client;

beforeAll(async () => {
  host = await startS3();
  host.service.createBucket({ name: Bucket, arn: bucketArn(Bucket), versioning: false, eventBridge: false });
  s3 = host.client();
});
afterAll(() => host.close());

const put = (Key: string, Body: string | Buffer, more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const text = async (Key: string, more: object = {}) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body!.transformToString();

describe("an object", () => {
  it("is given back with everything that was said about it", async () => {
    const wanted = {
      ContentType: "image/tiff",
      CacheControl: "no-store",
      ContentDisposition: "attachment",
      ContentEncoding: "identity",
      ContentLanguage: "zh-CN",
      Metadata: { batch: "b1", "scan-date": "2026-01-02" },
      Tagging: "kind=marriage&year=1987",
    };
    const written = await put("whole", "page", wanted);
    const read = await s3.send(new GetObjectCommand({ Bucket, Key: "whole" }));
    const { ContentType, CacheControl, ContentDisposition, ContentEncoding, ContentLanguage, Metadata } = wanted;
    expect(read).toMatchObject({
      ContentType,
      CacheControl,
      ContentDisposition,
      ContentEncoding,
      ContentLanguage,
      Metadata,
    });
    expect(read).toMatchObject({
      ContentLength: 4,
      TagCount: 2,
      AcceptRanges: "bytes",
      ServerSideEncryption: "AES256",
    });
    expect(read.ETag).toBe(`"${createHash("md5").update("page").digest("hex")}"`);
    expect(read.ETag).toBe(written.ETag);
    expect(read.VersionId).toBeUndefined();
    expect(await read.Body!.transformToString()).toBe("page");
  });

  it("may have any name, which is never a path", async () => {
    const unit = fc.constantFrom(
      "a",
      "·",
      "档案",
      " ",
      "+",
      "%2F",
      "/",
      "..",
      "/../",
      "?",
      "#",
      "&",
      "\n",
      "\u0001",
      "😀",
      "'",
      "\\",
    );
    // A key that climbs out of its bucket is refused; this one may hold as many `..` as can come.
    const key = fc.array(unit, { maxLength: 12 }).map((parts) => `${"d/".repeat(13)}${parts.join("")}`);
    await fc.assert(
      fc.asyncProperty(key, fc.string({ minLength: 1 }), async (Key, body) => {
        await put(Key, body);
        expect(await text(Key)).toBe(body);
        await s3.send(new DeleteObjectCommand({ Bucket, Key }));
        expect(await refusal(text(Key))).toBe("404 NoSuchKey");
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    "with spaces ",
    " ",
    "a+b",
    "a%20b%2Fc%",
    "档案/婚姻·😀",
    "cafe\u0301",
    "line\nbreak\n",
    "return\r\n",
    "folder/",
    "/leading",
    "a//b",
    "//",
    "<&>\"'",
  ])("may have the name %j, which every answer gives back as it is", async (Key) => {
    await put(Key, "x");
    expect(await text(Key)).toBe("x");
    const listed = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: Key, MaxKeys: 1 }));
    expect([listed.Prefix, listed.Contents?.[0]?.Key]).toEqual([Key, Key]);
    const CopySource = `${Bucket}/${encodeURIComponent(Key)}`;
    await s3.send(new CopyObjectCommand({ Bucket, Key: `copy of ${Key}`, CopySource }));
    expect(await text(`copy of ${Key}`)).toBe("x");
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }));
    expect(Deleted).toEqual([{ Key }]);
    expect(await refusal(text(Key))).toBe("404 NoSuchKey");
  });

  it("may have a name of 1,024 bytes and no more", async () => {
    const longest = "档".repeat(341) + "a";
    await put(longest, "x");
    expect(await text(longest)).toBe("x");
    expect(await refusal(put(`${longest}a`, "x"))).toBe("400 KeyTooLongError");
  });

  it("is read in ranges", async () => {
    await put("range", "0123456789");
    const read = async (Range: string) => {
      const { ContentRange, Body, $metadata } = await s3.send(new GetObjectCommand({ Bucket, Key: "range", Range }));
      return [$metadata.httpStatusCode, ContentRange, await Body!.transformToString()];
    };
    expect(await read("bytes=2-4")).toEqual([206, "bytes 2-4/10", "234"]);
    expect(await read("bytes=7-")).toEqual([206, "bytes 7-9/10", "789"]);
    expect(await read("bytes=-3")).toEqual([206, "bytes 7-9/10", "789"]);
    expect(await read("bytes=5-99")).toEqual([206, "bytes 5-9/10", "56789"]);
    expect(await read("bytes=4-2")).toEqual([200, undefined, "0123456789"]);
    expect(await refusal(read("bytes=10-"))).toBe("416 InvalidRange");
  });

  it("may be empty", async () => {
    await put("empty", Buffer.alloc(0));
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "empty" }));
    expect(head).toMatchObject({ ContentLength: 0, ETag: '"d41d8cd98f00b204e9800998ecf8427e"' });
    expect(await text("empty")).toBe("");
  });

  it("is answered with the headers the URL asks for", async () => {
    await put("override", "x", { ContentType: "text/plain" });
    const read = await s3.send(
      new GetObjectCommand({
        Bucket,
        Key: "override",
        ResponseContentType: "image/png",
        ResponseContentDisposition: "attachment; filename=a.png",
      }),
    );
    expect(read).toMatchObject({ ContentType: "image/png", ContentDisposition: "attachment; filename=a.png" });
  });

  it("is read under conditions", async () => {
    const { ETag } = await put("conditional", "x");
    const head = (more: object) => refusal(s3.send(new HeadObjectCommand({ Bucket, Key: "conditional", ...more })));
    const [past, future] = [new Date("2020-01-01"), new Date("2100-01-01")];
    expect(await head({ IfMatch: ETag })).toBe("done");
    expect(await head({ IfMatch: '"other"' })).toMatch(/^412/);
    expect(await head({ IfNoneMatch: ETag })).toMatch(/^304/);
    expect(await head({ IfNoneMatch: '"other"' })).toBe("done");
    expect(await head({ IfModifiedSince: future })).toMatch(/^304/);
    expect(await head({ IfUnmodifiedSince: past })).toMatch(/^412/);
    expect(await head({ IfMatch: ETag, IfUnmodifiedSince: past })).toBe("done");
    expect(await head({ IfNoneMatch: '"other"', IfModifiedSince: future })).toBe("done");
  });

  it("is written under conditions", async () => {
    const { ETag } = await put("once", "first", { IfNoneMatch: "*" });
    expect(await refusal(put("once", "second", { IfNoneMatch: "*" }))).toBe("412 PreconditionFailed");
    expect(await text("once")).toBe("first");
    expect(await refusal(put("once", "second", { IfMatch: '"other"' }))).toBe("412 PreconditionFailed");
    await put("once", "second", { IfMatch: ETag });
    expect(await text("once")).toBe("second");
    expect(await refusal(put("never", "x", { IfMatch: ETag }))).toBe("404 NoSuchKey");
  });

  it("is created by exactly one of many writers at once", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, n) => refusal(put("race", `writer ${n}`, { IfNoneMatch: "*" }))),
    );
    expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(["done", "412 PreconditionFailed"]));
  });

  it("keeps tags that can be replaced and removed", async () => {
    await put("tagged", "x", { Tagging: "a=1" });
    const tags = async () => (await s3.send(new GetObjectTaggingCommand({ Bucket, Key: "tagged" }))).TagSet;
    expect(await tags()).toEqual([{ Key: "a", Value: "1" }]);
    const TagSet = [
      { Key: "类别", Value: "<&>" },
      { Key: "b", Value: "" },
    ];
    await s3.send(new PutObjectTaggingCommand({ Bucket, Key: "tagged", Tagging: { TagSet } }));
    expect(await tags()).toEqual(TagSet);
    await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: "tagged" }));
    expect(await tags()).toEqual([]);
    const twice = [
      { Key: "a", Value: "1" },
      { Key: "a", Value: "2" },
    ];
    expect(
      await refusal(s3.send(new PutObjectTaggingCommand({ Bucket, Key: "tagged", Tagging: { TagSet: twice } }))),
    ).toBe("400 InvalidTag");
  });

  it("is deleted with others at once, whatever their names", async () => {
    const keys = ["d/1", "d/ 2 ", "d/&lt;<>\"'", "d/档案+1", "d/\u0001"];
    for (const key of keys) await put(key, "x");
    const deleted = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [...keys, "d/missing"].map((Key) => ({ Key })) } }),
    );
    expect(deleted.Deleted?.map(({ Key }) => Key)).toEqual([...keys, "d/missing"]);
    for (const key of keys) expect(await refusal(text(key))).toBe("404 NoSuchKey");
  });
});

describe("a copy", () => {
  it("takes bytes, metadata and tags along, or replaces them", async () => {
    await put("源 +/a", "content", { Metadata: { a: "1" }, Tagging: "t=1", ContentType: "image/png" });
    const CopySource = `${Bucket}/${encodeURIComponent("源 +/a")}`;
    const copied = await s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource }));
    expect(copied.CopyObjectResult?.ETag).toBe(`"${createHash("md5").update("content").digest("hex")}"`);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "copy" }));
    expect(head).toMatchObject({ Metadata: { a: "1" }, ContentType: "image/png", TagCount: 1 });
    const replaced = { MetadataDirective: "REPLACE", TaggingDirective: "REPLACE", Metadata: { b: "2" } } as const;
    await s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource, ...replaced, ChecksumAlgorithm: "SHA256" }));
    const again = await s3.send(new HeadObjectCommand({ Bucket, Key: "copy", ChecksumMode: "ENABLED" }));
    expect(again).toMatchObject({
      Metadata: { b: "2" },
      ContentType: "binary/octet-stream",
      ChecksumSHA256: createHash("sha256").update("content").digest("base64"),
    });
    expect(again.TagCount).toBeUndefined();
    expect(await text("copy")).toBe("content");
  });

  it("depends on conditions of its source, and changes something", async () => {
    const { ETag } = await put("copied", "x");
    const copy = (more: object, Key = "conditional-copy") =>
      refusal(s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/copied`, ...more })));
    expect(await copy({ CopySourceIfMatch: ETag })).toBe("done");
    expect(await copy({ CopySourceIfNoneMatch: ETag })).toBe("412 PreconditionFailed");
    expect(await copy({ CopySourceIfMatch: '"other"' })).toBe("412 PreconditionFailed");
    expect(await copy({}, "copied")).toBe("400 InvalidRequest");
    expect(await copy({ CopySource: `${Bucket}/missing` })).toBe("404 NoSuchKey");
    expect(await copy({ CopySource: "nowhere/missing" })).toBe("404 NoSuchBucket");
  });
});

describe("a stream", () => {
  /** A client that changes the last bytes of what it sends, where the checksum stands. */
  const alteringTrailers = (alter: (trailer: string) => string): S3Client => {
    const client = host.client();
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body: AsyncIterable<Uint8Array> };
        const altered = async function* (body: AsyncIterable<Uint8Array>) {
          const sent: Uint8Array[] = [];
          for await (const bytes of body) sent.push(bytes);
          yield Buffer.from(alter(Buffer.concat(sent).toString("latin1")), "latin1");
        };
        return next({ ...args, request: { ...request, body: Readable.from(altered(request.body)) } });
      },
      { step: "finalizeRequest", priority: "low" },
    );
    return client;
  };

  it.each<[string, (sent: string) => string, string]>([
    ["another", (sent) => sent.replace(/(x-amz-checksum-crc32:).*/, "$1AAAAAA=="), "400 BadDigest"],
    ["no", (sent) => sent.replace(/x-amz-checksum-crc32:.*\r\n/, ""), "400 MalformedTrailerError"],
    ["its own", (sent) => sent, "done"],
  ])("with %s checksum behind its bytes is kept only when they agree", async (what, alter, outcome) => {
    const Key = `trailer/${what}`;
    const named = { Bucket, Key, ContentLength: 20_000 };
    const Body = Readable.from([randomBytes(20_000)]);
    expect(await refusal(alteringTrailers(alter).send(new PutObjectCommand({ ...named, Body })))).toBe(outcome);
    const kept = await refusal(s3.send(new GetObjectCommand({ Bucket, Key })));
    expect(kept).toBe(outcome === "done" ? "done" : "404 NoSuchKey");
  });

  it("is stored as it was, in chunks with a trailing checksum", async () => {
    const bytes = randomBytes(3 * 1024 * 1024 + 17);
    const pieces = Array.from({ length: 50 }, (_, n) => bytes.subarray(n * 65_000, (n + 1) * 65_000));
    await s3.send(
      new PutObjectCommand({ Bucket, Key: "stream", Body: Readable.from(pieces), ContentLength: bytes.length }),
    );
    const read = await s3.send(new GetObjectCommand({ Bucket, Key: "stream" }));
    expect(read.ContentEncoding).toBeUndefined();
    expect(Buffer.compare(Buffer.from(await read.Body!.transformToByteArray()), bytes)).toBe(0);
  });
});
