import { permit, type BucketExchange } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { readWholeNumber, type S3Request } from "./request.ts";

const MAX_ENTRIES = 1000;

/** What every list of keys is asked for. `encode` writes keys as `encoding-type` wants them. */
export type ListRequest = {
  readonly prefix: string;
  readonly delimiter: string | undefined;
  readonly limit: number;
  readonly encodingType: "url" | undefined;
  readonly encode: (text: string) => string;
};

/** Reads the common parameters and asks for `action`, with the condition keys policies on lists use. */
export const readListRequest = (exchange: BucketExchange, action: string, limitName = "max-keys"): ListRequest => {
  const { request, bucket } = exchange;
  const prefix = request.query.get("prefix") ?? "";
  const delimiter = request.query.get("delimiter") || undefined;
  permit(exchange, action, bucket.arn, {
    "s3:prefix": prefix,
    "s3:delimiter": delimiter,
    "s3:max-keys": request.query.get("max-keys"),
  });
  const encodingType = readEncodingType(request);
  return {
    prefix,
    delimiter,
    limit: readWholeNumber(request, limitName, { fallback: MAX_ENTRIES, min: 0, max: MAX_ENTRIES }),
    encodingType,
    encode: encodingType === "url" ? encodeUrl : (text) => text,
  };
};

export const readEncodingType = (request: S3Request): "url" | undefined => {
  const given = request.query.get("encoding-type");
  if (given === undefined || given === "") return undefined;
  if (given === "url") return "url";
  throw new S3Failure("InvalidArgument", "Invalid Encoding Method specified in Request", {
    details: { ArgumentName: "encoding-type", ArgumentValue: given },
  });
};

/** As S3 writes keys in lists: form encoding that leaves slashes and asterisks as they are. */
export const encodeUrl = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll("%2F", "/")
    .replaceAll("%20", "+")
    .replaceAll(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
