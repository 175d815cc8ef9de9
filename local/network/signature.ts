import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

const ALGORITHM = "AWS4-HMAC-SHA256";
const MAX_SKEW_MS = 15 * 60 * 1000;
const MAX_EXPIRES_SECONDS = 7 * 24 * 60 * 60;
const EMPTY_SHA256 = createHash("sha256").digest("hex");

/** The parts of a request that SigV4 signs, as they came over the wire (header values decoded as latin1, as Node does). */
export type SignedRequest = {
  readonly method: string;
  /** Raw path and query: `/bucket/a%20b?versionId=1`. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
};

/** What a signature claims before it is verified. `date` is `YYYYMMDD`. */
export type Scope = {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly presigned: boolean;
};

export type SignatureFailure =
  "missing" | "malformed" | "unsigned-header" | "signature-mismatch" | "expired" | "time-skewed";

export type Verification =
  | {
      readonly ok: true;
      readonly scope: Scope;
      /** Lower-case hex; seeds the chunk signatures of a streaming upload. */
      readonly signature: string;
      /** `YYYYMMDD'T'HHMMSS'Z'`. */
      readonly timestamp: string;
    }
  | { readonly ok: false; readonly code: SignatureFailure };

type Claim = {
  readonly scope: Scope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly timestamp: string;
  readonly expiresSeconds: number | undefined;
};

/** The credential scope a request claims, or `undefined` when it carries no readable SigV4 signature. */
export const readScope = (request: Pick<SignedRequest, "url" | "headers">): Scope | undefined => {
  const claim = readClaim(request);
  return typeof claim === "string" ? undefined : claim.scope;
};

/**
 * Verifies a SigV4 signature in the `Authorization` header or in a presigned query.
 *
 * `payloadHash` is the lower-case hex SHA-256 of the body. Amazon S3 is different: the client states the hash in
 * `x-amz-content-sha256` (or signs `UNSIGNED-PAYLOAD` in a presigned URL), so the argument is ignored there and the
 * service compares the body with the header. `now` is in milliseconds since the epoch.
 *
 * Sources: "Create a signed AWS API request" (IAM user guide); "Authenticating Requests: Using Query Parameters"
 * (Amazon S3 API reference). S3 signs the path encoded once, every other service encodes it twice.
 */
export const verifySignature = (
  request: SignedRequest & {
    readonly payloadHash?: string | undefined;
    readonly secretAccessKey: string;
    readonly now: number;
  },
): Verification => {
  const claim = readClaim(request);
  if (typeof claim === "string") return { ok: false, code: claim };
  const untimely = checkTime(claim, request.now);
  if (untimely !== undefined) return { ok: false, code: untimely };
  if (!signsEveryAmzHeader(claim, request.headers)) return { ok: false, code: "unsigned-header" };

  const key = signingKey(request.secretAccessKey, claim.scope);
  const [rawPath, rawQuery] = splitTarget(request.url);
  const matches = canonicalPaths(rawPath, claim.scope.service).some((path) => {
    const canonical = [
      request.method,
      path,
      canonicalQuery(rawQuery),
      ...claim.signedHeaders.map((name) => `${name}:${canonicalHeader(request.headers[name])}`),
      "",
      claim.signedHeaders.join(";"),
      canonicalPayload(claim, request),
    ].join("\n");
    // Header values are latin1 strings of the bytes that were sent, so this restores exactly those bytes.
    const digest = createHash("sha256").update(canonical, "latin1").digest("hex");
    const toSign = [ALGORITHM, claim.timestamp, scopePath(claim.scope), digest].join("\n");
    return equalHex(createHmac("sha256", key).update(toSign).digest("hex"), claim.signature);
  });
  if (!matches) return { ok: false, code: "signature-mismatch" };
  return { ok: true, scope: claim.scope, signature: claim.signature, timestamp: claim.timestamp };
};

/** The signature and time a request claims, for a service that continues the chain (S3's signed chunks). */
export const readSeed = (
  request: Pick<SignedRequest, "url" | "headers">,
): { readonly scope: Scope; readonly signature: string; readonly timestamp: string } | undefined => {
  const claim = readClaim(request);
  return typeof claim === "string" ? undefined : claim;
};

/** `YYYYMMDD/region/service/aws4_request`. */
export const scopePath = (scope: Scope): string => [scope.date, scope.region, scope.service, "aws4_request"].join("/");

/** The key derived from a secret for one day, region and service. */
export const signingKey = (secretAccessKey: string, scope: Scope): Buffer =>
  [scope.date, scope.region, scope.service, "aws4_request"].reduce<Buffer>(
    (key, step) => createHmac("sha256", key).update(step).digest(),
    Buffer.from(`AWS4${secretAccessKey}`, "utf8"),
  );

/** Compares two hex strings without telling by time where they differ. */
export const equalHex = (left: string, right: string): boolean => {
  const [a, b] = [Buffer.from(left, "latin1"), Buffer.from(right, "latin1")];
  return a.length === b.length && timingSafeEqual(a, b);
};

const readClaim = (request: Pick<SignedRequest, "url" | "headers">): Claim | "missing" | "malformed" => {
  const query = new URLSearchParams(splitTarget(request.url)[1]);
  const authorization = request.headers.authorization;
  const presigned = query.has("X-Amz-Signature") || query.has("X-Amz-Credential");
  if (authorization === undefined && !presigned) return "missing";
  // A request that carries both would be ambiguous; S3 answers InvalidArgument.
  if (authorization !== undefined && presigned) return "malformed";
  const given =
    authorization === undefined
      ? presignedFields(query)
      : { ...authorizationFields(authorization), timestamp: headerTimestamp(request.headers), expires: undefined };
  if (given.algorithm !== ALGORITHM) return "malformed";
  const scope = parseCredential(given.credential, presigned);
  const timestamp = given.timestamp;
  if (scope === undefined || timestamp === undefined || !/^\d{8}T\d{6}Z$/.test(timestamp)) return "malformed";
  if (!timestamp.startsWith(scope.date) || Number.isNaN(timestampMs(timestamp))) return "malformed";
  if (given.signature === undefined || !/^[0-9a-f]{64}$/.test(given.signature)) return "malformed";
  const signedHeaders = (given.signedHeaders ?? "").split(";").map((name) => name.toLowerCase());
  if (!signedHeaders.includes("host")) return "malformed";
  const expiresSeconds = presigned ? parseExpires(given.expires) : undefined;
  if (presigned && expiresSeconds === undefined) return "malformed";
  return { scope, signedHeaders, signature: given.signature, timestamp, expiresSeconds };
};

type Fields = {
  readonly algorithm: string | undefined;
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
};

const authorizationFields = (authorization: string): Fields => {
  const [algorithm, rest = ""] = splitOnce(authorization.trim(), " ");
  const fields = new Map(rest.split(",").map((field) => splitOnce(field.trim(), "=")));
  return {
    algorithm,
    credential: fields.get("Credential"),
    signedHeaders: fields.get("SignedHeaders"),
    signature: fields.get("Signature"),
  };
};

const presignedFields = (
  query: URLSearchParams,
): Fields & { timestamp: string | undefined; expires: string | undefined } => ({
  algorithm: query.get("X-Amz-Algorithm") ?? undefined,
  credential: query.get("X-Amz-Credential") ?? undefined,
  signedHeaders: query.get("X-Amz-SignedHeaders") ?? undefined,
  signature: query.get("X-Amz-Signature") ?? undefined,
  timestamp: query.get("X-Amz-Date") ?? undefined,
  expires: query.get("X-Amz-Expires") ?? undefined,
});

const parseCredential = (credential: string | undefined, presigned: boolean): Scope | undefined => {
  const [accessKeyId, date, region, service, terminator, ...rest] = (credential ?? "").split("/");
  if (!accessKeyId || !date || !region || !service || terminator !== "aws4_request" || rest.length > 0)
    return undefined;
  return { accessKeyId, date, region, service, presigned };
};

const parseExpires = (value: string | undefined): number | undefined => {
  if (value === undefined || !/^\d{1,7}$/.test(value)) return undefined;
  const seconds = Number(value);
  return seconds >= 1 && seconds <= MAX_EXPIRES_SECONDS ? seconds : undefined;
};

const headerTimestamp = (headers: IncomingHttpHeaders): string | undefined => {
  const amzDate = headers["x-amz-date"];
  if (typeof amzDate === "string") return amzDate;
  const parsed = Date.parse(headers.date ?? "");
  return Number.isNaN(parsed) ? undefined : new Date(parsed).toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
};

const timestampMs = (timestamp: string): number =>
  Date.parse(timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));

