import type { RetentionCounting, RetentionPeriod } from "../contract/retention.ts";
import type { FormedOn } from "./formed-on.ts";

/** As people write it. */
export const nameOfRetention = (period: RetentionPeriod): { readonly zh: string; readonly en: string } =>
  period.kind === "permanent"
    ? { zh: "永久", en: "permanent" }
    : { zh: `${period.years}年`, en: `${period.years} years` };

export const sameRetention = (one: RetentionPeriod, other: RetentionPeriod): boolean =>
  one.kind === "permanent" ? other.kind === "permanent" : other.kind === "years" && one.years === other.years;

/** The same day of a later year; 1 March where there is no 29 February. */
const yearsLater = (day: string, years: number): string => {
  const then = new Date(`${day}T00:00:00.000Z`);
  then.setUTCFullYear(then.getUTCFullYear() + years);
  return then.toISOString().slice(0, 10);
};

/**
 * The first day on which the period has run out, counted from the latest day on which the record can have been formed;
 * undefined for what is kept for ever. A record of 2011 kept for ten years, counted from the next year: 2022-01-01.
 */
export const dueOn = (period: RetentionPeriod, formed: FormedOn, counting: RetentionCounting): string | undefined => {
  if (period.kind === "permanent") return undefined;
  const { latest } = formed;
  return counting === "next-year"
    ? `${Number(latest.slice(0, 4)) + 1 + period.years}-01-01`
    : yearsLater(latest, period.years);
};
