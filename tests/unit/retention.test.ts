import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { retentionPeriod, scheduleEntry, type RetentionPeriod } from "../../shared/contract/retention.ts";
import { readFormedOn } from "../../shared/domain/formed-on.ts";
import { decideRetention, earliestDueOn, type RetentionDecision } from "../../shared/domain/retention.ts";
import { retentionFacts } from "../../shared/domain/retention-facts.ts";
import { dueOn, nameOfRetention } from "../../shared/domain/retention-period.ts";
import {
  approveSchedule,
  retentionSchedule,
  standingOn,
  withdrawSchedule,
  type RetentionSchedule,
} from "../../shared/domain/retention-schedule.ts";
import { parseStatedRetention } from "../../shared/domain/stated-retention.ts";
import {
  approver,
  arbitraryDay,
  arbitraryDraft,
  arbitraryFacts,
  arbitraryFormed,
  arbitraryPeriod,
  draftOf,
  drafter,
  unit,
} from "../support/arbitrary-retention.ts";

const years = (count: number): RetentionPeriod => ({ kind: "years", years: count });
const whole = (retention: RetentionPeriod, clause = "1") =>
  scheduleEntry.parse({ clause, scope: "全部文书", retention, applies: {} });
const approved = (draft: RetentionSchedule, from: string, others: readonly RetentionSchedule[] = []) => {
  const result = approveSchedule(draft, others, from, { ...approver, at: `${from}T00:00:00.000Z` });
  if (!result.ok) throw new Error(result.why);
  return result.after;
};
const counting = fc.constantFrom("next-year" as const, "day-formed" as const);
/** When a decision lets go, to be compared: never is later than any day. */
const end = ({ retention, dueOn: day }: RetentionDecision): string =>
  retention === undefined || retention.kind === "permanent" ? "~" : (day ?? "~");

describe("a period", () => {
  test("is read from the way it is named", () => {
    fc.assert(
      fc.property(arbitraryPeriod, (period) => {
        expect(parseStatedRetention(nameOfRetention(period).zh)).toEqual({ ok: true, retention: period });
        expect(retentionPeriod.parse(period)).toEqual(period);
      }),
    );
  });
});

describe("the day on which a period has run out", () => {
  const formed = { earliest: "2011-03-05", latest: "2011-03-05" };

  test("counts from 1 January after the year of forming, or from the day", () => {
    expect(dueOn(years(10), formed, "next-year")).toBe("2022-01-01");
    expect(dueOn(years(10), formed, "day-formed")).toBe("2021-03-05");
    expect(dueOn(years(100), { earliest: "1953-01-01", latest: "1953-12-31" }, "next-year")).toBe("2054-01-01");
  });

  test("of a 29 February is 1 March where there is none", () => {
    const leap = { earliest: "2012-02-29", latest: "2012-02-29" };
    expect(dueOn(years(1), leap, "day-formed")).toBe("2013-03-01");
    expect(dueOn(years(4), leap, "day-formed")).toBe("2016-02-29");
  });

  test("does not come for what is kept for ever", () => {
    fc.assert(
      fc.property(arbitraryFormed, counting, (when, how) => {
        expect(dueOn({ kind: "permanent" }, when, how)).toBeUndefined();
      }),
    );
  });

  test("comes no earlier for a longer period, for a vaguer date, or counted from the next year", () => {
    fc.assert(
      fc.property(
        arbitraryFormed,
        fc.integer({ min: 1, max: 300 }),
        fc.nat(300),
        counting,
        (when, count, more, how) => {
          const day = dueOn(years(count), when, how)!;
          expect(dueOn(years(count + more), when, how)! >= day).toBe(true);
          expect(dueOn(years(count), { earliest: when.earliest, latest: when.earliest }, how)! <= day).toBe(true);
          expect(dueOn(years(count), when, "next-year")! >= dueOn(years(count), when, "day-formed")!).toBe(true);
          expect(day > when.latest).toBe(true);
        },
      ),
    );
  });
});

