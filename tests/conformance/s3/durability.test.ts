import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ObjectEvent } from "../../../local/aws/s3/event-outbox.ts";
import { refusal, startS3, type S3Host } from "../../support/s3-host.ts";

const PROCESS = join(import.meta.dirname, "../../support/s3-process.ts");
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const startProcess = async (directory: string): Promise<{ child: ChildProcess; endpoint: string }> => {
  const child = spawn(process.execPath, [PROCESS, directory], { stdio: ["ignore", "pipe", "inherit"] });
  cleanups.push(() => child.kill("SIGKILL"));
  const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { child, endpoint: `http://127.0.0.1:${port}` };
};
const folder = (): string => {
  const directory = mkdtempSync(join(tmpdir(), "lantai-s3-crash-"));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
};
const filesIn = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
const reopen = async (directory: string, onEvent: (event: ObjectEvent) => Promise<void>): Promise<S3Host> => {
  const host = await startS3({ directory, onEvent });
  cleanups.push(() => host.close());
  return host;
};

describe("a killed process", () => {
  it("loses nothing it acknowledged, keeps nothing it did not, and still owes every event", async () => {
    const directory = folder();
    const { child, endpoint } = await startProcess(directory);
    const credentials = { accessKeyId: "CLERK", secretAccessKey: "clerk-secret" };
    const s3 = new S3Client({ endpoint, region: "cn-north-1", forcePathStyle: true, maxAttempts: 1, credentials });
    cleanups.push(() => s3.destroy());
    const acknowledged = new Map<string, Buffer>();
    const writer = async (name: number) => {
      for (let n = 0; ; n++) {
        const [Key, Body] = [`440100/b${name}/${n}`, randomBytes(20_000)];
        await s3.send(new PutObjectCommand({ Bucket: "intake", Key, Body }));
        acknowledged.set(Key, Body);
      }
    };
    const writers = Promise.allSettled([1, 2, 3].map(writer));
    // An upload that never ends is in the middle of its body when the process dies.
    const unfinished = request(`${endpoint}/intake/unfinished`, { method: "PUT", headers: { "content-length": 1e6 } });
    unfinished.on("error", () => undefined);
    unfinished.write(randomBytes(500_000));
    await vi.waitUntil(() => acknowledged.size >= 40 && filesIn(join(directory, "incoming")) > 0, { timeout: 60_000 });
    child.kill("SIGKILL");
    await writers;

    const events: ObjectEvent[] = [];
    const host = await reopen(directory, (event) => {
      events.push(event);
      return Promise.resolve();
    });
    const after = host.client();
    for (const [Key, body] of acknowledged) {
      const read = await after.send(new GetObjectCommand({ Bucket: "intake", Key, ChecksumMode: "ENABLED" }));
      expect(body.equals(await read.Body!.transformToByteArray())).toBe(true);
    }
    const { Contents = [] } = await after.send(new ListObjectsV2Command({ Bucket: "intake" }));
    expect(Contents.map(({ Key }) => Key)).toEqual(expect.arrayContaining([...acknowledged.keys()]));
    expect([filesIn(join(directory, "incoming")), filesIn(join(directory, "blobs"))]).toEqual([0, Contents.length]);
    expect(Contents.some(({ Key }) => Key === "unfinished")).toBe(false);
    await vi.waitUntil(() => events.length === Contents.length, { timeout: 30_000 });
    expect(new Set(events.map(({ detail }) => detail.object.key))).toEqual(new Set(Contents.map(({ Key }) => Key)));
  });
});

describe("bytes at rest", () => {
  it("that were cut short are never given as a whole object", async () => {
    const directory = folder();
    const host = await reopen(directory, () => Promise.resolve());
    host.service.createBucket({
      name: "holdings",
      arn: "arn:aws-cn:s3:::holdings",
      versioning: true,
      eventBridge: false,
    });
    const s3 = host.client();
    await s3.send(new PutObjectCommand({ Bucket: "holdings", Key: "page", Body: randomBytes(1000) }));
    const [file] = host.service.filesOf("holdings", "page") ?? [];
    truncateSync(file!, 900);
    const read = s3
      .send(new GetObjectCommand({ Bucket: "holdings", Key: "page" }))
      .then(({ Body }) => Body!.transformToByteArray());
    expect(await refusal(read)).not.toBe("done");
    expect(host.service.filesOf("holdings", "missing")).toBeUndefined();
  });
});
