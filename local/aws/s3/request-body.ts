import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { readScope, readSeed, scopePath, signingKey } from "../../network/signature.ts";
import { decodeAwsChunked, type ChunkChain } from "./aws-chunked.ts";
import {
  CHECKSUM_ALGORITHMS,
  checksumAlgorithm,
  checksumHeader,
  startChecksum,
  type ChecksumAlgorithm,
} from "./checksums.ts";
import { notImplemented, S3Failure } from "./failure.ts";
import type { S3Request } from "./request.ts";

const MAX_PUT_BYTES = 5 * 1024 ** 3;
const MAX_DOCUMENT_BYTES = 2 * 1024 ** 2;

export type SecretLookup = (accessKeyId: string) => string | undefined;

/** What a body turned out to be, once all of it was read and found to be what the headers promised. */
export type BodyFacts = {
  readonly size: number;
  /** Hex. */
  readonly md5: string;
  /** Base64, by algorithm: every one the client named, and those asked for. */
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, string>;
};

/**
 * Reads a body chunk by chunk, handing each to `take`, and checks it at the end against every promise of its headers:
 * length, Content-MD5, `x-amz-content-sha256`, `x-amz-checksum-*` (header or trailer). Throws the S3 error of the first
 * broken promise; what was taken must then be dropped. Memory use does not depend on the length.
 */