describe("a date of forming", () => {
  test.each([
    ["20110305", "2011-03-05", "2011-03-05"],
    ["2011-03-05", "2011-03-05", "2011-03-05"],
    ["2011年03月05日", "2011-03-05", "2011-03-05"],
    ["2011.03.05", "2011-03-05", "2011-03-05"],
    ["201102", "2011-02-01", "2011-02-28"],
    ["20120200", "2012-02-01", "2012-02-29"],
    ["2011", "2011-01-01", "2011-12-31"],
    ["2011[03]05", "2011-01-01", "2011-12-31"],
    ["201103[05]", "2011-03-01", "2011-03-31"],
    ["20110305-20110401", "2011-04-01", "2011-04-01"],
  ])("%s is as late as it can be", (text, earliest, latest) =>
    expect(readFormedOn(text)).toEqual({ earliest, latest }),
  );

  test.each(["", "[2011]0305", "20110230", "201113", "民国三十八年", "1-2-3", "0999"])("%j is not known", (text) =>
    expect(readFormedOn(text)).toBeUndefined(),
  );
});

describe("a schedule", () => {
  const draft = draftOf(1, [whole(years(10))]);

  test("is approved by another person than who drafted it, once", () => {
    expect(approveSchedule(draft, [], "2011-01-01", drafter)).toEqual({ ok: false, why: "same-person" });
    const inForce = approved(draft, "2011-01-01");
    expect(retentionSchedule.parse(inForce)).toEqual(inForce);
    expect(approveSchedule(inForce, [], "2012-01-01", approver)).toEqual({ ok: false, why: "not-draft" });
    expect(withdrawSchedule(inForce, approver)).toEqual({ ok: false, why: "not-draft" });
  });

  test("that was withdrawn is not approved", () => {
    const withdrawn = withdrawSchedule(draft, drafter);
    expect(withdrawn.ok && approveSchedule(withdrawn.after, [], "2011-01-01", approver)).toMatchObject({ ok: false });
  });

  test("is to come, in force, superseded", () => {
    const first = approved(draft, "2011-01-01");
    const second = approved(draftOf(2, [whole(years(30))]), "2020-01-01", [first]);
    const both = [first, second];
    expect(["2010-12-31", "2011-01-01", "2020-01-01"].map((day) => standingOn(first, both, day))).toEqual([
      "approved",
      "in-force",
      "superseded",
    ]);
    expect(standingOn(second, both, "2020-01-01")).toBe("in-force");
    expect(standingOn(draft, both, "2020-01-01")).toBe("draft");
  });

  test("does not change what an approved one has decided", () => {
    const first = approved(draft, "2011-01-01");
    const by = { ...approver, at: "2026-11-23T08:00:00.000Z" };
    const second = draftOf(2, [whole(years(30))]);
    for (const day of ["2011-01-01", "2015-01-01", "2026-11-22"])
      expect(approveSchedule(second, [first], day, by)).toEqual({ ok: false, why: "would-change-decided" });
    for (const day of ["2026-11-23", "2030-01-01", "1990-01-01"])
      expect(approveSchedule(second, [first], day, by)).toMatchObject({ ok: true });
  });
});

