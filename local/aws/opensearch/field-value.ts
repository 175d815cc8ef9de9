import { OpenSearchError } from "./opensearch-error.ts";
import type { Field } from "./mapping.ts";

/** A value as its column holds it: dates are milliseconds since the epoch, booleans 0 and 1. */
export type ColumnValue = string | number;

/** Lucene's longest term. */
const longestTermBytes = 32_766;

const isoDate = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/;

/**
 * The first and last millisecond a date text covers: `2020` is a whole year, `2020-05` a month.
 * Throws `OpenSearchError`.
 */
export const dateSpan = (value: unknown, field: string): { readonly first: number; readonly last: number } => {
  if (typeof value === "number" && Number.isSafeInteger(value)) {
    return { first: value, last: value };
  }
  const found = typeof value === "string" ? isoDate.exec(value) : null;
  if (found === null) {
    throw unreadable(field, "date", value);
  }
  const [, year = "", month, day, hour, minute, second, fraction, zone = "Z"] = found;
  const start = Date.parse(
    `${year}-${month ?? "01"}-${day ?? "01"}T${hour ?? "00"}:${minute ?? "00"}:${second ?? "00"}.${(fraction ?? "").padEnd(3, "0").slice(0, 3)}${zone}`,
  );
  // Date.parse lets the 31st of a short month run over into the next.
  if (
    Number.isNaN(start) ||
    Number(day ?? "1") > new Date(Date.UTC(Number(year), Number(month ?? "1"), 0)).getUTCDate()
  ) {
    throw unreadable(field, "date", value);
  }
  return { first: start, last: start + lengthOf({ year, month, day, hour, second, fraction }) - 1 };
};

const lengthOf = (given: {
  year: string;
  month: string | undefined;
  day: string | undefined;
  hour: string | undefined;
  second: string | undefined;
  fraction: string | undefined;
}): number => {
  const year = Number(given.year);
  if (given.month === undefined) {
    return Date.UTC(year + 1, 0) - Date.UTC(year, 0);
  }
  if (given.day === undefined) {
    return Date.UTC(year, Number(given.month)) - Date.UTC(year, Number(given.month) - 1);
  }
  if (given.hour === undefined) {
    return 86_400_000;
  }
  return given.second === undefined ? 60_000 : given.fraction === undefined ? 1_000 : 1;
};

/** A value of a document or a query as the field's column holds it. Throws `OpenSearchError` naming the field. */
export const columnValue = ({ path, kind }: Field, value: unknown): ColumnValue => {
  switch (kind) {
    case "text":
    case "keyword":
      if (kind === "keyword" && Buffer.byteLength(String(value)) > longestTermBytes) {
        throw new OpenSearchError(
          400,
          "illegal_argument_exception",
          `Document contains at least one immense term in field="${path}" (whose UTF8 encoding is longer than the max length ${longestTermBytes})`,
        );
      }
      if (typeof value === "string") {
        return value.toWellFormed();
      }
      if (typeof value === "number" || typeof value === "boolean") {
        return String(value);
      }
      throw unreadable(path, kind, value);
    case "integer":
    case "long":
    case "double": {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      const fits =
        typeof number === "number" && (kind === "double" ? Number.isFinite(number) : Number.isSafeInteger(number));
      if (!fits || (kind === "integer" && Math.abs(number) > 2_147_483_647)) {
        throw unreadable(path, kind, value);
      }
      return number;
    }
    case "boolean":
      if (value === true || value === "true") {
        return 1;
      }
      if (value === false || value === "false") {
        return 0;
      }
      throw unreadable(path, kind, value);
    case "date":
      return dateSpan(value, path).first;
    default:
      return kind satisfies never;
  }
};

const unreadable = (field: string, kind: string, value: unknown): OpenSearchError =>
  new OpenSearchError(
    400,
    "mapper_parsing_exception",
    `failed to parse field [${field}] of type [${kind}]: ${JSON.stringify(value)}`,
  );
