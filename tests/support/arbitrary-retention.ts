import fc from "fast-check";
import type { RetentionPeriod, ScheduleEntry } from "../../shared/contract/retention.ts";
import type { FormedOn } from "../../shared/domain/formed-on.ts";
import type { RetentionFacts } from "../../shared/domain/retention.ts";
import { draftSchedule, type RetentionSchedule } from "../../shared/domain/retention-schedule.ts";

export const unit = { by: "fonds" as const, code: "Z109" };
export const drafter = { actor: "archivist-440100", at: "2026-11-23T08:00:00.000Z", reason: "2026 年修订" };
export const approver = { ...drafter, actor: "approver-440100" };

export const arbitraryPeriod: fc.Arbitrary<RetentionPeriod> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("years" as const), years: fc.integer({ min: 1, max: 120 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: "permanent" as const }) },
);

export const arbitraryDay = fc
  .date({ min: new Date("1949-01-01"), max: new Date("2040-12-31"), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));

export const arbitraryFormed: fc.Arbitrary<FormedOn> = fc
  .tuple(arbitraryDay, arbitraryDay)
  .map((days) => days.sort())
  .map(([earliest, latest]) => ({ earliest, latest }));

/** Few words, so that entries and items meet often. */
const of = (...words: string[]) => fc.option(fc.constantFrom(...words), { nil: undefined });

export const arbitraryFacts: fc.Arbitrary<RetentionFacts> = fc.record({
  recordClass: of("WS", "ZY"),
  subClasses: fc.subarray(["婚姻", "JC"]),
  office: of("办公室", "人事处"),
  title: of("关于婚姻登记的报告", "值班记录"),
  formedOn: fc.option(arbitraryFormed, { nil: undefined, freq: 8 }),
  stated: fc.option(arbitraryPeriod, { nil: undefined }),
});

export const arbitraryEntry: fc.Arbitrary<ScheduleEntry> = fc.record({
  clause: fc.constantFrom("1.1", "1.2", "2.1"),
  scope: fc.constant("文书"),
  retention: arbitraryPeriod,
  applies: fc.record({
    recordClass: of("WS", "ZY"),
    category: of("婚姻", "JC"),
    office: of("办公室", "人事处"),
    title: of("婚姻", "值班"),
  }),
});

export const draftOf = (version: number, entries: ScheduleEntry[]): RetentionSchedule =>
  draftSchedule({ archiveId: "440100", unit, version, title: "表", counting: "next-year", entries }, drafter);

export const arbitraryDraft = (version: number): fc.Arbitrary<RetentionSchedule> =>
  fc
    .tuple(fc.array(arbitraryEntry, { minLength: 1, maxLength: 5 }), fc.constantFrom("next-year", "day-formed"))
    .map(([entries, counting]) => ({ ...draftOf(version, entries), counting }));
