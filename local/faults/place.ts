/**
 * Where something happens that may go wrong. Every place has a region; the rest is what can be told there:
 *
 * - a call: `service` (signing name), `operation`, `function` (who calls, `client` from outside);
 * - an event that S3 tells: `service` `s3`, `operation` (detail type), `bucket`;
 * - a delivery of a bus: `service` `events`, `rule`, `target` (name of the queue or function);
 * - a message handed to a function: `service` `sqs`, `queue`, `function`;
 * - a stream's batch handed to a function: `service` `dynamodb`, `table`, `function`;
 * - an invocation: `service` `lambda`, `function`;
 * - an object at rest: `service` `s3`, `bucket`;
 * - a write to disk: `service`.
 */
export type Place = { readonly region: string } & Partial<Readonly<Record<PlaceKey, string>>>;

export const placeKeys = ["service", "operation", "function", "bucket", "rule", "target", "queue", "table"] as const;
export type PlaceKey = (typeof placeKeys)[number];

/** Names a place in one line, the same for the same place. */
export const nameOf = (place: Place): string =>
  [place.region, ...placeKeys.flatMap((key) => (place[key] === undefined ? [] : [`${key}=${place[key]}`]))].join(" ");

/** `*` stands for any run of characters. */
const fits = (pattern: string, value: string): boolean => {
  const [start = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === value;
  const end = rest.pop() ?? "";
  if (!value.startsWith(start) || value.length < start.length + end.length || !value.endsWith(end)) return false;
  let at = start.length;
  const until = value.length - end.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found < 0 || found + part.length > until) return false;
    at = found + part.length;
  }
  return true;
};

/** Whether a place is one of those meant: it has everything that is named, with a fitting value. */
export const isMeant = (where: Partial<Readonly<Record<string, string | undefined>>>, place: Place): boolean =>
  (["region", ...placeKeys] as const).every((key) => {
    const wanted = where[key];
    const value = place[key];
    return wanted === undefined || (value !== undefined && fits(wanted, value));
  });
