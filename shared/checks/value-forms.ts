import type { ValueRule } from "../contract/check-profile.ts";

/** Marks of what is uncertain (DA/T 18-2022) and separators say nothing of the form. */
const bareDate = (value: string): string =>
  value
    .replaceAll(/[[\]?？[]]/g, "")
    .replaceAll(/[-./年月]/g, "")
    .replace(/日$/, "");

export type CalendarDate = { readonly year: number; readonly month?: number; readonly day?: number };

/** A date that may lack its day or month; zeros stand for what is not known. Undefined for no date at all. */
const readDate = (value: string): CalendarDate | undefined => {
  const [, year, month, day] = /^(\d{4})(\d{2})?(\d{2})?$/.exec(bareDate(padded(value))) ?? [];
  if (year === undefined) return undefined;
  const [m, d] = [Number(month ?? "0"), Number(day ?? "0")];
  if (m > 12 || d > daysIn(Number(year), m)) return undefined;
  return { year: Number(year), ...(m === 0 ? {} : { month: m }), ...(d === 0 ? {} : { day: d }) };
};

/** The dates of a span (`20110301-20110405`), or the one that is stated; none where any of it is no date. */
export const readDates = (value: string): readonly CalendarDate[] => {
  const dates = value.split(/-(?=\[?\d{4}(?:[\d[\]]|$))/).map(readDate);
  const read = dates.filter((date) => date !== undefined);
  return read.length === dates.length ? read : [];
};

/** `2011年3月5日` and `2011-3-5` with their zeros. */
const padded = (value: string): string =>
  value.replace(
    /(\d{4})([-./年])(\d{1,2})(?:([-./月])(\d{1,2}))?/,
    (_, year: string, one: string, month: string, two = "", day = "") =>
      `${year}${one}${month.padStart(2, "0")}${String(two)}${String(day) === "" ? "" : String(day).padStart(2, "0")}`,
  );

const daysIn = (year: number, month: number): number =>
  month === 0 ? 0 : new Date(Date.UTC(year, month, 0)).getUTCDate();

/** 保管期限: `Y` or 永久, `D30`, `30年`, or the number alone. */
const retention = /^(Y|永久|permanent|D[1-9]\d{0,2}|[1-9]\d{0,2}年?)$/i;

/** Whether a value has the form its field asks for. */
export const hasForm = (value: string, form: ValueRule["form"]): boolean => {
  switch (form) {
    case "text":
      return true;
    case "whole-number":
      return /^\d{1,9}$/.test(value);
    case "retention":
      return retention.test(value);
    case "date":
      return readDates(value).length > 0;
  }
};
