import { parseArchivalCode } from "./archival-code.ts";
import { formedInYear } from "./formed-on.ts";
import type { ItemDescription } from "./item.ts";
import type { RetentionFacts } from "./retention.ts";

/** What an item's 档号 and its description tell of its retention. A title that is the 档号 itself is none yet. */
export const retentionFacts = ({ archivalCode, title, year }: ItemDescription): RetentionFacts => {
  const parsed = parseArchivalCode(archivalCode);
  const category = parsed.ok && "category" in parsed.code ? parsed.code.category : undefined;
  const formedIn = year ?? category?.year;
  return {
    recordClass: category?.class,
    subClasses: category?.subClasses,
    office: category?.office,
    title: title === archivalCode ? undefined : title,
    formedOn: formedIn === undefined ? undefined : formedInYear(formedIn),
    stated: category?.retention,
  };
};
