import type { FormingUnit, RetentionCounting, RetentionPeriod, ScheduleEntry } from "../contract/retention.ts";
import type { FormedOn } from "./formed-on.ts";
import { dueOn, sameRetention } from "./retention-period.ts";
import { approvedInOrder, governing, type RetentionSchedule } from "./retention-schedule.ts";

/** What is known of an item for its retention. What is not known is absent, and never shortens anything. */
export type RetentionFacts = {
  /** 门类代码 and 类别号; none of them is known of a 档号 of 1994. */
  readonly recordClass?: string | undefined;
  readonly subClasses?: readonly string[] | undefined;
  readonly office?: string | undefined;
  /** Absent until the item is described. */
  readonly title?: string | undefined;
  readonly formedOn?: FormedOn | undefined;
  /** The item's own 保管期限, in its 档号 or its description. */
  readonly stated?: RetentionPeriod | undefined;
};

/** Which line of which version of a schedule. */
export type ScheduleReference = { readonly unit: FormingUnit; readonly version: number; readonly clause: string };

/**
 * `disagrees`: item and schedule say different things, the longer holds. `by-code-alone`: no schedule was in force at the date,
 * or none of its lines is about the item. `date-unknown`: nothing can be counted. `undecided`: nobody says how long.
 */
export type RetentionFinding = "disagrees" | "by-code-alone" | "date-unknown" | "undecided";

export type RetentionDecision = {
  /** Absent: nobody says how long, so it is kept. */
  readonly retention?: RetentionPeriod | undefined;
  /** First day on which the item may go; absent when it never may, or nobody knows when. */
  readonly dueOn?: string | undefined;
  /** Absent when the item's own period is the one that holds, and no schedule says the same. */
  readonly by?: ScheduleReference | undefined;
  /** What schedules say where the item itself says otherwise. */
  readonly scheduled?: RetentionPeriod | undefined;
  readonly findings: readonly RetentionFinding[];
};

type Match = "yes" | "no" | "cannot-tell";

const matches = ({ applies }: ScheduleEntry, facts: RetentionFacts): Match => {
  const { recordClass, subClasses = [], office, title } = facts;
  const classed = recordClass !== undefined;
  const told = (known: boolean, holds: boolean): Match => (known ? (holds ? "yes" : "no") : "cannot-tell");
  const asked: Match[] = [
    ...(applies.recordClass === undefined ? [] : [told(classed, applies.recordClass === recordClass)]),
    ...(applies.category === undefined ? [] : [told(classed, subClasses.includes(applies.category))]),
    ...(applies.office === undefined ? [] : [told(office !== undefined, applies.office === office)]),
    ...(applies.title === undefined ? [] : [told(title !== undefined, title?.includes(applies.title) === true)]),
  ];
  if (asked.includes("no")) return "no";
  return asked.includes("cannot-tell") ? "cannot-tell" : "yes";
};

const asks = ({ applies }: ScheduleEntry): number => Object.values(applies).filter((one) => one !== undefined).length;

/** Lines of a version that are, or may be, about an item; `sure`: one of them is. */
export type LinesAbout = { readonly lines: readonly ScheduleEntry[]; readonly sure: boolean };

/**
 * The lines of a version that are about an item: those that ask most of it among those that fit, and those that ask as much
 * or more of which it cannot be told whether they fit.
 */
export const linesAbout = (entries: readonly ScheduleEntry[], facts: RetentionFacts): LinesAbout => {
  const judged = entries.map((entry) => ({ entry, match: matches(entry, facts), asks: asks(entry) }));
  const most = Math.max(-1, ...judged.filter(({ match }) => match === "yes").map((one) => one.asks));
  const lines = judged
    .filter((one) => (one.match === "yes" && one.asks === most) || (one.match === "cannot-tell" && one.asks >= most))
    .map(({ entry }) => entry);
  return { lines, sure: most >= 0 };
};

