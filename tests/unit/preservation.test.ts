import { expect, test } from "vitest";
import { dueNow, firstPreservation, isDue, postponed, tested } from "../../shared/domain/preservation.ts";

const now = new Date("2026-12-01T08:00:00.000Z");
const in_ = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);
const day = 24 * 60 * 60 * 1000;
const first = firstPreservation({ archiveId: "440100", batchId: "b1" }, now, 365);

test("is due after the usual time, a minute early at most, since clocks differ", () => {
  expect(
    [364.9 * day, 365 * day - 61_000, 365 * day - 60_000, 366 * day].map((after) => isDue(first, in_(after))),
  ).toEqual([false, false, true, true]);
});

test("is due at once when somebody asks, whoever's clock is behind", () => {
  expect(isDue(dueNow(first, now), in_(-5_000))).toBe(true);
});

test("keeps what it came to last when nothing was there to test, or when it was put off", () => {
  const report = { json: "a".repeat(64), pdf: "b".repeat(64), svg: "c".repeat(64), signature: "s" };
  const once = tested(first, { outcome: "passed", against: [], report }, in_(365 * day), 30);
  expect(once).toMatchObject({ dueAt: in_(395 * day).toISOString(), last: { outcome: "passed" }, writes: 2 });
  expect(tested(once, undefined, in_(395 * day), 30)).toMatchObject({ last: once.last, writes: 3 });
  expect(postponed(once, in_(395 * day))).toMatchObject({ last: once.last, dueAt: in_(396 * day).toISOString() });
});