export const readBody = async (
  request: S3Request,
  wanted: readonly ChecksumAlgorithm[],
  secretOf: SecretLookup | undefined,
  take: (bytes: Buffer) => Promise<void> | void,
): Promise<BodyFacts> => {
  const promised = readPromises(request);
  const trailers = new Map<string, string>();
  const chunks = promised.chunked
    ? decodeAwsChunked(request.message, chunkChain(request, promised.sha256, secretOf), (name, value) =>
        trailers.set(name, value),
      )
    : bytesOf(request.message);
  const md5 = createHash("md5");
  const sha256 = /^[0-9a-f]{64}$/.test(promised.sha256) ? createHash("sha256") : undefined;
  const algorithms = new Set([...wanted, ...(promised.algorithm === undefined ? [] : [promised.algorithm])]);
  const running = new Map([...algorithms].map((algorithm) => [algorithm, startChecksum(algorithm)]));
  let size = 0;
  for await (const bytes of chunks) {
    size += bytes.length;
    if (size > promised.length) throw incomplete();
    md5.update(bytes);
    sha256?.update(bytes);
    for (const checksum of running.values()) checksum.update(bytes);
    await take(bytes);
  }
  if (size !== promised.length) throw incomplete();
  if (sha256 !== undefined && sha256.digest("hex") !== promised.sha256) {
    throw new S3Failure(
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  const md5Digest = md5.digest();
  if (promised.md5 !== undefined && !md5Digest.equals(promised.md5)) {
    throw new S3Failure("BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
  const checksums = new Map([...running].map(([algorithm, checksum]) => [algorithm, checksum.digest()]));
  checkChecksum(promised, trailers, checksums);
  return { size, md5: md5Digest.toString("hex"), checksums };
};

/** Reads a small XML body as text, verified as any other. */
export const readDocument = async (request: S3Request, secretOf: SecretLookup | undefined): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  await readBody(request, [], secretOf, (bytes) => {
    size += bytes.length;
    if (size > MAX_DOCUMENT_BYTES) throw new S3Failure("MalformedXML", "The XML you provided is too large");
    chunks.push(bytes);
  });
  return Buffer.concat(chunks).toString("utf8");
};

/** The checksum algorithm a request names for its body, in a value, a trailer or `x-amz-sdk-checksum-algorithm`. */
export const namedAlgorithm = (request: S3Request): ChecksumAlgorithm | undefined => readPromises(request).algorithm;

/** S3 takes bytes into retention only when the client lets it check them. */
export const assertIntegrityForLock = (request: S3Request, locked: boolean, what: "Put Object" | "Put Part"): void => {
  if (!locked || request.headers.has("content-md5") || namedAlgorithm(request) !== undefined) return;
  throw new S3Failure(
    "InvalidRequest",
    `Content-MD5 OR x-amz-checksum- HTTP header is required for ${what} requests with Object Lock parameters`,
  );
};

type Promises = {
  readonly chunked: boolean;
  readonly length: number;
  readonly sha256: string;
  readonly md5: Buffer | undefined;
  readonly algorithm: ChecksumAlgorithm | undefined;
  readonly checksum: string | undefined;
  readonly trailer: string | undefined;
};

const readPromises = (request: S3Request): Promises => {
  const { headers } = request;
  const sha256 = headers.get("x-amz-content-sha256") ?? "UNSIGNED-PAYLOAD";
  const chunked = sha256.startsWith("STREAMING-");
  if (sha256.includes("ECDSA")) throw notImplemented(`x-amz-content-sha256: ${sha256}`);
  const given = CHECKSUM_ALGORITHMS.filter((algorithm) => headers.has(checksumHeader(algorithm)));
  if (given.length > 1) {
    throw new S3Failure(
      "InvalidRequest",
      "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    );
  }
  const trailer = headers.get("x-amz-trailer")?.trim().toLowerCase();
  const trailed = CHECKSUM_ALGORITHMS.find((algorithm) => checksumHeader(algorithm) === trailer);
  if (trailer !== undefined && trailed === undefined) {
    throw new S3Failure("InvalidRequest", "The value specified in the x-amz-trailer header is not supported");
  }
  const stated = statedAlgorithm(headers.get("x-amz-sdk-checksum-algorithm"));
  const algorithm = given[0] ?? trailed;
  if (stated !== undefined && algorithm === undefined) {
    throw new S3Failure(
      "InvalidRequest",
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
    );
  }
  return {
    chunked,
    length: readLength(request, chunked),
    sha256,
    md5: readMd5(headers.get("content-md5")),
    algorithm,
    checksum: given[0] === undefined ? undefined : wellFormed(given[0], headers.get(checksumHeader(given[0])) ?? ""),
    trailer: trailed === undefined ? undefined : trailer,
  };
};

const wellFormed = (algorithm: ChecksumAlgorithm, value: string): string => {
  const empty = startChecksum(algorithm).digest();
  const bytes = Buffer.from(value, "base64");
  if (bytes.length === Buffer.from(empty, "base64").length && bytes.toString("base64") === value) return value;
  throw new S3Failure("InvalidRequest", `Value for ${checksumHeader(algorithm)} header is invalid.`);
};

const statedAlgorithm = (stated: string | undefined): ChecksumAlgorithm | undefined => {
  if (stated === undefined) return undefined;
  const parsed = checksumAlgorithm.safeParse(stated.toUpperCase());
  if (parsed.success) return parsed.data;
  throw new S3Failure(
    "InvalidRequest",
    "Checksum algorithm provided is unsupported. Please try again with any of the valid types.",
  );
};

const readLength = (request: S3Request, chunked: boolean): number => {
  const header = chunked ? "x-amz-decoded-content-length" : "content-length";
  const stated = request.headers.get(header);
  if (stated === undefined) {
    const hasBody = request.headers.has("transfer-encoding") || chunked;
    if (hasBody) throw new S3Failure("MissingContentLength", "You must provide the Content-Length HTTP header.");
    return 0;
  }
  const length = /^\d{1,15}$/.test(stated) ? Number(stated) : Number.NaN;
  if (Number.isNaN(length)) throw new S3Failure("InvalidArgument", `${header} is not a number of bytes.`);
  if (length > MAX_PUT_BYTES) {
    throw new S3Failure("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", {
      details: { ProposedSize: length, MaxSizeAllowed: MAX_PUT_BYTES },
    });
  }
  return length;
};

const readMd5 = (stated: string | undefined): Buffer | undefined => {
  if (stated === undefined) return undefined;
  const digest = Buffer.from(stated, "base64");
  if (digest.length !== 16) throw new S3Failure("InvalidDigest", "The Content-MD5 you specified was invalid.");
  return digest;
};

const checkChecksum = (
  promised: Promises,
  trailers: ReadonlyMap<string, string>,
  actual: ReadonlyMap<ChecksumAlgorithm, string>,
): void => {
  const trailed = promised.trailer === undefined ? undefined : trailers.get(promised.trailer);
  if (promised.trailer !== undefined && trailed === undefined) {
    throw new S3Failure("MalformedTrailerError", "The request contained trailing data that was not well-formed.");
  }
  const algorithm = promised.algorithm;
  const stated = promised.checksum ?? trailed;
  if (algorithm === undefined || stated === undefined) return;
  if (stated !== actual.get(algorithm)) {
    throw new S3Failure("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
  }
};

const chunkChain = (request: S3Request, sha256: string, secretOf: SecretLookup | undefined): ChunkChain | undefined => {
  if (!sha256.startsWith("STREAMING-AWS4-HMAC-SHA256-PAYLOAD")) return undefined;
  const signed = { url: request.message.url ?? "/", headers: request.message.headers };
  const [scope, seed] = [readScope(signed), readSeed(signed)];
  const secret = secretOf?.(request.caller.accessKeyId);
  if (scope === undefined || seed === undefined || secret === undefined) return undefined;
  return {
    signingKey: signingKey(secret, scope),
    timestamp: seed.timestamp,
    scope: scopePath(scope),
    seedSignature: seed.signature,
  };
};

async function* bytesOf(message: IncomingMessage): AsyncGenerator<Buffer, void> {
  // A refusal in the middle of the body must leave the connection open for the answer.
  const chunks: AsyncIterable<unknown> = message.iterator({ destroyOnReturn: false });
  for await (const chunk of chunks) if (Buffer.isBuffer(chunk)) yield chunk;
}

const incomplete = (): S3Failure =>
  new S3Failure(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header",
  );
