import { CopyObjectCommand, DeleteObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ObjectEvent } from "../../../local/aws/s3/event-outbox.ts";
import { bucketArn, refusal, REGION, startS3, type S3Host } from "../../support/s3-host.ts";

let host: S3Host;
afterEach(() => host.close());

const start = async (onEvent: (event: ObjectEvent) => Promise<void>): Promise<S3Client> => {
  host = await startS3({ onEvent, account: "111122223333" });
  host.service.createBucket({ name: "intake", arn: bucketArn("intake"), versioning: true, eventBridge: true });
  host.service.createBucket({ name: "quiet", arn: bucketArn("quiet"), versioning: true, eventBridge: false });
  return host.client();
};
const take = (into: ObjectEvent[]) => (event: ObjectEvent) => {
  into.push(event);
  return Promise.resolve();
};
const put = (s3: S3Client, Bucket: string, Key: string) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: "page", IfNoneMatch: "*" }));

describe("events of a bucket", () => {
  it("tell EventBridge what was created and deleted", async () => {
    const events: ObjectEvent[] = [];
    const s3 = await start(take(events));
    const { VersionId } = await put(s3, "intake", "440100/b 1/档案.jpg");
    expect(await refusal(put(s3, "intake", "440100/b 1/档案.jpg"))).toBe("412 PreconditionFailed");
    await put(s3, "quiet", "silent");
    await s3.send(new CopyObjectCommand({ Bucket: "intake", Key: "copy", CopySource: "quiet/silent" }));
    const marker = await s3.send(new DeleteObjectCommand({ Bucket: "intake", Key: "copy" }));
    await s3.send(new DeleteObjectCommand({ Bucket: "intake", Key: "copy", VersionId: marker.VersionId }));
    await vi.waitUntil(() => events.length >= 4, { timeout: 5000 });
    expect(events[0]).toMatchObject({
      version: "0",
      "detail-type": "Object Created",
      source: "aws.s3",
      account: "111122223333",
      region: REGION,
      resources: [bucketArn("intake")],
      detail: {
        version: "0",
        bucket: { name: "intake" },
        object: {
          key: "440100/b 1/档案.jpg",
          size: 4,
          etag: "71860c77c6745379b0d44304d66b6a13",
          "version-id": VersionId,
        },
        reason: "PutObject",
      },
    });
    expect(events.map(({ detail }) => [detail.reason, detail["deletion-type"]])).toEqual([
      ["PutObject", undefined],
      ["CopyObject", undefined],
      ["DeleteObject", "Delete Marker Created"],
      ["DeleteObject", "Permanently Deleted"],
    ]);
    expect(events[3]?.detail.object["version-id"]).toBe(marker.VersionId);
    const order = events.map(({ detail }) => detail.object.sequencer);
    expect(order).toEqual([...new Set(order)].sort());
  });

  it("are repeated until they are taken", async () => {
    const taken: string[] = [];
    let refusals = 2;
    const s3 = await start((event) => {
      if (refusals-- > 0) return Promise.reject(new Error("The bus is away"));
      taken.push(event.detail.object.key);
      return Promise.resolve();
    });
    await put(s3, "intake", "late");
    await vi.waitUntil(() => taken.length > 0, { timeout: 10_000 });
    expect(taken).toEqual(["late"]);
  });

  it("that were not taken are delivered after a restart, with their ids", async () => {
    const offered: ObjectEvent[] = [];
    const s3 = await start((event) => {
      offered.push(event);
      return Promise.reject(new Error("The bus is away"));
    });
    for (const key of ["a", "b", "c"]) await put(s3, "intake", key);
    await vi.waitUntil(() => new Set(offered.map(({ id }) => id)).size === 3, { timeout: 5000 });
    const taken: ObjectEvent[] = [];
    await host.restart({ onEvent: take(taken) });
    await vi.waitUntil(() => taken.length === 3, { timeout: 5000 });
    expect(new Set(taken.map(({ id }) => id))).toEqual(new Set(offered.map(({ id }) => id)));
  });
});
