import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bucketArn, refusal, startS3, type S3Host } from "../../support/s3-host.ts";

const Bucket = "holdings";
const [BUCKET, K, SOURCE] = [bucketArn(Bucket), `${bucketArn(Bucket)}/k`, `${bucketArn(Bucket)}/source`];
const UNTIL = new Date(Date.now() + 86_400_000);
const BYPASS = { BypassGovernanceRetention: true };
let host: S3Host;
let s3: S3Client;
let granted: ReadonlySet<string> | undefined;
let asked: string[] = [];
let made: { version: string; source: string; upload: string };

beforeAll(async () => {
  host = await startS3({
    authorize: (_caller, action, resource) => {
      asked.push(`${action} ${resource}`);
      return granted === undefined || granted.has(`${action} ${resource}`)
        ? { allowed: true }
        : { allowed: false, reason: "Access Denied" };
    },
  });
  host.service.createBucket({ name: Bucket, arn: BUCKET, versioning: true, objectLock: {}, eventBridge: false });
  s3 = host.client();
  const put = async (Key: string) =>
    (await s3.send(new PutObjectCommand({ Bucket, Key, Body: "x", Tagging: "a=1" }))).VersionId!;
  const upload = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "k" }));
  made = { version: await put("k"), source: await put("source"), upload: upload.UploadId! };
});
afterAll(() => host.close());

const named = { Bucket, Key: "k" };
const version = () => ({ ...named, VersionId: made.version });
const part = () => ({ ...named, UploadId: made.upload });
const Retention = { Mode: "GOVERNANCE", RetainUntilDate: UNTIL } as const;
const attributes = { ObjectAttributes: ["ETag"] } as const;

type Row = [what: string, send: () => Promise<unknown>, ...needs: string[]];

