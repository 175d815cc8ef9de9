import { gzipSync } from "node:zlib";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { serialisedSource } from "../../shared/bagit/open-bag.ts";
import { validateBag } from "../../shared/bagit/validate-bag.ts";
import { objectBytes } from "../../shared/storage/object-bytes.ts";
import { goodBag, tarOf, under, zipOf } from "../support/bags.ts";
import { bucketArn, startS3, type S3Host } from "../support/s3-host.ts";

let s3: S3Host;
beforeAll(async () => {
  s3 = await startS3();
  s3.service.createBucket({ name: "intake", arn: bucketArn("intake"), versioning: true, eventBridge: false });
});
afterAll(() => s3.close());

/** Large enough that it is read by several ranges, and with files that are passed over. */
const payload = Object.fromEntries(
  Array.from({ length: 6 }, (_, at) => [`data/${String(at)}.tif`, String(at).repeat(1_500_000)]),
);
const bag = under("bag", goodBag({ payload }));
const put = async (key: string, bytes: Buffer) => {
  const { VersionId = "" } = await s3.client().send(new PutObjectCommand({ Bucket: "intake", Key: key, Body: bytes }));
  return { bucket: "intake", key, versionId: VersionId };
};

it.each([
  ["zip", () => zipOf(bag)],
  ["zip, compressed", () => zipOf(bag, true)],
  ["tar", () => Promise.resolve(tarOf(bag))],
  ["tar.gz", () => Promise.resolve(gzipSync(tarOf(bag)))],
] as const)("a bag is validated where it lies, as %s", async (name, bytes) => {
  const object = await put(`440100/b1/${name}`, await bytes());
  const { source } = await serialisedSource((await objectBytes(object, s3.client()))!);
  const report = await validateBag(source);
  expect(report).toMatchObject({ accepted: true, findings: [], payload: { files: 6, bytes: 9_000_000 } });
});

it("a version that is gone is no bag", async () => {
  const object = await put("440100/b1/x.zip", await zipOf(bag));
  expect(await objectBytes({ ...object, key: "440100/b1/y.zip" }, s3.client())).toBeUndefined();
});

it("what S3 fails at is thrown, and is no finding", async () => {
  const object = await put("440100/b1/z.zip", await zipOf(bag));
  const client = s3.client({ maxAttempts: 1 });
  const bytes = (await objectBytes(object, client))!;
  const { source } = await serialisedSource(bytes);
  client.destroy();
  client.middlewareStack.add(() => () => Promise.reject(new Error("the line is cut")), { step: "initialize" });
  await expect(validateBag(source)).rejects.toThrow("the line is cut");
});
