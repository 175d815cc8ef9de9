import { createHash } from "node:crypto";
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  readScope,
  verifySignature,
  type SignatureFailure,
  type Verification,
} from "../../../local/network/signature.ts";

const ACCESS_KEY = "AKIALANTAI0000000001";
const SECRET = "a secret / with + odd = characters";
const SIGNED_AT = Date.parse("2026-11-23T01:02:03Z");
const MINUTE = 60_000;

type Sent = { method: string; url: string; headers: Record<string, string> };
type Draft = {
  service: string;
  method?: string;
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: string;
};

const encode = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const encodeKey = (key: string) => key.split("/").map(encode).join("/");

const signer = (service: string, sessionToken?: string) =>
  new SignatureV4({
    service,
    region: "cn-north-1",
    sha256: Sha256,
    uriEscapePath: service !== "s3",
    credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET, ...(sessionToken ? { sessionToken } : {}) },
  });

const wire = (request: { method: string; path: string; query?: object; headers: Record<string, string> }): Sent => {
  const query = Object.entries(request.query ?? {}).map(([name, value]) => `${encode(name)}=${encode(String(value))}`);
  return {
    method: request.method,
    url: query.length > 0 ? `${request.path}?${query.join("&")}` : request.path,
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])),
  };
};

const draft = ({ method = "PUT", path, query = {}, headers = {}, body }: Draft) => ({
  method,
  protocol: "http:",
  hostname: "127.0.0.1",
  path,
  query,
  headers: { host: "127.0.0.1:4600", ...headers },
  ...(body === undefined ? {} : { body }),
});

const sign = async (request: Draft, sessionToken?: string): Promise<Sent> =>
  wire(await signer(request.service, sessionToken).sign(draft(request), { signingDate: new Date(SIGNED_AT) }));

const presign = async (request: Draft, expiresIn = 900): Promise<Sent> =>
  wire(
    await signer(request.service).presign(
      draft({ ...request, headers: { "x-amz-content-sha256": "UNSIGNED-PAYLOAD", ...request.headers } }),
      { signingDate: new Date(SIGNED_AT), expiresIn },
    ),
  );

const verify = (sent: Sent, options: { now?: number; secret?: string; payloadHash?: string } = {}): Verification =>
  verifySignature({
    ...sent,
    payloadHash: options.payloadHash,
    secretAccessKey: options.secret ?? SECRET,
    now: options.now ?? SIGNED_AT,
  });

const failure = (verification: Verification): SignatureFailure | "verified" =>
  verification.ok ? "verified" : verification.code;
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const oddKey = fc
  .array(
    fc.constantFrom("a", "Z", "9", " ", "+", "%", "/", "·", "档", "号", "&", "=", "?", "#", "~", "(", "'", "..", "😀"),
    {
      minLength: 1,
      maxLength: 20,
    },
  )
  .map((parts) => parts.join(""));
const headerText = fc.string({ unit: fc.constantFrom("a", "B", " ", "  ", "=", ",", ";", "-"), maxLength: 20 });

