import { retentionPeriod, type RetentionCounting, type RetentionPeriod } from "../contract/retention.ts";
import type { FormedOn } from "./formed-on.ts";

export const permanent: RetentionPeriod = { kind: "permanent" };

/** Reads a 保管期限 as codes and descriptions write it: `Y`, `永久`, `D30`, `30年`, `30`; undefined for anything else. */
export const readRetentionPeriod = (text: string): RetentionPeriod | undefined => {
  const folded = text.normalize("NFKC").trim().toUpperCase();
  if (folded === "Y" || folded === "永久" || folded === "PERMANENT") return permanent;
  const years = /^(?:D|定期)?0*([1-9]\d{0,3})年?$/.exec(folded)?.[1];
  const read = retentionPeriod.safeParse({ kind: "years", years: Number(years) });
  return read.success ? read.data : undefined;
};

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