const checkTime = (claim: Claim, now: number): "expired" | "time-skewed" | undefined => {
  const signedAt = timestampMs(claim.timestamp);
  if (signedAt - now > MAX_SKEW_MS) return "time-skewed";
  if (claim.expiresSeconds === undefined) return now - signedAt > MAX_SKEW_MS ? "time-skewed" : undefined;
  return now > signedAt + claim.expiresSeconds * 1000 ? "expired" : undefined;
};

/** An unsigned `x-amz-*` header could change what the request does, so AWS refuses it. */
const signsEveryAmzHeader = (claim: Claim, headers: IncomingHttpHeaders): boolean =>
  Object.keys(headers).every((name) => !name.startsWith("x-amz-") || claim.signedHeaders.includes(name));

const canonicalPayload = (
  claim: Claim,
  request: { readonly headers: IncomingHttpHeaders; readonly url: string; readonly payloadHash?: string | undefined },
): string => {
  if (claim.scope.service !== "s3") return request.payloadHash ?? EMPTY_SHA256;
  const stated = request.headers["x-amz-content-sha256"];
  if (typeof stated === "string") return stated;
  const query = new URLSearchParams(splitTarget(request.url)[1]);
  return query.get("X-Amz-Content-Sha256") ?? "UNSIGNED-PAYLOAD";
};

