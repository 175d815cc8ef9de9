import { S3Failure } from "./failure.ts";

/** The parts of a version that conditions look at. `etag` has no quotes. */
type Subject = { readonly etag: string; readonly modifiedMs: number };

/** Conditional headers, as they came. */
export type Conditions = {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: string | undefined;
  readonly ifUnmodifiedSince?: string | undefined;
};

/** Reads the conditional headers whose names begin with `prefix` (`x-amz-copy-source-` for the source of a copy). */
export const readConditions = (headers: ReadonlyMap<string, string>, prefix = ""): Conditions => ({
  ifMatch: headers.get(`${prefix}if-match`),
  ifNoneMatch: headers.get(`${prefix}if-none-match`),
  ifModifiedSince: headers.get(`${prefix}if-modified-since`),
  ifUnmodifiedSince: headers.get(`${prefix}if-unmodified-since`),
});

/**
 * Checks the conditions of a read, or of the source of a copy. Throws `PreconditionFailed` or `NotModified` (a copy has
 * no 304). An entity tag condition decides alone where both kinds are given (RFC 9110 13.2.2).
 */
export const assertReadable = (subject: Subject, given: Conditions, isCopy = false): void => {
  const modified = Math.floor(subject.modifiedMs / 1000);
  if (given.ifMatch !== undefined) {
    if (!names(given.ifMatch, subject.etag)) throw failed("If-Match");
  } else if (modified > seconds(given.ifUnmodifiedSince, Number.POSITIVE_INFINITY)) {
    throw failed("If-Unmodified-Since");
  }
  const unchanged =
    given.ifNoneMatch === undefined
      ? modified <= seconds(given.ifModifiedSince, Number.NEGATIVE_INFINITY)
      : names(given.ifNoneMatch, subject.etag);
  if (!unchanged) return;
  if (isCopy) throw failed(given.ifNoneMatch === undefined ? "If-Modified-Since" : "If-None-Match");
  throw new S3Failure("NotModified", "Not Modified", { headers: { etag: `"${subject.etag}"` } });
};

/**
 * Checks the conditions of a write against the current object, `undefined` when there is none ("Conditional writes",
 * Amazon S3 user guide).
 */
export const assertWritable = (current: Subject | undefined, given: Conditions): void => {
  if (given.ifNoneMatch !== undefined) {
    if (given.ifNoneMatch.trim() !== "*") {
      throw new S3Failure("NotImplemented", "If-None-Match of a write accepts only the value *.");
    }
    if (current !== undefined) throw failed("If-None-Match");
  }
  if (given.ifMatch === undefined) return;
  if (current === undefined) throw new S3Failure("NoSuchKey", "The specified key does not exist.");
  if (!names(given.ifMatch, current.etag)) throw failed("If-Match");
};

const names = (list: string, etag: string): boolean =>
  list
    .split(",")
    .map((one) => one.trim().replace(/^W\//, "").replaceAll('"', ""))
    .some((one) => one === "*" || one === etag);

const seconds = (date: string | undefined, fallback: number): number => {
  const parsed = Date.parse(date ?? "");
  return Number.isNaN(parsed) ? fallback : Math.floor(parsed / 1000);
};

const failed = (condition: string): S3Failure =>
  new S3Failure("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
    details: { Condition: condition },
  });
