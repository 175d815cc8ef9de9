import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bucketArn, refusal, startS3, type S3Host } from "../../support/s3-host.ts";

const DAY_MS = 86_400_000;
const START = Date.parse("2026-11-23T00:00:00Z");
let now = START;
let host: S3Host;
let s3: S3Client;

beforeAll(async () => {
  host = await startS3({ now: () => now });
  const declare = (name: string, more: object) =>
    host.service.createBucket({ name, arn: bucketArn(name), versioning: true, eventBridge: false, ...more });
  declare("versioned", {});
  declare("holdings", { objectLock: { mode: "COMPLIANCE", days: 10 } });
  declare("evidence", { objectLock: {} });
  s3 = host.client();
});
afterAll(() => host.close());

const put = async (Bucket: string, Key: string, more: object = {}) =>
  (await s3.send(new PutObjectCommand({ Bucket, Key, Body: "x", ...more }))).VersionId!;
const remove = (Bucket: string, Key: string, VersionId?: string, more: object = {}) =>
  refusal(s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId, ...more })));
const retain = (
  Bucket: string,
  Key: string,
  VersionId: string,
  Mode: "GOVERNANCE" | "COMPLIANCE",
  days: number,
  more: object = {},
) =>
  refusal(
    s3.send(
      new PutObjectRetentionCommand({
        Bucket,
        Key,
        VersionId,
        Retention: { Mode, RetainUntilDate: new Date(START + days * DAY_MS) },
        ...more,
      }),
    ),
  );
const BYPASS = { BypassGovernanceRetention: true };

describe("versions", () => {
  it("are all kept, hidden by a delete marker, and uncovered when it is removed", async () => {
    const [Bucket, Key] = ["versioned", "page"];
    const ids = [await put(Bucket, Key, { Body: "1" }), await put(Bucket, Key, { Body: "2" })];
    const read = async (VersionId?: string) =>
      (await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body!.transformToString();
    expect([await read(ids[0]), await read(ids[1]), await read()]).toEqual(["1", "2", "2"]);
    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    expect(marker.DeleteMarker).toBe(true);
    expect(await refusal(read())).toBe("404 NoSuchKey");
    expect(await refusal(read(marker.VersionId))).toBe("405 MethodNotAllowed");
    expect(await read(ids[1])).toBe("2");
    const unhidden = await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: marker.VersionId }));
    expect(unhidden).toMatchObject({ DeleteMarker: true, VersionId: marker.VersionId });
    expect(await read()).toBe("2");
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: ids[1] }));
    expect(await read()).toBe("1");
    expect(await refusal(read(ids[1]))).toBe("404 NoSuchVersion");
  });

  it("written before versioning was turned on, or while it was suspended, are the null version", async () => {
    const declare = (versioning: boolean) =>
      host.service.createBucket({ name: "changing", arn: bucketArn("changing"), versioning, eventBridge: false });
    declare(false);
    const old = await s3.send(new PutObjectCommand({ Bucket: "changing", Key: "k", Body: "old" }));
    expect(old.VersionId).toBeUndefined();
    declare(true);
    const named = await put("changing", "k");
    declare(false);
    expect(await put("changing", "k", { Body: "null again" })).toBe("null");
    const read = async (VersionId: string) =>
      (await s3.send(new GetObjectCommand({ Bucket: "changing", Key: "k", VersionId }))).Body!.transformToString();
    expect([await read("null"), await read(named)]).toEqual(["null again", "x"]);
  });
});

