import { S3Failure } from "./failure.ts";

/** Inclusive byte positions. */
export type ByteRange = { readonly start: number; readonly end: number };

/**
 * Reads a Range header for an object of `size` bytes. `undefined` means the whole object: no header, or one S3 ignores
 * (several ranges, another unit, bad syntax). Throws `InvalidRange` when no byte of the object is meant.
 */
export const readRange = (header: string | undefined, size: number): ByteRange | undefined => {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (match === null) return undefined;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return undefined;
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  const range =
    first === ""
      ? { start: Math.max(0, size - Number(last)), end: size - 1 }
      : { start: Number(first), end: last === "" ? size - 1 : Math.min(Number(last), size - 1) };
  if (range.start > range.end) {
    throw new S3Failure("InvalidRange", "The requested range is not satisfiable", {
      details: { RangeRequested: header ?? "", ActualObjectSize: size },
      headers: { "content-range": `bytes */${size}` },
    });
  }
  return range;
};

/** Reads `x-amz-copy-source-range`, which must be `bytes=first-last` within the source. */
export const readCopyRange = (header: string, size: number): ByteRange => {
  const match = /^bytes=(\d+)-(\d+)$/.exec(header);
  const range = { start: Number(match?.[1]), end: Number(match?.[2]) };
  if (match === null || range.start > range.end || range.end >= size) {
    throw new S3Failure("InvalidArgument", `Range specified is not valid for source object of size: ${size}`, {
      details: { ArgumentName: "x-amz-copy-source-range", ArgumentValue: header },
    });
  }
  return range;
};
