import { createHash } from "node:crypto";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Permit } from "../../shared/contract/vendor.ts";
import { uploadAddresses } from "../../shared/storage/upload-addresses.ts";
import { bucketArn, startS3, type S3Host } from "../support/s3-host.ts";

const bucket = "intake";
const from = new Date("2026-11-23T00:00:00.000Z");
const minutesLater = (minutes: number) => new Date(from.getTime() + minutes * 60_000);
const bytes = Buffer.from("one scan");
const key = "440100/b1/Z109-WS·2011·Y·办公室-0001/001.jpg";
const sha256 = createHash("sha256").update(bytes).digest("hex");

let now = from.getTime();
let host: S3Host;
let s3: S3Client;

beforeAll(async () => {
  host = await startS3({ signatureClock: () => now, now: () => now });
  host.service.createBucket({ name: bucket, arn: bucketArn(bucket), versioning: true, eventBridge: false });
  s3 = host.client({ systemClockOffset: from.getTime() - Date.now(), requestChecksumCalculation: "WHEN_REQUIRED" });
});
afterAll(() => host.close());

const permitted = (until = minutesLater(15)): Promise<Permit> =>
  uploadAddresses(bucket, s3).permit({ key, bytes: bytes.length, sha256 }, from, until);

/** The status, and the code if it is a refusal. */
const outcome = async (url: string, init: RequestInit): Promise<string> => {
  const response = await fetch(url, init);
  const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1];
  return code === undefined ? String(response.status) : `${response.status} ${code}`;
};
const put = ({ url, headers }: Permit, body: Uint8Array<ArrayBuffer> = new Uint8Array(bytes)) => {
  const { "content-length": _, ...rest } = headers;
  return outcome(url, { method: "PUT", headers: rest, body });
};

describe("an upload address", () => {
  test("takes exactly the bytes that were offered, under exactly that key", async () => {
    const permit = await permitted();
    expect(permit).toMatchObject({ key, expiresAt: minutesLater(15).toISOString() });
    expect(new URL(permit.url).searchParams.get("X-Amz-SignedHeaders")).toBe(
      "content-length;host;x-amz-checksum-sha256",
    );
    expect(await put(permit)).toBe("200");
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    expect(Buffer.from(await Body!.transformToByteArray())).toEqual(bytes);
  });

  test("takes no other bytes, neither longer, nor of another digest, nor with another digest claimed", async () => {
    const permit = await permitted();
    const others = Buffer.from("two scan");
    expect(await put(permit, new Uint8Array([...bytes, 1]))).toBe("403 SignatureDoesNotMatch");
    expect(await put(permit, new Uint8Array(others))).toMatch(/^400 /);
    const claimed = createHash("sha256").update(others).digest("base64");
    const headers = { ...permit.headers, "x-amz-checksum-sha256": claimed };
    expect(await put({ ...permit, headers }, new Uint8Array(others))).toBe("403 SignatureDoesNotMatch");
    const { "x-amz-checksum-sha256": _, ...none } = permit.headers;
    expect(await put({ ...permit, headers: none })).toBe("403 SignatureDoesNotMatch");
  });

  test("reads, lists and removes nothing, and writes nothing else", async () => {
    const { url } = await permitted();
    const listing = new URL(url);
    listing.pathname = `/${bucket}`;
    listing.searchParams.set("list-type", "2");
    const other = url.replace("0001/001.jpg", "0001/002.jpg");
    expect(other).not.toBe(url);
    for (const [address, method] of [
      [url, "GET"],
      [url, "HEAD"],
      [url, "DELETE"],
      [listing.href, "GET"],
      [other, "GET"],
      [`${url}&uploads=`, "POST"],
    ] as const)
      expect(await outcome(address, { method }), `${method} ${address}`).toMatch(/^403/);
    const headers = { "x-amz-checksum-sha256": Buffer.from(sha256, "hex").toString("base64") };
    expect(await outcome(other, { method: "PUT", headers, body: new Uint8Array(bytes) })).toBe(
      "403 SignatureDoesNotMatch",
    );
  });

  test("is good until it expires, and no longer", async () => {
    const permit = await permitted(minutesLater(2));
    now = minutesLater(2).getTime();
    expect(await put(permit)).toBe("200");
    now = minutesLater(2).getTime() + 1000;
    expect(await put(permit)).toBe("403 AccessDenied");
    now = from.getTime();
  });
});