/** "Required permissions for Amazon S3 API operations" (user guide): each row needs exactly these. */
const ROWS: Row[] = [
  ["ListBuckets", () => s3.send(new ListBucketsCommand({})), "s3:ListAllMyBuckets *"],
  ["HeadBucket", () => s3.send(new HeadBucketCommand({ Bucket })), `s3:ListBucket ${BUCKET}`],
  ["ListObjects", () => s3.send(new ListObjectsCommand({ Bucket })), `s3:ListBucket ${BUCKET}`],
  ["ListObjectsV2", () => s3.send(new ListObjectsV2Command({ Bucket })), `s3:ListBucket ${BUCKET}`],
  ["ListObjectVersions", () => s3.send(new ListObjectVersionsCommand({ Bucket })), `s3:ListBucketVersions ${BUCKET}`],
  [
    "ListMultipartUploads",
    () => s3.send(new ListMultipartUploadsCommand({ Bucket })),
    `s3:ListBucketMultipartUploads ${BUCKET}`,
  ],
  ["GetBucketLocation", () => s3.send(new GetBucketLocationCommand({ Bucket })), `s3:GetBucketLocation ${BUCKET}`],
  [
    "GetBucketVersioning",
    () => s3.send(new GetBucketVersioningCommand({ Bucket })),
    `s3:GetBucketVersioning ${BUCKET}`,
  ],
  [
    "GetObjectLockConfiguration",
    () => s3.send(new GetObjectLockConfigurationCommand({ Bucket })),
    `s3:GetBucketObjectLockConfiguration ${BUCKET}`,
  ],
  ["GetObject", () => s3.send(new GetObjectCommand(named)), `s3:GetObject ${K}`],
  ["GetObject of a version", () => s3.send(new GetObjectCommand(version())), `s3:GetObjectVersion ${K}`],
  ["HeadObject", () => s3.send(new HeadObjectCommand(named)), `s3:GetObject ${K}`],
  ["HeadObject of a version", () => s3.send(new HeadObjectCommand(version())), `s3:GetObjectVersion ${K}`],
  [
    "GetObjectAttributes",
    () => s3.send(new GetObjectAttributesCommand({ ...named, ObjectAttributes: [...attributes.ObjectAttributes] })),
    `s3:GetObject ${K}`,
    `s3:GetObjectAttributes ${K}`,
  ],
  [
    "GetObjectAttributes of a version",
    () => s3.send(new GetObjectAttributesCommand({ ...version(), ObjectAttributes: ["ETag"] })),
    `s3:GetObjectVersion ${K}`,
    `s3:GetObjectVersionAttributes ${K}`,
  ],
  ["GetObjectTagging", () => s3.send(new GetObjectTaggingCommand(named)), `s3:GetObjectTagging ${K}`],
  [
    "GetObjectTagging of a version",
    () => s3.send(new GetObjectTaggingCommand(version())),
    `s3:GetObjectVersionTagging ${K}`,
  ],
  ["GetObjectAcl", () => s3.send(new GetObjectAclCommand(named)), `s3:GetObjectAcl ${K}`],
  ["GetObjectAcl of a version", () => s3.send(new GetObjectAclCommand(version())), `s3:GetObjectVersionAcl ${K}`],
  ["PutObject", () => s3.send(new PutObjectCommand({ ...named, Body: "x" })), `s3:PutObject ${K}`],
  [
    "PutObject with tags, retention and a hold",
    () =>
      s3.send(
        new PutObjectCommand({
          ...{ Bucket, Key: "held", Body: "x", Tagging: "a=1", ObjectLockLegalHoldStatus: "ON" },
          ...{ ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: UNTIL },
        }),
      ),
    ...["PutObject", "PutObjectTagging", "PutObjectRetention", "PutObjectLegalHold"].map(
      (action) => `s3:${action} ${BUCKET}/held`,
    ),
  ],
  [
    "CopyObject of a tagged object",
    () => s3.send(new CopyObjectCommand({ ...named, CopySource: `${Bucket}/source` })),
    `s3:PutObject ${K}`,
    `s3:GetObject ${SOURCE}`,
    `s3:GetObjectTagging ${SOURCE}`,
    `s3:PutObjectTagging ${K}`,
  ],
  [
    "CopyObject of a version, without its tags",
    () =>
      s3.send(
        new CopyObjectCommand({
          ...{ ...named, CopySource: `${Bucket}/source?versionId=${made.source}`, TaggingDirective: "REPLACE" },
        }),
      ),
    `s3:PutObject ${K}`,
    `s3:GetObjectVersion ${SOURCE}`,
  ],
  [
    "PutObjectTagging",
    () => s3.send(new PutObjectTaggingCommand({ ...named, Tagging: { TagSet: [] } })),
    `s3:PutObjectTagging ${K}`,
  ],
  [
    "DeleteObjectTagging of a version",
    () => s3.send(new DeleteObjectTaggingCommand(version())),
    `s3:DeleteObjectVersionTagging ${K}`,
  ],
  [
    "PutObjectRetention",
    () => s3.send(new PutObjectRetentionCommand({ ...version(), Retention })),
    `s3:PutObjectRetention ${K}`,
  ],
  ["GetObjectRetention", () => s3.send(new GetObjectRetentionCommand(version())), `s3:GetObjectRetention ${K}`],
  [
    "PutObjectRetention with a bypass",
    () => s3.send(new PutObjectRetentionCommand({ ...version(), Retention: {}, ...BYPASS })),
    `s3:PutObjectRetention ${K}`,
    `s3:BypassGovernanceRetention ${K}`,
  ],
  [
    "PutObjectLegalHold",
    () => s3.send(new PutObjectLegalHoldCommand({ ...version(), LegalHold: { Status: "OFF" } })),
    `s3:PutObjectLegalHold ${K}`,
  ],
  ["GetObjectLegalHold", () => s3.send(new GetObjectLegalHoldCommand(version())), `s3:GetObjectLegalHold ${K}`],
  ["CreateMultipartUpload", () => s3.send(new CreateMultipartUploadCommand(named)), `s3:PutObject ${K}`],
  ["UploadPart", () => s3.send(new UploadPartCommand({ ...part(), PartNumber: 1, Body: "x" })), `s3:PutObject ${K}`],
  [
    "UploadPartCopy",
    () => s3.send(new UploadPartCopyCommand({ ...part(), PartNumber: 2, CopySource: `${Bucket}/source` })),
    `s3:PutObject ${K}`,
    `s3:GetObject ${SOURCE}`,
  ],
  ["ListParts", () => s3.send(new ListPartsCommand(part())), `s3:ListMultipartUploadParts ${K}`],
  ["AbortMultipartUpload", () => s3.send(new AbortMultipartUploadCommand(part())), `s3:AbortMultipartUpload ${K}`],
  ["DeleteObject", () => s3.send(new DeleteObjectCommand(named)), `s3:DeleteObject ${K}`],
  ["DeleteObject of a version", () => s3.send(new DeleteObjectCommand(version())), `s3:DeleteObjectVersion ${K}`],
];

describe("with the SDK", () => {
  it.each(ROWS)("%s is allowed by its actions together, and by no fewer", async (_what, send, ...needs) => {
    for (const missing of needs) {
      granted = new Set(needs.filter((one) => one !== missing));
      expect(await refusal(send()), `without ${missing}`).toMatch(/^403/);
    }
    granted = new Set(needs);
    expect(await refusal(send())).toBe("done");
    granted = undefined;
  });

  it("CompleteMultipartUpload is asked for as PutObject, DeleteObjects key by key", async () => {
    asked = [];
    const parts = { MultipartUpload: { Parts: [{ PartNumber: 1, ETag: "x" }] } };
    await refusal(s3.send(new CompleteMultipartUploadCommand({ ...part(), ...parts })));
    await s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: [{ Key: "k" }, { Key: "source", VersionId: made.source }] },
      }),
    );
    expect(asked).toEqual([`s3:PutObject ${K}`, `s3:DeleteObject ${K}`, `s3:DeleteObjectVersion ${SOURCE}`]);
  });
});
