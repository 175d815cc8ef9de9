import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cameBefore, needsVersionOrder, type Arrival } from "../../shared/domain/arrival.ts";

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

describe("uploads under one key of which S3 did not always tell", () => {
  /** In their true order; of some the event was lost, of some the version was not noted. Seconds pass, or do not. */
  const uploads = fc
    .array(fc.record({ told: fc.boolean(), noted: fc.boolean(), after: fc.nat(2) }), { minLength: 2, maxLength: 6 })
    .map((sent) => {
      let second = 0;
      return sent.map(({ told, noted, after }, at): Arrival => {
        second += after;
        return {
          key: "k",
          ...(told ? { sequencer: (0x55 + at).toString(16) } : {}),
          // Dealt with before versions were noted, an upload had a sequencer.
          ...(noted || !told ? { versionId: `v${at}` } : {}),
          at: new Date(Date.UTC(2026, 10, 23, 8, 0, second)).toISOString(),
        };
      });
    });
  const everyPair = <T>(of: readonly T[]): (readonly [T, T])[] =>
    of.flatMap((older, at) => of.slice(at + 1).map((newer) => [older, newer] as const));

  test("are ordered as S3 took them, when each version is noted, whichever events were lost", () => {
    fc.assert(
      fc.property(uploads, (sent) => {
        const noted = sent.map((one, at) => ({ ...one, versionId: `v${at}` }));
        const versions = noted.map(({ versionId }) => versionId).reverse();
        for (const [older, newer] of everyPair(noted)) {
          expect(cameBefore(older, newer, versions)).toBe(true);
          expect(cameBefore(newer, older, versions)).toBe(false);
        }
      }),
    );
  });

  test("are never taken for the other way round, when versions were removed or not noted", () => {
    fc.assert(
      fc.property(uploads, fc.array(fc.nat(5)), (sent, removed) => {
        const versions = sent
          .map((_, at) => `v${at}`)
          .filter((_, at) => !removed.includes(at))
          .reverse();
        for (const [older, newer] of everyPair(sent)) {
          expect(cameBefore(newer, older, versions)).toBe(false);
          if (older.at !== newer.at) expect(cameBefore(older, newer, versions)).toBe(true);
        }
      }),
    );
  });

  test("need S3's list only where a sequencer is missing on either side", () => {
    fc.assert(
      fc.property(uploads, ([one, ...others]) => {
        const told = others.every(({ sequencer }) => sequencer !== undefined) && one!.sequencer !== undefined;
        expect(needsVersionOrder(one!, others)).toBe(!told);
        expect(needsVersionOrder({ ...one!, key: "another" }, others)).toBe(false);
      }),
    );
  });
});
