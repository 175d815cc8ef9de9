import { parseArchivalCode } from "../../domain/archival-code.ts";
import { failed, type Check, type Finding } from "../check.ts";
import { fourProperty } from "../clauses.ts";
import { eachValue } from "../described-values.ts";
import { readDates, type CalendarDate } from "../value-forms.ts";

const yearInCode = (archivalCode: string): number | undefined => {
  const read = parseArchivalCode(archivalCode);
  return read.ok && "category" in read.code ? read.code.category.year : undefined;
};

/** The first day a date may mean, to be compared as text. */
const earliest = ({ year, month = 1, day = 1 }: CalendarDate): string =>
  `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

/** A record is not made after it is tested; one that is filed under a year is not made after that year. */
const implausibleDate = (archivalCode: string, field: string, value: string, tested: string): Finding | undefined => {
  const dates = readDates(value);
  if (dates.some((date) => earliest(date) > tested.slice(0, 10)))
    return failed("date-in-future", { archivalCode, facts: { field, value } });
  const filed = yearInCode(archivalCode);
  return filed !== undefined && dates.some(({ year }) => year > filed)
    ? failed("date-after-filing", { archivalCode, facts: { field, value, year: filed } })
    : undefined;
};

/** 元数据项数据值合理性检测. */
export const plausibility: Check = {
  id: "authenticity.plausibility",
  property: "authenticity",
  stages: ["transfer"],
  clause: fourProperty("元数据项数据值合理性检测", "metadata values are plausible"),
  run: (evidence, profile) =>
    eachValue(evidence, profile, ({ item: { archivalCode }, field, value, rule }) => {
      if (rule.form === "date") return implausibleDate(archivalCode, field, value, evidence.at);
      if (field === "pages" && /^0+$/.test(value)) return failed("no-pages-described", { archivalCode });
      return undefined;
    }),
};