const canonicalHeader = (value: string | string[] | undefined): string =>
  (Array.isArray(value) ? value : [value ?? ""]).map((one) => one.trim().replaceAll(/[ \t]+/g, " ")).join(",");

/** A client may sign the path as it sent it or in canonical encoding; both name the same resource, so both count. */
const canonicalPaths = (rawPath: string, service: string): readonly string[] => {
  if (service === "s3") return [...new Set([rawPath, encodeOnce(rawPath, true)])];
  const segments: string[] = [];
  for (const segment of rawPath.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  const tail = segments.length > 0 && rawPath.endsWith("/") ? "/" : "";
  return [`/${segments.map(encodeLatin1).join("/")}${tail}`];
};

const canonicalQuery = (rawQuery: string): string =>
  rawQuery
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => splitOnce(pair, "="))
    .map(([name, value = ""]) => [encodeQuery(name), encodeQuery(value)] as const)
    .filter(([name]) => name !== "X-Amz-Signature")
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** In a query `+` is a space, as the services read it. */
const encodeQuery = (raw: string): string => encodeOnce(raw.replaceAll("+", "%20"), false);

/** Percent-encodes everything but RFC 3986 unreserved characters, leaving what already is encoded encoded once. */
const encodeOnce = (raw: string, keepSlash: boolean): string =>
  raw.replaceAll(/%[0-9a-fA-F]{2}|[^]/g, (unit) => {
    const char = unit.length === 3 ? String.fromCharCode(Number.parseInt(unit.slice(1), 16)) : unit;
    return keepSlash && char === "/" ? "/" : encodeLatin1(char);
  });

const encodeLatin1 = (raw: string): string =>
  raw.replaceAll(/[^A-Za-z0-9\-._~]/g, (char) =>
    [...Buffer.from(char, "latin1")].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );

const splitTarget = (url: string): readonly [string, string] => {
  const [path, query = ""] = splitOnce(url, "?");
  return [path, query];
};

const splitOnce = (text: string, separator: string): [string, string | undefined] => {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
};