describe("SigV4 in the Authorization header", () => {
  it("verifies whatever S3 key, query and header a real signer signed", async () => {
    await fc.assert(
      fc.asyncProperty(oddKey, oddKey, headerText, async (key, queryValue, meta) => {
        const sent = await sign({
          service: "s3",
          path: `/intake/${encodeKey(key)}`,
          query: { prefix: queryValue, uploads: "" },
          headers: { "x-amz-meta-note": `x${meta}`, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
        });
        expect(failure(verify(sent))).toBe("verified");
        expect(failure(verify(sent, { secret: `${SECRET}x` }))).toBe("signature-mismatch");
      }),
      { numRuns: 200 },
    );
  });

  it("verifies a body hash given by the caller, for services that encode the path twice", async () => {
    await fc.assert(
      fc.asyncProperty(oddKey, oddKey, async (key, body) => {
        const sent = await sign({ service: "execute-api", path: `/v1/${encodeKey(key)}`, body });
        expect(failure(verify(sent, { payloadHash: sha256(body) }))).toBe("verified");
        expect(failure(verify(sent, { payloadHash: sha256(`${body}x`) }))).toBe("signature-mismatch");
      }),
      { numRuns: 100 },
    );
  });

  it("accepts a key with an encoded slash as signed", async () => {
    const sent = await sign({ service: "s3", path: "/intake/440100%2Fb1%2Fp.jpg" });
    expect(failure(verify(sent))).toBe("verified");
  });

  it("accepts header bytes outside ASCII as they came over the wire", async () => {
    const sent = await sign({ service: "s3", path: "/intake/a", headers: { "x-amz-meta-title": "婚姻登记" } });
    sent.headers["x-amz-meta-title"] = Buffer.from("婚姻登记", "utf8").toString("latin1");
    expect(failure(verify(sent))).toBe("verified");
  });

  it("accepts a session token as a signed header and refuses one added later", async () => {
    expect(failure(verify(await sign({ service: "sqs", path: "/", method: "POST", body: "" }, "token")))).toBe(
      "verified",
    );
    const bare = await sign({ service: "sqs", path: "/", method: "POST", body: "" });
    bare.headers["x-amz-security-token"] = "token";
    expect(failure(verify(bare))).toBe("unsigned-header");
  });

  it.each<[string, (sent: Sent) => Sent]>([
    ["method", (sent) => ({ ...sent, method: "DELETE" })],
    ["path", (sent) => ({ ...sent, url: sent.url.replace("page", "pages") })],
    ["query", (sent) => ({ ...sent, url: sent.url.replace("partNumber=1", "partNumber=2") })],
    ["added query", (sent) => ({ ...sent, url: `${sent.url}&acl` })],
    ["host", (sent) => ({ ...sent, headers: { ...sent.headers, host: "127.0.0.1:4601" } })],
    ["signed header", (sent) => ({ ...sent, headers: { ...sent.headers, "x-amz-meta-a": "2" } })],
    ["payload hash", (sent) => ({ ...sent, headers: { ...sent.headers, "x-amz-content-sha256": sha256("other") } })],
  ])("refuses a request whose %s changed after signing", async (_what, change) => {
    const sent = await sign({
      service: "s3",
      path: "/intake/page",
      query: { partNumber: "1" },
      headers: { "x-amz-meta-a": "1" },
    });
    expect(failure(verify(sent))).toBe("verified");
    expect(failure(verify(change(sent)))).toBe("signature-mismatch");
  });

  it("allows fifteen minutes between the clocks and no more", async () => {
    const sent = await sign({ service: "s3", path: "/intake/page" });
    for (const now of [SIGNED_AT - 15 * MINUTE, SIGNED_AT + 15 * MINUTE]) {
      expect(failure(verify(sent, { now }))).toBe("verified");
    }
    for (const now of [SIGNED_AT - 15 * MINUTE - 1, SIGNED_AT + 15 * MINUTE + 1]) {
      expect(failure(verify(sent, { now }))).toBe("time-skewed");
    }
  });

  it("tells a missing signature from a malformed one", async () => {
    const sent = await sign({ service: "s3", path: "/intake/page" });
    const authorization = sent.headers["authorization"] ?? "";
    const withAuthorization = (value: string) => ({ ...sent, headers: { ...sent.headers, authorization: value } });
    expect(failure(verify({ ...sent, headers: { host: "127.0.0.1" } }))).toBe("missing");
    for (const broken of [
      "Bearer abc",
      authorization.replace("aws4_request", "aws5_request"),
      authorization.replace(/Signature=.*/, "Signature=zz"),
      authorization.replace("20261123", "20261122"),
      authorization.replace(/SignedHeaders=[^,]*/, "SignedHeaders=x-amz-date"),
    ]) {
      expect(failure(verify(withAuthorization(broken)))).toBe("malformed");
    }
  });

  it("reads the scope before knowing the secret", async () => {
    const scope = { accessKeyId: ACCESS_KEY, date: "20261123", region: "cn-north-1" };
    expect(readScope(await sign({ service: "dynamodb", path: "/", body: "" }))).toEqual({
      ...scope,
      service: "dynamodb",
      presigned: false,
    });
    expect(readScope(await presign({ service: "s3", path: "/intake/a" }))).toEqual({
      ...scope,
      service: "s3",
      presigned: true,
    });
    expect(readScope({ url: "/", headers: {} })).toBeUndefined();
  });
});

describe("SigV4 in a presigned URL", () => {
  it("verifies whatever key a real signer presigned, and nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(oddKey, async (key) => {
        const sent = await presign({ service: "s3", path: `/intake/${encodeKey(key)}`, query: { versionId: "a+b/c" } });
        expect(failure(verify(sent))).toBe("verified");
        expect(failure(verify({ ...sent, url: sent.url.replace("?", "x?") }))).toBe("signature-mismatch");
        expect(failure(verify({ ...sent, method: "GET" }))).toBe("signature-mismatch");
      }),
      { numRuns: 100 },
    );
  });

  it("ends at its expiry, and is not valid long before it was signed", async () => {
    const sent = await presign({ service: "s3", path: "/intake/page" }, 60);
    expect(failure(verify(sent, { now: SIGNED_AT + 60_000 }))).toBe("verified");
    expect(failure(verify(sent, { now: SIGNED_AT + 60_001 }))).toBe("expired");
    expect(failure(verify(sent, { now: SIGNED_AT - 16 * MINUTE }))).toBe("time-skewed");
  });

  it("lasts seven days at most, whoever signed it", async () => {
    const sent = await presign({ service: "s3", path: "/intake/page" }, 604_800);
    expect(failure(verify(sent))).toBe("verified");
    expect(failure(verify({ ...sent, url: sent.url.replace("X-Amz-Expires=604800", "X-Amz-Expires=604801") }))).toBe(
      "malformed",
    );
  });

  it("refuses a second, unsigned instruction in an x-amz header", async () => {
    const sent = await presign({ service: "s3", path: "/intake/page" });
    sent.headers["x-amz-copy-source"] = "/holdings/other";
    expect(failure(verify(sent))).toBe("unsigned-header");
  });
});