describe("how long an item is kept", () => {
  const in2011 = { formedOn: { earliest: "2011-01-01", latest: "2011-12-31" } };
  const first = approved(draftOf(1, [whole(years(10), "甲")]), "2011-01-01");
  const second = approved(draftOf(2, [whole(years(30), "乙")]), "2020-01-01", [first]);
  const schedules = [[first, second]];

  test("is what the version says that was in force when it was formed", () => {
    expect(decideRetention(in2011, schedules)).toEqual({
      retention: years(10),
      dueOn: "2022-01-01",
      by: { unit, version: 1, clause: "甲" },
      findings: [],
    });
    const in2021 = { formedOn: { earliest: "2021-05-01", latest: "2021-05-01" } };
    expect(decideRetention(in2021, schedules)).toMatchObject({ by: { version: 2 }, dueOn: "2052-01-01" });
  });

  test("is the longer of the two when the day may lie under either version", () => {
    const sometime = { formedOn: { earliest: "2019-12-31", latest: "2020-01-01" } };
    expect(decideRetention(sometime, schedules)).toMatchObject({ retention: years(30), by: { version: 2 } });
  });

  test("is the longer of schedule and own period, and the disagreement is named", () => {
    expect(decideRetention({ ...in2011, stated: years(30) }, schedules)).toEqual({
      retention: years(30),
      dueOn: "2042-01-01",
      by: undefined,
      scheduled: years(10),
      findings: ["disagrees"],
    });
    expect(decideRetention({ ...in2011, stated: years(5) }, schedules)).toMatchObject({
      retention: years(10),
      by: { clause: "甲" },
      scheduled: years(10),
      findings: ["disagrees"],
    });
    expect(decideRetention({ ...in2011, stated: years(10) }, schedules)).toMatchObject({
      by: { clause: "甲" },
      findings: [],
    });
  });

  test("is its own period where no schedule was in force, and for ever where nobody says how long", () => {
    const in1990 = { formedOn: { earliest: "1990-01-01", latest: "1990-12-31" } };
    expect(decideRetention({ ...in1990, stated: years(10) }, schedules)).toMatchObject({
      dueOn: "2001-01-01",
      findings: ["by-code-alone"],
    });
    expect(decideRetention(in1990, schedules)).toEqual({ findings: ["undecided"] });
    expect(decideRetention({ stated: years(10) }, [])).toMatchObject({
      dueOn: undefined,
      findings: ["by-code-alone", "date-unknown"],
    });
  });

  test("goes by the line that asks most of it, and by the longest of those that may be about it", () => {
    const entries = [
      whole(years(30), "文书"),
      { ...whole(years(10), "值班"), applies: { title: "值班" } },
      { ...whole(years(100), "婚姻"), applies: { recordClass: "ZY", category: "婚姻" } },
    ];
    const table = [[approved(draftOf(1, entries), "2011-01-01")]];
    const known = { ...in2011, recordClass: "WS", subClasses: [] };
    expect(decideRetention({ ...known, title: "值班记录" }, table)).toMatchObject({ by: { clause: "值班" } });
    expect(decideRetention({ ...known, title: "工作报告" }, table)).toMatchObject({ by: { clause: "文书" } });
    expect(decideRetention(known, table)).toMatchObject({ by: { clause: "文书" } });
    expect(decideRetention({ ...in2011, title: "值班记录" }, table)).toMatchObject({ by: { clause: "婚姻" } });
  });

  test("is undecided while it may be that no line is about it", () => {
    const table = [[approved(draftOf(1, [{ ...whole(years(10)), applies: { title: "值班" } }]), "2011-01-01")]];
    expect(decideRetention(in2011, table)).toEqual({ findings: ["undecided"] });
    const maybeBefore = { title: "值班", formedOn: { earliest: "2010-12-31", latest: "2011-01-01" } };
    expect(decideRetention(maybeBefore, table)).toEqual({ findings: ["undecided"] });
    expect(decideRetention({ ...in2011, title: "值班" }, table)).toMatchObject({ dueOn: "2022-01-01" });
  });

  const facts = (archivalCode: string, more = {}) =>
    retentionFacts({
      archiveId: "440100",
      archivalCode,
      homeRegion: "cn-north-1",
      title: archivalCode,
      fonds: "Z109",
      firstAcceptedAt: "2026-11-23T08:00:00.000Z",
      ...more,
    });

  test("is read from the 档号 until the item is described", () => {
    expect(facts("Z109-WS·2011·D30·办公室-0001")).toEqual({
      recordClass: "WS",
      subClasses: [],
      office: "办公室",
      title: undefined,
      formedOn: { earliest: "2011-01-01", latest: "2011-12-31" },
      stated: years(30),
    });
    expect(facts("Z109-001-002-003")).toMatchObject({ formedOn: undefined, stated: undefined, recordClass: undefined });
    expect(facts("Z109-001-002-003", { title: "题名", year: 1962 })).toMatchObject({
      title: "题名",
      formedOn: { earliest: "1962-01-01", latest: "1962-12-31" },
    });
  });
});

