import { Sha256 } from "@aws-crypto/sha256-js";
import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { SignatureV4 } from "@smithy/signature-v4";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bucketArn, REGION, SECRETS, startS3, type S3Host } from "../../support/s3-host.ts";

/** "Sharing objects with presigned URLs", "Uploading objects with presigned URLs" (Amazon S3 user guide). */

const Bucket = "intake";
const START = Date.parse("2026-11-23T00:00:00Z");
let now = START;
let host: S3Host;
let s3: S3Client;

beforeAll(async () => {
  host = await startS3({ signatureClock: () => now, now: () => now });
  host.service.createBucket({ name: Bucket, arn: bucketArn(Bucket), versioning: true, eventBridge: false });
  // A client's own clock is not the service's.
  s3 = host.client({ systemClockOffset: START - Date.now() });
});
beforeEach(() => {
  now = START;
});
afterAll(() => host.close());

const encode = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

type Wanted = {
  readonly method?: "GET" | "PUT";
  readonly key: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly accessKeyId?: string;
};

/** An address that the SDK's signer signed for a minute. */
const presigned = async ({ method = "GET", key, query = {}, headers = {}, accessKeyId = "CLERK" }: Wanted) => {
  const signer = new SignatureV4({
    service: "s3",
    region: REGION,
    sha256: Sha256,
    uriEscapePath: false,
    credentials: { accessKeyId, secretAccessKey: SECRETS[accessKeyId] ?? "" },
  });
  const { host: name, hostname } = new URL(host.url);
  const path = `/${Bucket}/${key.split("/").map(encode).join("/")}`;
  const signed = await signer.presign(
    {
      method,
      protocol: "http:",
      hostname,
      path,
      query,
      headers: { host: name, "x-amz-content-sha256": "UNSIGNED-PAYLOAD", ...headers },
    },
    { signingDate: new Date(START), expiresIn: 60, unhoistableHeaders: new Set(Object.keys(headers)) },
  );
  const fields = Object.entries(signed.query ?? {}).map(
    ([field, value]) => `${encode(field)}=${encode(String(value))}`,
  );
  return `${host.url}${path}?${fields.join("&")}`;
};

/** The status and code of a refusal, or the status and text. */
const outcome = async (url: string, init: RequestInit = {}): Promise<string> => {
  const response = await fetch(url, init);
  const body = await response.text();
  return `${response.status} ${/<Code>(\w+)<\/Code>/.exec(body)?.[1] ?? body}`;
};
const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const text = async (Key: string) => (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString();

describe("a presigned address", () => {
  it.each(["440100/b1/001.jpg", "一 卷+%2F·😀/a//b", "line\nbreak", "folder/"])(
    "gives the object %j to anybody who has it, and takes one",
    async (key) => {
      await put(key, "read");
      expect(await outcome(await presigned({ key }))).toBe("200 read");
      const address = await presigned({ method: "PUT", key });
      expect(await outcome(address, { method: "PUT", body: "written" })).toBe("200 ");
      expect(await text(key)).toBe("written");
    },
  );

  it("gives the version and the headers that it was signed with", async () => {
    const { VersionId } = await put("versioned", "first");
    await put("versioned", "second");
    const query = { versionId: VersionId!, "response-content-type": "image/png" };
    const response = await fetch(await presigned({ key: "versioned", query }));
    expect([await response.text(), response.headers.get("content-type")]).toEqual(["first", "image/png"]);
  });

  it("is good for as long as it was signed for, and no longer", async () => {
    await put("timed", "x");
    const [get, putting] = [await presigned({ key: "timed" }), await presigned({ method: "PUT", key: "timed" })];
    now = START + 60_000;
    expect(await outcome(get)).toBe("200 x");
    expect(await outcome(putting, { method: "PUT", body: "in time" })).toBe("200 ");
    now = START + 61_000;
    expect(await outcome(get)).toBe("403 AccessDenied");
    expect(await (await fetch(get)).text()).toContain("Request has expired");
    expect(await outcome(putting, { method: "PUT", body: "late" })).toBe("403 AccessDenied");
    now = START;
    expect(await text("timed")).toBe("in time");
  });

  it.each<[string, (url: string) => string, string]>([
    ["key", (url) => url.replace("/mine?", "/other?"), "403 SignatureDoesNotMatch"],
    ["bucket", (url) => url.replace("/intake/", "/elsewhere/"), "403 SignatureDoesNotMatch"],
    ["expiry", (url) => url.replace("Expires=60", "Expires=600"), "403 SignatureDoesNotMatch"],
    ["date", (url) => url.replace("T000000Z", "T000001Z"), "403 SignatureDoesNotMatch"],
    ["added query", (url) => `${url}&response-content-type=text%2Fhtml`, "403 SignatureDoesNotMatch"],
    [
      "signature",
      (url) => url.replace(/(Signature=)(.)/, (_, name: string, digit: string) => name + (digit === "0" ? "1" : "0")),
      "403 SignatureDoesNotMatch",
    ],
    ["signer", (url) => url.replace("CLERK", "STRANGER"), "403 SignatureDoesNotMatch"],
    ["unknown signer", (url) => url.replace("CLERK", "NOBODY"), "403 InvalidAccessKeyId"],
    ["lost signature", (url) => url.replace(/&X-Amz-Signature=\w+/, ""), "400 AuthorizationQueryParametersError"],
    ["long expiry", (url) => url.replace("Expires=60", "Expires=604801"), "400 AuthorizationQueryParametersError"],
    ["query", (url) => url.replace(/\?.*/, "?x-id=GetObject"), "403 AccessDenied"],
  ])("whose %s was tampered with is good for nothing", async (_what, tamper, refused) => {
    await put("mine", "x");
    await put("other", "secret");
    const address = await presigned({ key: "mine" });
    expect(tamper(address)).not.toBe(address);
    expect(await outcome(tamper(address))).toBe(refused);
  });

  it("is for one method, and with the headers it was signed with", async () => {
    await put("one-method", "kept");
    const get = await presigned({ key: "one-method" });
    expect(await outcome(get, { method: "PUT", body: "x" })).toBe("403 SignatureDoesNotMatch");
    expect(await outcome(get, { method: "DELETE" })).toBe("403 SignatureDoesNotMatch");
    const typed = await presigned({
      method: "PUT",
      key: "one-method",
      headers: { "content-type": "image/png", "x-amz-meta-batch": "b1" },
    });
    const sent = (headers: Record<string, string>) => outcome(typed, { method: "PUT", body: "x", headers });
    expect(await sent({ "content-type": "image/png" })).toBe("403 SignatureDoesNotMatch");
    expect(await sent({ "content-type": "image/png", "x-amz-meta-batch": "b2" })).toBe("403 SignatureDoesNotMatch");
    const more = { "content-type": "image/png", "x-amz-meta-batch": "b1", "x-amz-tagging": "a=1" };
    expect(await sent(more)).toBe("403 AccessDenied");
    expect(await text("one-method")).toBe("kept");
    expect(await sent({ "content-type": "image/png", "x-amz-meta-batch": "b1" })).toBe("200 ");
  });
});
