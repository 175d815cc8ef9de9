import { Cron } from "croner";

/** When something is due. Times are milliseconds since the epoch. */
export type Schedule = {
  /**
   * The first time after `after`, or `undefined` when none is left. A rate counts from `start`.
   */
  readonly next: (after: number, start: number) => number | undefined;
};

/** A schedule expression this host cannot read. */
export class InvalidSchedule extends Error {
  override readonly name = "InvalidSchedule";
}

const unitMilliseconds = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * Reads `rate(...)`, `cron(...)` and `at(...)`. `timezone` is an IANA name; rates ignore it.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 * Differs from AWS in zones with daylight saving: a time skipped in spring is run an hour later, not left out.
 * Throws `InvalidSchedule`.
 */
export const parseSchedule = (expression: string, timezone = "UTC"): Schedule => {
  const [, kind, inner = ""] = /^(rate|cron|at)\(([^()]*)\)$/.exec(expression) ?? [];
  switch (kind) {
    case "rate":
      return rate(inner, expression);
    case "cron":
      return cron(inner, timezone, expression);
    case "at":
      return at(inner, timezone, expression);
    default:
      throw new InvalidSchedule(`${expression} is not a schedule expression`);
  }
};

const rate = (inner: string, expression: string): Schedule => {
  const [, count = "", unit = "", plural = ""] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(inner) ?? [];
  const milliseconds = unit === "minute" || unit === "hour" || unit === "day" ? unitMilliseconds[unit] : undefined;
  if (milliseconds === undefined || (count === "1") === (plural === "s")) {
    throw new InvalidSchedule(`${expression} is not a rate such as rate(1 hour) or rate(5 minutes)`);
  }
  const period = Number(count) * milliseconds;
  return { next: (after, start) => start + (Math.floor(Math.max(after - start, 0) / period) + 1) * period };
};

const at = (inner: string, timezone: string, expression: string): Schedule => {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inner)) {
    throw new InvalidSchedule(`${expression} is not a time such as at(2027-01-31T08:00:00)`);
  }
  const time = build(expression, () => new Cron(inner, { timezone, paused: true }));
  return { next: (after) => time.nextRun(new Date(after))?.getTime() };
};

type Field = { readonly smallest: number; readonly largest: number; readonly names: readonly string[] };

const noNames: readonly string[] = [];
const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Minutes, hours, day of month, month, day of week, year. */
const cronFields: readonly Field[] = [
  { smallest: 0, largest: 59, names: noNames },
  { smallest: 0, largest: 23, names: noNames },
  { smallest: 1, largest: 31, names: noNames },
  { smallest: 1, largest: 12, names: months },
  { smallest: 1, largest: 7, names: weekdays },
  { smallest: 1970, largest: 2199, names: noNames },
];

const cron = (inner: string, timezone: string, expression: string): Schedule => {
  const fields = inner.trim().split(/\s+/);
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields;
  if (
    fields.length !== cronFields.length ||
    [minutes, hours, month, year].includes("?") ||
    (dayOfMonth === "?") === (dayOfWeek === "?")
  ) {
    throw new InvalidSchedule(
      `${expression} is not six fields of which exactly one, day-of-month or day-of-week, is a question mark`,
    );
  }
  const translated = cronFields.map((known, index) => cronerField(fields[index] ?? "", known, expression)).join(" ");
  const time = build(
    expression,
    () => new Cron(`0 ${translated}`, { timezone, paused: true, mode: "7-part", alternativeWeekdays: true }),
  );
  return { next: (after) => time.nextRun(new Date(after))?.getTime() };
};

/** Croner says `*` for `?`, wants an end for `a/b`, knows no bare `L` (Saturday) among weekdays and no range past the end. */
const cronerField = (field: string, known: Field, expression: string): string => {
  if (field === "?") {
    return "*";
  }
  if (known.names === weekdays && field === "L") {
    return "7";
  }
  return field
    .split(",")
    .map((part) => cronerPart(part, known, expression))
    .join(",");
};

const cronerPart = (part: string, known: Field, expression: string): string => {
  const [, from = "", to, step] = /^(\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
  const first = fieldValue(from, known);
  const last = to === undefined ? undefined : fieldValue(to, known);
  if ([first, last].some((value) => value !== undefined && (value < known.smallest || value > known.largest))) {
    throw new InvalidSchedule(`${expression}: ${part} is not between ${known.smallest} and ${known.largest}`);
  }
  if (first === undefined || (to === undefined && step === undefined)) {
    return part;
  }
  if (to === undefined) {
    return `${first}-${known.largest}/${step ?? ""}`;
  }
  return last === undefined || first <= last ? part : aroundTheEnd(first, last, known, Number(step ?? 1));
};

/** The values of a range such as `20-2` one by one. */
const aroundTheEnd = (first: number, last: number, { smallest, largest }: Field, step: number): string => {
  const size = largest - smallest + 1;
  const count = Math.floor((last + size - first) / step) + 1;
  return Array.from({ length: count }, (_, at) => ((first + at * step - smallest) % size) + smallest).join(",");
};

/** `undefined` for what is neither a number nor a name, such as `3W` or `2#1`. */
const fieldValue = (text: string, { smallest, names }: Field): number | undefined => {
  if (/^\d+$/.test(text)) {
    return Number(text);
  }
  const place = names.indexOf(text.toUpperCase());
  return place < 0 ? undefined : place + smallest;
};

const build = (expression: string, make: () => Cron): Cron => {
  try {
    const made = make();
    // An unknown time zone shows only when a time is asked for.
    made.nextRun(new Date(0));
    return made;
  } catch (error) {
    throw new InvalidSchedule(`${expression}: ${error instanceof Error ? error.message : String(error)}`);
  }
};