describe("whatever schedules there are", () => {
  const twoVersions = fc
    .tuple(arbitraryDraft(1), arbitraryDraft(2), arbitraryDay, arbitraryDay)
    .map(([one, other, ...days]): [RetentionSchedule, RetentionSchedule] => {
      const [from, later] = days.sort();
      const first = approved(one, from);
      const second = approveSchedule(other, [first], later, { ...approver, at: `${later}T00:00:00.000Z` });
      return [first, second.ok ? second.after : other];
    });
  const known = ["recordClass", "subClasses", "office", "title"] as const;

  test("what is permanent, undecided or without a date is never due", () => {
    fc.assert(
      fc.property(arbitraryFacts, twoVersions, (facts, versions) => {
        const { retention, dueOn: day } = decideRetention(facts, [versions]);
        if (retention?.kind !== "years" || facts.formedOn === undefined) expect(day).toBeUndefined();
        else expect(day).toBeDefined();
      }),
    );
  });

  test("a later version changes nothing of what was formed before it, and shortens nothing at all", () => {
    fc.assert(
      fc.property(arbitraryFacts, twoVersions, (facts, [first, second]) => {
        const before = decideRetention(facts, [[first]]);
        const after = decideRetention(facts, [[first, second]]);
        const from = second.inForceFrom;
        if (facts.formedOn === undefined) return;
        if (from === undefined || facts.formedOn.latest < from) expect(after).toEqual(before);
        if (from !== undefined && facts.formedOn.earliest < from && before.retention !== undefined)
          expect(end(after) >= end(before)).toBe(true);
      }),
    );
  });

  test("knowing less of an item never lets it go earlier", () => {
    fc.assert(
      fc.property(arbitraryFacts, twoVersions, fc.constantFrom(...known), (facts, versions, forgotten) => {
        const forgets = {
          ...facts,
          [forgotten]: undefined,
          ...(forgotten === "recordClass" ? { subClasses: [] } : {}),
        };
        if (forgotten === "subClasses") return;
        expect(end(decideRetention(forgets, [versions])) >= end(decideRetention(facts, [versions]))).toBe(true);
      }),
    );
  });

  test("a vaguer date never lets an item go earlier", () => {
    fc.assert(
      fc.property(arbitraryFacts, twoVersions, arbitraryFormed, (facts, versions, { earliest, latest }) => {
        const { formedOn } = facts;
        if (formedOn === undefined) return;
        const vaguer = {
          earliest: earliest < formedOn.earliest ? earliest : formedOn.earliest,
          latest: latest > formedOn.latest ? latest : formedOn.latest,
        };
        const before = decideRetention(facts, [versions]);
        expect(end(decideRetention({ ...facts, formedOn: vaguer }, [versions])) >= end(before)).toBe(true);
      }),
    );
  });

  test("nothing is shorter than the item's own period, nor due before the earliest day it can be", () => {
    fc.assert(
      fc.property(arbitraryFacts, twoVersions, (facts, versions) => {
        const decision = decideRetention(facts, [versions]);
        const earliest = earliestDueOn(facts);
        if (decision.dueOn !== undefined) expect(decision.dueOn >= earliest!).toBe(true);
        if (facts.stated?.kind === "permanent") expect(decision.retention).toEqual({ kind: "permanent" });
      }),
    );
  });

  test("the units an item belongs to are asked together: the longest of them holds", () => {
    fc.assert(
      fc.property(arbitraryFacts, twoVersions, twoVersions, (facts, one, other) => {
        const both = end(decideRetention(facts, [one, other]));
        for (const each of [one, other]) {
          const alone = decideRetention(facts, [each]);
          if (alone.retention !== undefined && facts.formedOn !== undefined) expect(both >= end(alone)).toBe(true);
        }
      }),
    );
  });
});
