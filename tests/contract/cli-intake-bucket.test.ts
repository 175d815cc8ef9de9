import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FileChanged, intakeBucket, isPassingUploadFailure } from "../../clients/cli/intake-bucket.ts";
import { bucketArn, startS3, type S3Host } from "../support/s3-host.ts";

const MIB = 1024 ** 2;
const folder = mkdtempSync(join(tmpdir(), "lantai-cli-bucket-"));
const path = join(folder, "scan.tif");
let s3: S3Host;

beforeAll(async () => {
  s3 = await startS3();
  s3.service.createBucket({ name: "intake", arn: bucketArn("intake"), versioning: true, eventBridge: false });
});
afterAll(async () => {
  await s3.close();
  rmSync(folder, { recursive: true });
});

const bucket = () =>
  intakeBucket({
    s3: s3.url,
    region: "cn-north-1",
    bucket: "intake",
    uploader: { accessKeyId: "CLERK", secretAccessKey: "clerk-secret" },
    multipart: { above: 6 * MIB, part: 5 * MIB },
  });
const put = async (key: string, bytes: Buffer, sha256 = createHash("sha256").update(bytes).digest("hex")) => {
  writeFileSync(path, bytes);
  let counted = 0;
  const to = bucket();
  try {
    const onBytes = (more: number): void => void (counted += more);
    const version = await to.put({
      key,
      path,
      bytes: bytes.length,
      sha256,
      signal: AbortSignal.timeout(30_000),
      onBytes,
    });
    return { version, counted };
  } finally {
    to.close();
  }
};
const storedAt = (key: string) => {
  const files = s3.service.filesOf("intake", key);
  return files && Buffer.concat(files.map((file) => readFileSync(file)));
};

describe("the intake bucket", () => {
  it.each([0, 1, 6 * MIB, 6 * MIB + 1, 12 * MIB])("gets %i bytes as they are", async (size) => {
    const bytes = randomBytes(size);
    const { version, counted } = await put(`440100/b/${size}`, bytes);
    expect(version).toMatch(/.+/);
    expect(counted).toBe(size);
    expect(storedAt(`440100/b/${size}`)?.equals(bytes)).toBe(true);
  });

  it.each([3, 12 * MIB])("gets nothing of a file of %i bytes that is no longer what it was", async (size) => {
    const key = `440100/b/changed-${size}`;
    const failure = await put(key, randomBytes(size), "0".repeat(64)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FileChanged);
    expect(isPassingUploadFailure(failure)).toBe(false);
    expect(storedAt(key)).toBeUndefined();
  });
});
