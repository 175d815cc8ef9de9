import { createHash, createHmac } from "node:crypto";
import { equalHex } from "../../network/signature.ts";
import { S3Failure } from "./failure.ts";

const MAX_LINE_BYTES = 16 * 1024;
const MIN_CHUNK_BYTES = 8192;
const EMPTY_SHA256 = createHash("sha256").digest("hex");

/** Where a chain of chunk signatures starts ("Signature calculations … chunked upload", Amazon S3 API reference). */
export type ChunkChain = {
  readonly signingKey: Buffer;
  readonly timestamp: string;
  readonly scope: string;
  /** The signature of the request's headers. */
  readonly seedSignature: string;
};

/**
 * Takes the `aws-chunked` framing off a body: `size[;chunk-signature=…]CRLF data CRLF … 0 CRLF trailers CRLF`.
 *
 * With a chain, each chunk's signature is verified when the chunk ends, and that of the trailers at the end; a chunk that
 * does not match throws `SignatureDoesNotMatch` after its bytes were yielded, so the caller keeps nothing until the
 * iteration ends. Without one, the signatures are ignored. Trailers go to `onTrailer`, names in lower case.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  chain: ChunkChain | undefined,
  onTrailer: (name: string, value: string) => void,
): AsyncGenerator<Buffer, void> {
  const reader = readBytes(source);
  const verifier = chain === undefined ? undefined : verifyChain(chain);
  let before: number | undefined;
  for (let number = 1; ; number++) {
    const { size, signature } = parseChunkHeader(await reader.line());
    if (size > 0 && before !== undefined && before < MIN_CHUNK_BYTES) throw tooSmall(number - 1, before);
    before = size;
    const hash = verifier === undefined ? undefined : createHash("sha256");
    for (let left = size; left > 0;) {
      const bytes = await reader.take(left);
      left -= bytes.length;
      hash?.update(bytes);
      yield bytes;
    }
    if (hash !== undefined) verifier?.chunk(hash.digest("hex"), signature);
    if (size === 0) break;
    if ((await reader.line()) !== "") throw framing();
  }
  let signedTrailers = "";
  for (let line = await reader.lineOrEnd(); line !== ""; line = await reader.lineOrEnd()) {
    const colon = line.indexOf(":");
    if (colon <= 0)
      throw new S3Failure("MalformedTrailerError", "The request contained trailing data that was malformed.");
    const [name, value] = [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    if (name === "x-amz-trailer-signature") {
      verifier?.trailers(signedTrailers, value);
      signedTrailers = "";
    } else {
      signedTrailers += `${name}:${value}\n`;
      onTrailer(name, value);
    }
  }
  if (verifier !== undefined && signedTrailers !== "") throw mismatch();
}

const parseChunkHeader = (line: string): { size: number; signature: string | undefined } => {
  const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
  if (match === null) throw framing();
  return { size: Number.parseInt(match[1] ?? "", 16), signature: match[2] };
};

const verifyChain = (chain: ChunkChain) => {
  let previous = chain.seedSignature;
  const verify = (kind: string, hashes: readonly string[], given: string | undefined): void => {
    const toSign = [kind, chain.timestamp, chain.scope, previous, ...hashes].join("\n");
    const expected = createHmac("sha256", chain.signingKey).update(toSign).digest("hex");
    if (given === undefined || !equalHex(expected, given)) throw mismatch();
    previous = expected;
  };
  return {
    chunk: (sha256: string, given: string | undefined) => {
      verify("AWS4-HMAC-SHA256-PAYLOAD", [EMPTY_SHA256, sha256], given);
    },
    trailers: (canonical: string, given: string) => {
      verify("AWS4-HMAC-SHA256-TRAILER", [createHash("sha256").update(canonical).digest("hex")], given);
    },
  };
};

const readBytes = (source: AsyncIterable<Buffer>) => {
  const chunks = source[Symbol.asyncIterator]();
  let buffer: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const next = await chunks.next();
    if (next.done === true) return false;
    buffer = buffer.length === 0 ? next.value : Buffer.concat([buffer, next.value]);
    return true;
  };
  const lineOrEnd = async (): Promise<string> => {
    for (;;) {
      const end = buffer.indexOf("\r\n");
      if (end >= 0) {
        const line = buffer.toString("latin1", 0, end);
        buffer = buffer.subarray(end + 2);
        return line;
      }
      if (buffer.length > MAX_LINE_BYTES) throw framing();
      if (await more()) continue;
      if (buffer.length > 0) throw incomplete();
      return "";
    }
  };
  return {
    /** At least one and at most `max` bytes. */
    take: async (max: number): Promise<Buffer> => {
      while (buffer.length === 0) if (!(await more())) throw incomplete();
      const taken = buffer.subarray(0, max);
      buffer = buffer.subarray(taken.length);
      return taken;
    },
    line: async (): Promise<string> => {
      if (buffer.length === 0 && !(await more())) throw incomplete();
      return lineOrEnd();
    },
    /** The next line, or `""` where the body ends: some clients leave out the last empty line. */
    lineOrEnd,
  };
};

const incomplete = (): S3Failure => new S3Failure("IncompleteBody", "The request body terminated unexpectedly");
const framing = (): S3Failure =>
  new S3Failure("InvalidRequest", "The aws-chunked framing of the request body is not valid.");
const tooSmall = (chunk: number, size: number): S3Failure =>
  new S3Failure(
    "InvalidChunkSizeError",
    `Only the last chunk is allowed to have a size less than ${MIN_CHUNK_BYTES} bytes`,
    {
      details: { Chunk: chunk, BadChunkSize: size },
    },
  );
const mismatch = (): S3Failure =>
  new S3Failure(
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  );
