import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bucketArn, refusal, REGION, startS3, type S3Host } from "../../support/s3-host.ts";

const Bucket = "intake";
let host: S3Host;
let s3: S3Client;
let granted: (action: string, resource: string) => boolean;
let asked: string[];

beforeAll(async () => {
  host = await startS3({
    authorize: (_caller, action, resource) => {
      asked.push(`${action} ${resource}`);
      return granted(action, resource)
        ? { allowed: true }
        : { allowed: false, reason: "no identity-based policy allows it" };
    },
  });
  host.service.createBucket({ name: Bucket, arn: bucketArn(Bucket), versioning: true, eventBridge: false });
  s3 = host.client();
});
beforeEach(() => {
  granted = () => true;
  asked = [];
});
afterAll(() => host.close());

const put = (Key: string, more: object = {}) => s3.send(new PutObjectCommand({ Bucket, Key, Body: "x", ...more }));

describe("permission", () => {
  it("is asked for by the action and resource that IAM knows", async () => {
    const { VersionId } = await put("k");
    asked = [];
    const actions = async (send: () => Promise<unknown>) => {
      asked = [];
      await refusal(send());
      return asked;
    };
    const key = `${bucketArn(Bucket)}/k`;
    expect(await actions(() => s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x", Tagging: "a=1" })))).toEqual(
      [`s3:PutObject ${key}`, `s3:PutObjectTagging ${key}`],
    );
    expect(await actions(() => s3.send(new GetObjectCommand({ Bucket, Key: "k", VersionId })))).toContain(
      `s3:GetObjectVersion ${key}`,
    );
    expect(await actions(() => s3.send(new HeadObjectCommand({ Bucket, Key: "k" })))).toContain(`s3:GetObject ${key}`);
    expect(await actions(() => s3.send(new ListObjectsV2Command({ Bucket })))).toEqual([
      `s3:ListBucket ${bucketArn(Bucket)}`,
    ]);
    expect(await actions(() => s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "k" })))).toEqual([
      `s3:PutObject ${key}`,
    ]);
    expect(await actions(() => s3.send(new DeleteObjectCommand({ Bucket, Key: "k" })))).toEqual([
      `s3:DeleteObject ${key}`,
    ]);
    expect(await actions(() => s3.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId })))).toEqual([
      `s3:DeleteObjectVersion ${key}`,
    ]);
  });

  it("refused tells the reason", async () => {
    granted = () => false;
    await expect(put("k")).rejects.toThrow("no identity-based policy allows it");
  });

  it("to list decides whether a missing key is told", async () => {
    const get = (Key: string) => refusal(s3.send(new GetObjectCommand({ Bucket, Key })));
    expect(await get("missing")).toBe("404 NoSuchKey");
    granted = (action) => action !== "s3:ListBucket";
    expect(await get("missing")).toBe("403 AccessDenied");
  });

  it("may differ from key to key of one request", async () => {
    await put("mine");
    await put("other");
    granted = (_action, resource) => !resource.endsWith("/other");
    const { Deleted, Errors } = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "mine" }, { Key: "other" }] } }),
    );
    expect(Deleted?.map(({ Key }) => Key)).toEqual(["mine"]);
    expect(Errors?.map(({ Key, Code }) => [Key, Code])).toEqual([["other", "AccessDenied"]]);
  });

  it("to write under one prefix lets nothing else be written, read or listed", async () => {
    granted = (action, resource) => action === "s3:PutObject" && resource.startsWith(`${bucketArn(Bucket)}/440100/`);
    expect(await refusal(put("440100/b1/x"))).toBe("done");
    for (const key of ["440300/b1/x", "440100", "440100x/b1/x"]) {
      expect(await refusal(put(key))).toBe("403 AccessDenied");
    }
    expect(await refusal(s3.send(new GetObjectCommand({ Bucket, Key: "440100/b1/x" })))).toBe("403 AccessDenied");
    expect(await refusal(s3.send(new ListObjectsV2Command({ Bucket })))).toBe("403 AccessDenied");
    expect(await refusal(put("440100/b1/y", { Tagging: "a=1" }))).toBe("403 AccessDenied");
  });
});

describe("a bucket", () => {
  it("answers what clients ask before they use it", async () => {
    expect((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe(REGION);
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe(REGION);
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
    expect((await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual([Bucket]);
    expect((await s3.send(new GetBucketAclCommand({ Bucket }))).Grants?.[0]?.Permission).toBe("FULL_CONTROL");
    expect(await refusal(s3.send(new GetBucketPolicyCommand({ Bucket })))).toBe("404 NoSuchBucketPolicy");
    expect(await refusal(s3.send(new GetBucketCorsCommand({ Bucket })))).toBe("404 NoSuchCORSConfiguration");
    expect(await refusal(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })))).toBe(
      "404 NoSuchLifecycleConfiguration",
    );
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket: "missing" })))).toMatch(/^404/);
  });

  it("refuses by name what is not implemented", async () => {
    const refused = (work: Promise<unknown>) => work.then(() => "done", String);
    expect(await refused(s3.send(new PutBucketPolicyCommand({ Bucket, Policy: "{}" })))).toMatch(
      /NotImplemented: .*policy/,
    );
    expect(await refused(put("k", { GrantRead: "id=1" }))).toMatch(/NotImplemented: .*x-amz-grant-read/);
    expect(await refused(put("k", { StorageClass: "DEEP_ARCHIVE" }))).toMatch(/NotImplemented: .*DEEP_ARCHIVE/);
    expect(await refused(put("k", { ACL: "public-read" }))).toMatch(/AccessControlListNotSupported/);
  });

  it("keeps its objects when it is declared again", async () => {
    await put("stays");
    host.service.createBucket({ name: Bucket, arn: bucketArn(Bucket), versioning: true, eventBridge: true });
    expect(await refusal(s3.send(new HeadObjectCommand({ Bucket, Key: "stays" })))).toBe("done");
  });
});
