import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signingKey } from "../../../local/network/signature.ts";
import { decodeAwsChunked, type ChunkChain } from "../../../local/aws/s3/aws-chunked.ts";

/** The worked example of "Signature calculations for the Authorization header: transferring a payload in multiple chunks". */
const SCOPE = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  date: "20130524",
  region: "us-east-1",
  service: "s3",
  presigned: false,
};
const CHAIN: ChunkChain = {
  signingKey: signingKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", SCOPE),
  timestamp: "20130524T000000Z",
  scope: "20130524/us-east-1/s3/aws4_request",
  seedSignature: "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
};
const EXAMPLE = [
  "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
  "a".repeat(65_536),
  "400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
  "a".repeat(1024),
  "0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
  "",
  "",
].join("\r\n");

const pieces = (text: string, size: number): Readable => {
  const bytes = Buffer.from(text, "latin1");
  const count = Math.ceil(bytes.length / size);
  return Readable.from(Array.from({ length: count }, (_, n) => bytes.subarray(n * size, (n + 1) * size)));
};
const decode = async (text: string, chain?: ChunkChain, size = 7_919) => {
  const trailers: Record<string, string> = {};
  const source: AsyncIterable<Buffer> = pieces(text, size);
  const chunks: Buffer[] = [];
  for await (const chunk of decodeAwsChunked(source, chain, (name, value) => (trailers[name] = value)))
    chunks.push(chunk);
  return { body: Buffer.concat(chunks).toString("latin1"), trailers };
};

describe("an aws-chunked body", () => {
  it("signed chunk by chunk verifies as in Amazon's example", async () => {
    expect((await decode(EXAMPLE, CHAIN)).body).toBe("a".repeat(66_560));
  });

  it.each([
    ["a changed byte", EXAMPLE.replace("a\r\n400", "b\r\n400")],
    ["a changed signature", EXAMPLE.replace("signature=0055", "signature=0056")],
    ["a chunk left out", EXAMPLE.slice(EXAMPLE.indexOf("400;"))],
    ["no signature", EXAMPLE.replace(/;chunk-signature=\w+/, "")],
  ])("with %s does not", async (_what, changed) => {
    await expect(decode(changed, CHAIN)).rejects.toMatchObject({ code: "SignatureDoesNotMatch" });
  });

  it("that ends too early, or is not framed, is refused", async () => {
    await expect(decode(EXAMPLE.slice(0, 66_000))).rejects.toMatchObject({ code: "IncompleteBody" });
    await expect(decode(EXAMPLE.slice(0, 60_000))).rejects.toMatchObject({ code: "IncompleteBody" });
    await expect(decode("zz\r\nabc\r\n0\r\n\r\n")).rejects.toMatchObject({ code: "InvalidRequest" });
    await expect(decode("2\r\nabc\r\n0\r\n\r\n")).rejects.toMatchObject({ code: "InvalidRequest" });
  });

  it("may be small in its last chunk alone", async () => {
    const small = "1fff\r\n" + "a".repeat(8191) + "\r\n";
    expect((await decode(`${small}0\r\n\r\n`)).body).toHaveLength(8191);
    await expect(decode(`${small}1\r\nb\r\n0\r\n\r\n`)).rejects.toMatchObject({ code: "InvalidChunkSizeError" });
  });

  it("gives its bytes and trailers however the network cut it", async () => {
    const chunk = fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 6 }), fc.integer({ min: 1, max: 9000 }), async (chunks, size) => {
        const sized = chunks.map((one, n) => (n < chunks.length - 1 ? one.padEnd(8192, one) : one));
        const framed = sized.map((one) => `${one.length.toString(16)}\r\n${one}\r\n`).join("");
        const read = await decode(`${framed}0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n`, undefined, size);
        expect(read).toEqual({ body: sized.join(""), trailers: { "x-amz-checksum-crc32": "AAAAAA==" } });
      }),
    );
  });
});
