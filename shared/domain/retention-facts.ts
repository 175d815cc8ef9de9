import type { RetentionPeriod } from "../contract/retention.ts";
import { parseArchivalCode } from "./archival-code.ts";
import type { Description } from "./description.ts";
import { formedInYear, readFormedOn, type FormedOn } from "./formed-on.ts";
import type { ItemDescription } from "./item.ts";
import type { RetentionFacts } from "./retention.ts";

/** What a description says that matters for retention; see `description.ts`. */
type Described = Pick<Description, "title" | "date" | "year" | "retentionPeriod">;

const longer = (one: RetentionPeriod | undefined, other: RetentionPeriod | undefined): RetentionPeriod | undefined => {
  if (one === undefined || other === undefined) return one ?? other;
  if (one.kind === "permanent" || other.kind === "permanent") return { kind: "permanent" };
  return one.years >= other.years ? one : other;
};

/** The days on which a record can have been formed by any of several dates: they need not agree. */
const spanOf = (dates: readonly (FormedOn | undefined)[]): FormedOn | undefined => {
  const known = dates.filter((date) => date !== undefined);
  const [earliest] = known.map((date) => date.earliest).sort();
  const latest = known
    .map((date) => date.latest)
    .sort()
    .at(-1);
  return earliest === undefined || latest === undefined ? undefined : { earliest, latest };
};

const inYear = (year: number | undefined): FormedOn | undefined =>
  year === undefined ? undefined : formedInYear(year);

/** A date within the year that is stated says it more exactly; else both may be true. */
const formedBy = (date: FormedOn | undefined, year: FormedOn | undefined): FormedOn | undefined =>
  date !== undefined && year !== undefined && year.earliest <= date.earliest && date.latest <= year.latest
    ? date
    : spanOf([date, year]);

/**
 * What an item's 档号 and its description tell of its retention. Where the two state different periods the longer counts as the
 * item's own, and where they state different dates any of them may be true. A title that is the 档号 itself is none yet.
 */
export const retentionFacts = (
  { archivalCode, title, year }: ItemDescription,
  described?: Described,
): RetentionFacts => {
  const parsed = parseArchivalCode(archivalCode);
  const category = parsed.ok && "category" in parsed.code ? parsed.code.category : undefined;
  const known = described?.title ?? title;
  const date = described?.date === undefined ? undefined : readFormedOn(described.date);
  const years = spanOf([inYear(category?.year), inYear(year), inYear(described?.year)]);
  return {
    recordClass: category?.class,
    subClasses: category?.subClasses,
    office: category?.office,
    title: known === archivalCode ? undefined : known,
    formedOn: formedBy(date, years),
    stated: longer(category?.retention, described?.retentionPeriod),
  };
};