type Candidate = {
  readonly retention: RetentionPeriod;
  readonly counting: RetentionCounting;
  readonly by?: ScheduleReference;
};

/** How long a candidate lasts, to be compared: by its end, or by its years where no date is known. */
const endOf = ({ retention, counting }: Candidate, formed: FormedOn | undefined): string => {
  if (retention.kind === "permanent") return "~";
  if (formed === undefined) return String(retention.years).padStart(4, "0");
  return dueOn(retention, formed, counting) ?? "~";
};

const longestOf = (candidates: readonly Candidate[], formed: FormedOn | undefined): Candidate | undefined =>
  candidates.reduce<Candidate | undefined>(
    (longest, one) => (longest === undefined || endOf(one, formed) > endOf(longest, formed) ? one : longest),
    undefined,
  );

/** What the schedule of one unit says of an item; `sure`: whatever the day and the rest may be, some line of it is about it. */
const saidByUnit = (
  versions: readonly RetentionSchedule[],
  facts: RetentionFacts,
): { readonly candidates: readonly Candidate[]; readonly sure: boolean } => {
  const { formedOn } = facts;
  const approved = approvedInOrder(versions);
  const possible = formedOn === undefined ? approved : governing(versions, formedOn);
  const said = possible.map((version) => ({ version, ...linesAbout(version.entries, facts) }));
  const [first] = approved;
  const beforeAll = formedOn !== undefined && first !== undefined && formedOn.earliest < first.inForceFrom;
  return {
    candidates: said.flatMap(({ version: { unit, version, counting }, lines }) =>
      lines.map(({ clause, retention }): Candidate => ({ retention, counting, by: { unit, version, clause } })),
    ),
    sure: said.length > 0 && !beforeAll && said.every(({ sure }) => sure),
  };
};

/**
 * How long an item is kept: by the version of its unit's schedule in force when it was formed, unless the item's own period is
 * longer. Where something is not known (the day, the title, which line), the longest of what is possible holds; where it is
 * possible that nobody says how long, the item is kept.
 * `schedules` are all versions of the schedules of each unit the item belongs to.
 */
export const decideRetention = (
  facts: RetentionFacts,
  schedules: readonly (readonly RetentionSchedule[])[],
): RetentionDecision => {
  const { formedOn, stated } = facts;
  const units = schedules.map((versions) => saidByUnit(versions, facts));
  const scheduled = units.flatMap(({ candidates }) => candidates);
  if (stated === undefined && !units.some(({ sure }) => sure)) return { findings: ["undecided"] };
  const own: Candidate[] = stated === undefined ? [] : [{ retention: stated, counting: "next-year" }];
  const bySchedule = longestOf(scheduled, formedOn);
  const holds = longestOf([...scheduled, ...own], formedOn);
  if (holds === undefined) return { findings: ["undecided"] };
  const disagrees = bySchedule !== undefined && stated !== undefined && !sameRetention(bySchedule.retention, stated);
  return {
    retention: holds.retention,
    dueOn: formedOn === undefined ? undefined : dueOn(holds.retention, formedOn, holds.counting),
    by: holds.by ?? (disagrees ? undefined : bySchedule?.by),
    ...(disagrees ? { scheduled: bySchedule.retention } : {}),
    findings: [
      ...(disagrees ? (["disagrees"] as const) : []),
      ...(bySchedule === undefined ? (["by-code-alone"] as const) : []),
      ...(formedOn === undefined && holds.retention.kind === "years" ? (["date-unknown"] as const) : []),
    ],
  };
};

/**
 * The earliest day on which the item can be due under any schedule there may ever be: nothing is shorter than its own period,
 * or than a year. Undefined when it can never be due.
 */
export const earliestDueOn = ({ formedOn, stated }: RetentionFacts): string | undefined => {
  if (formedOn === undefined) return undefined;
  return stated === undefined
    ? dueOn({ kind: "years", years: 1 }, formedOn, "day-formed")
    : dueOn(stated, formedOn, "next-year");
};