describe("the id of a version", () => {
  const [Bucket, Key] = ["versioned", "identified"];
  const unknown = "KC0WuaPTHv7At3olS.BPuH.weAJqMkKJ";
  const reading = (VersionId: string) => refusal(s3.send(new HeadObjectCommand({ Bucket, Key, VersionId })));
  const rows: [what: string, send: (VersionId: string) => Promise<unknown>][] = [
    ["read", (VersionId) => s3.send(new GetObjectCommand({ Bucket, Key, VersionId }))],
    ["deleted", (VersionId) => s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))],
    ["read the tags of", (VersionId) => s3.send(new GetObjectTaggingCommand({ Bucket, Key, VersionId }))],
    ["read the ACL of", (VersionId) => s3.send(new GetObjectAclCommand({ Bucket, Key, VersionId }))],
    [
      "copied",
      (id) => s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/${Key}?versionId=${id}` })),
    ],
    [
      "listed after",
      (VersionIdMarker) => s3.send(new ListObjectVersionsCommand({ Bucket, KeyMarker: Key, VersionIdMarker })),
    ],
  ];
  beforeAll(() => put(Bucket, Key));

  it.each(rows)("that none can have is not %s", async (_what, send) => {
    await expect(send("abc")).rejects.toMatchObject({
      name: "InvalidArgument",
      message: "Invalid version id specified",
      $metadata: { httpStatusCode: 400 },
    });
  });

  it("that nobody has is not found, and is deleted in advance", async () => {
    expect(await refusal(s3.send(new GetObjectCommand({ Bucket, Key, VersionId: unknown })))).toBe("404 NoSuchVersion");
    expect(await reading(unknown)).toMatch(/^404/);
    expect(await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: unknown }))).toMatchObject({
      VersionId: unknown,
    });
    expect(await reading("null")).toMatch(/^404/);
  });
});

describe("versions deleted at once", () => {
  const Bucket = "versioned";
  const removeAll = (Objects: { Key: string; VersionId?: string | undefined }[], Quiet = false) =>
    s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet } }));

  it("are each told of: the versions gone, the markers removed and those made", async () => {
    const old = await put(Bucket, "many/a", { Body: "old" });
    await put(Bucket, "many/a", { Body: "new" });
    await put(Bucket, "many/b");
    const marker = (await s3.send(new DeleteObjectCommand({ Bucket, Key: "many/b" }))).VersionId;
    await put(Bucket, "many/c");
    const { Deleted, Errors } = await removeAll([
      { Key: "many/a", VersionId: old },
      { Key: "many/b", VersionId: marker },
      { Key: "many/c" },
      { Key: "many/d", VersionId: "KC0WuaPTHv7At3olS.BPuH.weAJqMkKJ" },
      { Key: "many/a", VersionId: "abc" },
    ]);
    expect(Deleted).toEqual([
      { Key: "many/a", VersionId: old },
      { Key: "many/b", VersionId: marker, DeleteMarker: true, DeleteMarkerVersionId: marker },
      { Key: "many/c", DeleteMarker: true, DeleteMarkerVersionId: expect.stringMatching(/^\w{32}$/) as string },
      { Key: "many/d", VersionId: "KC0WuaPTHv7At3olS.BPuH.weAJqMkKJ" },
    ]);
    // Alone, an id that none can have is an invalid argument.
    expect(Errors).toEqual([
      { Key: "many/a", VersionId: "abc", Code: "NoSuchVersion", Message: "The specified version does not exist." },
    ]);
    const { Versions, DeleteMarkers } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: "many/" }));
    expect(Versions?.map(({ Key, IsLatest }) => [Key, IsLatest])).toEqual([
      ["many/a", true],
      ["many/b", true],
      ["many/c", false],
    ]);
    expect(DeleteMarkers?.map(({ Key }) => Key)).toEqual(["many/c"]);
  });

  it("are told of only where they failed, when asked quietly", async () => {
    const id = await put(Bucket, "quiet");
    const answer = await removeAll(
      [
        { Key: "quiet", VersionId: id },
        { Key: "quiet", VersionId: "abc" },
      ],
      true,
    );
    expect(answer.Deleted).toBeUndefined();
    expect(answer.Errors?.map(({ Code }) => Code)).toEqual(["NoSuchVersion"]);
    expect(await remove(Bucket, "quiet", id)).toBe("done");
  });

  it("are at most a thousand", async () => {
    const names = Array.from({ length: 1001 }, (_, n) => ({ Key: `thousand/${n}`, VersionId: "null" }));
    expect(await refusal(removeAll(names))).toBe("400 MalformedXML");
    expect((await removeAll(names.slice(1))).Deleted).toHaveLength(1000);
    expect(await refusal(removeAll([]))).toBe("400 MalformedXML");
  });
});

describe("Object Lock", () => {
  it("retains each version as the bucket says, and nobody removes it before", async () => {
    const VersionId = await put("holdings", "a");
    const head = await s3.send(new HeadObjectCommand({ Bucket: "holdings", Key: "a" }));
    expect(head.ObjectLockMode).toBe("COMPLIANCE");
    expect(head.ObjectLockRetainUntilDate).toEqual(new Date(now + 10 * DAY_MS));
    expect(await remove("holdings", "a", VersionId, BYPASS)).toBe("403 AccessDenied");
    const many = await s3.send(
      new DeleteObjectsCommand({ Bucket: "holdings", Delete: { Objects: [{ Key: "a", VersionId }] }, ...BYPASS }),
    );
    expect(many.Errors?.map(({ Code }) => Code)).toEqual(["AccessDenied"]);
    expect(await remove("holdings", "a")).toBe("done");
    expect(await refusal(s3.send(new GetObjectCommand({ Bucket: "holdings", Key: "a", VersionId })))).toBe("done");
    now = START + 11 * DAY_MS;
    expect(await remove("holdings", "a", VersionId)).toBe("done");
    now = START;
  });

  it("in COMPLIANCE is only ever extended", async () => {
    const id = await put("holdings", "c");
    expect(await retain("holdings", "c", id, "COMPLIANCE", 5, BYPASS)).toBe("403 AccessDenied");
    expect(await retain("holdings", "c", id, "GOVERNANCE", 20, BYPASS)).toBe("403 AccessDenied");
    const none = new PutObjectRetentionCommand({
      Bucket: "holdings",
      Key: "c",
      VersionId: id,
      Retention: {},
      ...BYPASS,
    });
    expect(await refusal(s3.send(none))).toBe("403 AccessDenied");
    expect(await retain("holdings", "c", id, "COMPLIANCE", 20)).toBe("done");
    const read = await s3.send(new GetObjectRetentionCommand({ Bucket: "holdings", Key: "c" }));
    expect(read.Retention?.RetainUntilDate).toEqual(new Date(START + 20 * DAY_MS));
  });

  it("in GOVERNANCE gives way to a bypass", async () => {
    const lock = { ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: new Date(START + 5 * DAY_MS) };
    const id = await put("evidence", "g", lock);
    expect(await remove("evidence", "g", id)).toBe("403 AccessDenied");
    expect(await retain("evidence", "g", id, "GOVERNANCE", 3)).toBe("403 AccessDenied");
    expect(await retain("evidence", "g", id, "GOVERNANCE", 6)).toBe("done");
    expect(await retain("evidence", "g", id, "GOVERNANCE", 1, BYPASS)).toBe("done");
    expect(await remove("evidence", "g", id, BYPASS)).toBe("done");
  });

  it("holds a version for as long as a legal hold is on", async () => {
    const id = await put("evidence", "h", { ObjectLockLegalHoldStatus: "ON" });
    const hold = (Status: "ON" | "OFF") =>
      s3.send(new PutObjectLegalHoldCommand({ Bucket: "evidence", Key: "h", VersionId: id, LegalHold: { Status } }));
    expect(await remove("evidence", "h", id, BYPASS)).toBe("403 AccessDenied");
    await hold("OFF");
    const read = await s3.send(new GetObjectLegalHoldCommand({ Bucket: "evidence", Key: "h" }));
    expect(read.LegalHold?.Status).toBe("OFF");
    expect(await remove("evidence", "h", id)).toBe("done");
  });

  it("is told, and refused where the bucket has none or the date is past", async () => {
    const configuration = (Bucket: string) => s3.send(new GetObjectLockConfigurationCommand({ Bucket }));
    expect((await configuration("holdings")).ObjectLockConfiguration).toEqual({
      ObjectLockEnabled: "Enabled",
      Rule: { DefaultRetention: { Mode: "COMPLIANCE", Days: 10 } },
    });
    expect(await refusal(configuration("versioned"))).toBe("404 ObjectLockConfigurationNotFoundError");
    const lock = { ObjectLockMode: "COMPLIANCE", ObjectLockRetainUntilDate: new Date(START + DAY_MS) };
    expect(await refusal(put("versioned", "k", lock))).toBe("400 InvalidRequest");
    const past = { ...lock, ObjectLockRetainUntilDate: new Date(START - 1) };
    expect(await refusal(put("evidence", "k", past))).toBe("400 InvalidArgument");
    const id = await put("evidence", "none");
    expect(
      await refusal(s3.send(new GetObjectRetentionCommand({ Bucket: "evidence", Key: "none", VersionId: id }))),
    ).toBe("404 NoSuchObjectLockConfiguration");
  });
});
