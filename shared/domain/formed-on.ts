import { calendarDay } from "../contract/retention.ts";

/** 形成日期 as far as it is known: the first and the last day on which the record can have been formed, `YYYY-MM-DD`. */
export type FormedOn = { readonly earliest: string; readonly latest: string };

const two = (number: number): string => String(number).padStart(2, "0");
const lastDay = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

export const formedInYear = (year: number): FormedOn => ({ earliest: `${year}-01-01`, latest: `${year}-12-31` });

const formedInMonth = (year: number, month: number): FormedOn => ({
  earliest: `${year}-${two(month)}-01`,
  latest: `${year}-${two(month)}-${two(lastDay(year, month))}`,
});

/** One date of DA/T 18-2022, `YYYYMMDD`: what is missing, `00` or stands in [ ] is unknown, and so is all behind it. */
const readOne = (text: string): FormedOn | undefined => {
  const known = /^(\d{4})(\d{2})?(\d{2})?$/.exec(text.replace(/\[.*$/, ""));
  const year = Number(known?.[1] ?? 0);
  if (year < 1000) return undefined;
  const month = Number(known?.[2] ?? 0);
  if (month === 0) return formedInYear(year);
  if (month > 12) return undefined;
  const day = Number(known?.[3] ?? 0);
  if (day === 0) return formedInMonth(year, month);
  const exact = calendarDay.safeParse(`${year}-${two(month)}-${two(day)}`);
  return exact.success ? { earliest: exact.data, latest: exact.data } : undefined;
};

/**
 * Reads a date, or a span of dates (`20110305-20110401`), as a description states it (DA/T 18-2022; dashes and dots within a date
 * are taken too). Of a span the record was formed on its last day: it was not complete before.
 * @returns undefined when not even the year is known.
 */
export const readFormedOn = (text: string): FormedOn | undefined => {
  const folded = text.normalize("NFKC").replaceAll(/\s/g, "");
  const plain = /^\d{4}-\d{2}(-\d{2})?$/.test(folded) ? folded.replaceAll("-", "") : folded;
  const parts = plain.replaceAll(/[.年月日]/g, "").split(/[-~—–/]/);
  const ends = parts.map(readOne);
  return parts.length <= 2 && ends.every((end) => end !== undefined) ? ends.at(-1) : undefined;
};
