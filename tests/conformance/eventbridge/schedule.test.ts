import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidSchedule, parseSchedule } from "../../../local/aws/eventbridge/schedule.ts";

const start = Date.UTC(2026, 10, 23);

const runs = (expression: string, count: number, timezone?: string) => {
  const schedule = parseSchedule(expression, timezone);
  const times: string[] = [];
  for (let at: number | undefined = start; times.length < count;) {
    at = schedule.next(at, start);
    if (at === undefined) {
      break;
    }
    times.push(new Date(at).toISOString().replace(":00.000Z", ""));
  }
  return times;
};

/** Amazon EventBridge User Guide, "Setting a schedule pattern for scheduled rules"; wildcards `,` `-` `*` `/` `?` `L` `W` `#`. */
describe("cron expressions of AWS's own documentation", () => {
  it.each<[string, string[]]>([
    ["cron(0 10 * * ? *)", ["2026-11-23T10:00", "2026-11-24T10:00"]],
    ["cron(15 12 * * ? *)", ["2026-11-23T12:15", "2026-11-24T12:15"]],
    ["cron(0 18 ? * MON-FRI *)", ["2026-11-23T18:00", "2026-11-24T18:00"]],
    ["cron(0 8 1 * ? *)", ["2026-12-01T08:00", "2027-01-01T08:00"]],
    ["cron(0/15 * * * ? *)", ["2026-11-23T00:15", "2026-11-23T00:30"]],
    ["cron(0/5 8-17 ? * MON-FRI *)", ["2026-11-23T08:00", "2026-11-23T08:05"]],
    ["cron(0 9 ? * 2#1 *)", ["2026-12-07T09:00", "2027-01-04T09:00"]],
    ["cron(0 9 ? * 6L *)", ["2026-11-27T09:00", "2026-12-25T09:00"]],
    ["cron(0 9 ? * L *)", ["2026-11-28T09:00", "2026-12-05T09:00"]],
    ["cron(0 9 L * ? *)", ["2026-11-30T09:00", "2026-12-31T09:00"]],
    ["cron(0 9 3W * ? *)", ["2026-12-03T09:00", "2027-01-04T09:00"]],
    ["cron(0 9 LW * ? *)", ["2026-11-30T09:00", "2026-12-31T09:00"]],
    ["cron(0 9 ? * 1 *)", ["2026-11-29T09:00", "2026-12-06T09:00"]],
    ["cron(0 9 ? * 7 *)", ["2026-11-28T09:00", "2026-12-05T09:00"]],
    ["cron(30 0 1 1 ? 2028/2)", ["2028-01-01T00:30", "2030-01-01T00:30"]],
    ["cron(0 0 29 2 ? *)", ["2028-02-29T00:00", "2032-02-29T00:00"]],
    ["cron(0/10 * ? * MON-FRI *)", ["2026-11-23T00:10", "2026-11-23T00:20"]],
    [
      "cron(0/30 20-2 ? * MON-FRI *)",
      [
        "2026-11-23T00:30",
        "2026-11-23T01:00",
        "2026-11-23T01:30",
        "2026-11-23T02:00",
        "2026-11-23T02:30",
        "2026-11-23T20:00",
      ],
    ],
    ["cron(0 22-4/3 * * ? *)", ["2026-11-23T01:00", "2026-11-23T04:00", "2026-11-23T22:00", "2026-11-24T01:00"]],
    ["cron(0 0 ? * SAT-MON *)", ["2026-11-28T00:00", "2026-11-29T00:00", "2026-11-30T00:00", "2026-12-05T00:00"]],
    ["cron(0 0 1 nov-feb ? *)", ["2026-12-01T00:00", "2027-01-01T00:00", "2027-02-01T00:00", "2027-11-01T00:00"]],
    ["cron(0 0 1 1/3 ? *)", ["2027-01-01T00:00", "2027-04-01T00:00"]],
    ["cron(0 0 31 * ? *)", ["2026-12-31T00:00", "2027-01-31T00:00", "2027-03-31T00:00"]],
    ["cron(0 0 ? * 2#5 *)", ["2026-11-30T00:00", "2027-03-29T00:00"]],
    ["cron(0 0 ? * FRIL *)", ["2026-11-27T00:00", "2026-12-25T00:00"]],
    ["cron(5,35 14 * * ? *)", ["2026-11-23T14:05", "2026-11-23T14:35"]],
    ["cron(0 0 1 JAN,JUL ? 2027)", ["2027-01-01T00:00", "2027-07-01T00:00"]],
  ])("%s", (expression, expected) => {
    expect(runs(expression, expected.length)).toEqual(expected);
  });

  it("end with their last year", () => {
    expect(runs("cron(0 0 1 12 ? 2026)", 5)).toEqual(["2026-12-01T00:00"]);
  });

  it("are read in their time zone", () => {
    expect(runs("cron(0 8 * * ? *)", 1, "Asia/Shanghai")).toEqual(["2026-11-24T00:00"]);
  });
});

describe("rates", () => {
  it("count from their start", () => {
    expect(runs("rate(5 minutes)", 2)).toEqual(["2026-11-23T00:05", "2026-11-23T00:10"]);
    expect(runs("rate(1 day)", 2)).toEqual(["2026-11-24T00:00", "2026-11-25T00:00"]);
  });

  it("keep their beat: the next time is after, at most one period away, a whole number of periods from the start", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 500 }), fc.nat(10 ** 10), (minutes, later) => {
        const next = parseSchedule(`rate(${minutes} minutes)`).next(start + later, start)!;
        const period = minutes * 60_000;
        expect(next).toBeGreaterThan(start + later);
        expect(next - start - later).toBeLessThanOrEqual(period);
        expect((next - start) % period).toBe(0);
      }),
    );
  });
});

it("at(...) is due once", () => {
  expect(runs("at(2026-12-01T08:00:00)", 3, "Asia/Shanghai")).toEqual(["2026-12-01T00:00"]);
});

it.each([
  "rate(1 minutes)",
  "rate(5 minute)",
  "rate(0 minutes)",
  "rate(1 week)",
  "cron(0 10 * * * *)",
  "cron(0 10 ? * ? *)",
  "cron(0 10 * * ?)",
  "cron(? 10 * * ? *)",
  "cron(61 10 * * ? *)",
  "cron(0 24 * * ? *)",
  "cron(0 10 0 * ? *)",
  "cron(0 10 ? * 8 *)",
  "cron(0 10 ? * 0-3 *)",
  "cron(0 10 L-2 * ? *)",
  "cron(0 10 * 13 ? *)",
  "rate(5minutes)",
  "rate(1.5 hours)",
  "at(2026-12-01)",
  "every hour",
])("%s is refused", (expression) => {
  expect(() => parseSchedule(expression)).toThrow(InvalidSchedule);
});

it("an unknown time zone is refused", () => {
  expect(() => parseSchedule("cron(0 10 * * ? *)", "Asia/Nowhere")).toThrow(InvalidSchedule);
});
