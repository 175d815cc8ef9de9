import { describe, expect, test } from "vitest";
import { cameBefore, type Arrival } from "../../shared/domain/arrival.ts";

const upload = (key: string, sequencer: string, at = "2026-11-23T08:00:00Z"): Arrival => ({ key, sequencer, at });

describe("uploads under one key", () => {
  test.each([
    ["0055AED6DCD90281E5", "0055AED6DCD90281E6"],
    ["0055AED6DCD90281e5", "0055AED6DCD90281F0"],
    ["0055", "00551"],
    ["0055AED6DCD9", "0056"],
    // Shorter, but not smaller: digits that are missing are zeros at the right, not at the left.
    ["0055AED6DCD90281E5", "0F"],
  ])("are ordered by sequencers of any length: %s is before %s", (older, newer) => {
    expect(cameBefore(upload("k", older), upload("k", newer))).toBe(true);
    expect(cameBefore(upload("k", newer), upload("k", older))).toBe(false);
  });

  test("are ordered by them also against the clock", () => {
    const [first, second] = [upload("k", "01", "2026-11-23T08:00:01Z"), upload("k", "02", "2026-11-23T08:00:00Z")];
    expect([cameBefore(first, second), cameBefore(second, first)]).toEqual([true, false]);
  });

  test("are the same when their sequencers differ in zeros at the end only", () => {
    const [short, long] = [upload("k", "0055"), upload("k", "005500")];
    expect([cameBefore(short, long), cameBefore(long, short)]).toEqual([false, false]);
  });
});

describe("uploads under different keys", () => {
  test("are ordered by their times, however these are written, and not by sequencers", () => {
    const [first, second] = [upload("a", "02", "2026-11-23T08:00:00Z"), upload("b", "01", "2026-11-23T08:00:00.500Z")];
    expect([cameBefore(first, second), cameBefore(second, first)]).toEqual([true, false]);
  });

  test("are not ordered within one second", () => {
    const [one, other] = [upload("a", "01"), upload("b", "02")];
    expect([cameBefore(one, other), cameBefore(other, one)]).toEqual([false, false]);
  });
});
