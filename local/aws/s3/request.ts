import type { IncomingMessage } from "node:http";
import type { Caller } from "../../network/service.ts";
import { S3Failure } from "./failure.ts";

const MAX_KEY_BYTES = 1024;

/** A request as S3 reads it. `headers` of a presigned URL include the `x-amz-*` ones that were moved into its query. */
export type S3Request = {
  readonly id: string;
  readonly method: string;
  /** Undecoded path, as error documents name it. */
  readonly resource: string;
  readonly bucket: string | undefined;
  /** Any Unicode text of at most 1,024 bytes; never interpreted as a path. */
  readonly key: string | undefined;
  readonly query: ReadonlyMap<string, string>;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly caller: Caller;
  readonly sourceAddress: string;
  readonly message: IncomingMessage;
};

/**
 * Reads bucket, key, query and headers. Path-style (`/bucket/key`); virtual-host style when the first label of the Host
 * header is a bucket (`isBucket`). Throws `InvalidURI`, `KeyTooLongError`.
 */
export const readRequest = (
  message: IncomingMessage,
  caller: Caller,
  id: string,
  isBucket: (name: string) => boolean,
): S3Request => {
  const url = message.url ?? "/";
  const at = url.indexOf("?");
  const path = at < 0 ? url : url.slice(0, at);
  const query = new Map(new URLSearchParams(at < 0 ? "" : url.slice(at + 1)));
  const { bucket, key } = readNames(path, message.headers.host, isBucket);
  return {
    id,
    method: message.method ?? "GET",
    resource: path,
    bucket,
    key,
    query,
    headers: readHeaders(message, query),
    caller,
    sourceAddress: message.socket.remoteAddress ?? "127.0.0.1",
    message,
  };
};

const readNames = (path: string, host: string | undefined, isBucket: (name: string) => boolean) => {
  const label = host?.split(".")[0];
  if (label !== undefined && label !== host && isBucket(label)) return { bucket: label, key: decodeKey(path.slice(1)) };
  const slash = path.indexOf("/", 1);
  const bucket = decode(slash < 0 ? path.slice(1) : path.slice(1, slash));
  return { bucket: bucket === "" ? undefined : bucket, key: decodeKey(slash < 0 ? "" : path.slice(slash + 1)) };
};

const decodeKey = (raw: string): string | undefined => {
  const key = decode(raw);
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new S3Failure("KeyTooLongError", "Your key is too long", {
      details: { MaxSizeAllowed: MAX_KEY_BYTES, Size: Buffer.byteLength(key) },
    });
  }
  if (climbsOut(key)) throw new S3Failure("InvalidURI", "Couldn't parse the specified URI.");
  return key === "" ? undefined : key;
};

/** Whether, read from the left, `..` ever outnumbers the names before it ("Naming Amazon S3 objects"). */
const climbsOut = (key: string): boolean => {
  let depth = 0;
  for (const segment of key.split("/")) {
    if (segment === "..") depth -= 1;
    else if (segment !== "" && segment !== ".") depth += 1;
    if (depth < 0) return true;
  }
  return false;
};

/** Decodes percent escapes of UTF-8, and raw UTF-8 bytes, which Node hands over as latin1. */
export const decode = (raw: string): string => {
  try {
    return decodeURIComponent(raw.replaceAll(/[\u0080-\u00ff]/g, (char) => `%${char.charCodeAt(0).toString(16)}`));
  } catch {
    throw new S3Failure("InvalidURI", "Couldn't parse the specified URI.");
  }
};

const readHeaders = (message: IncomingMessage, query: ReadonlyMap<string, string>): ReadonlyMap<string, string> => {
  const headers = new Map<string, string>();
  for (const [name, value] of query) {
    const lower = name.toLowerCase();
    // Presigners move x-amz-* headers into the query, where the signature covers them as well.
    if (lower.startsWith("x-amz-") && !isSignatureField(name)) headers.set(lower, value);
  }
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(",") : value);
  }
  return headers;
};

const SIGNATURE_FIELDS = new Set([
  "x-amz-algorithm",
  "x-amz-credential",
  "x-amz-date",
  "x-amz-expires",
  "x-amz-security-token",
  "x-amz-signature",
  "x-amz-signedheaders",
]);

/** Whether a query name belongs to a presigned URL rather than to the operation. */
export const isSignatureField = (name: string): boolean => SIGNATURE_FIELDS.has(name.toLowerCase());

/** Whether a text could be a version's id: S3 tells ids that no version can have from those that none has. */
export const couldBeVersionId = (id: string): boolean => id === "null" || /^[\w.-]{32}$/.test(id);

/** Throws `InvalidArgument` unless an argument could be a version's id. */
export const assertVersionId = (id: string, argument: "versionId" | "version-id-marker" = "versionId"): void => {
  if (couldBeVersionId(id)) return;
  throw new S3Failure("InvalidArgument", "Invalid version id specified", {
    details: { ArgumentName: argument, ArgumentValue: id },
  });
};

/** The version of an object that a request's query names. */
export const namedVersion = ({ query }: S3Request): string | undefined => {
  const id = query.get("versionId");
  if (id !== undefined) assertVersionId(id);
  return id;
};

/** A whole number of the query within bounds, or `InvalidArgument`. */
export const readWholeNumber = (
  request: S3Request,
  name: string,
  bounds: { readonly fallback: number; readonly min: number; readonly max: number },
): number => {
  const given = request.query.get(name);
  if (given === undefined || given === "") return bounds.fallback;
  const value = /^\d{1,10}$/.test(given) ? Number(given) : Number.NaN;
  if (!(value >= bounds.min && value <= 2 ** 31 - 1)) {
    throw new S3Failure("InvalidArgument", `Argument ${name} must be an integer from ${bounds.min}.`, {
      details: { ArgumentName: name, ArgumentValue: given },
    });
  }
  return Math.min(value, bounds.max);
};
