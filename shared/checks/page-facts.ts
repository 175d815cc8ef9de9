import type { CheckProfile } from "../contract/check-profile.ts";
import { parseArchivalCode } from "../domain/archival-code.ts";
import type { ScanFacts } from "../domain/scan-facts.ts";
import { notChecked, at, type Finding } from "./check.ts";
import type { TestedPage } from "./evidence.ts";

/** What was noted of the scan when the page was read. */
export const scanOf = ({ reading }: TestedPage): ScanFacts | undefined =>
  reading.state === "read" ? reading.scan : undefined;

/** Nothing stands on the page: neither words nor anything else darker than paper. */
export const isBlank = ({ ink, lines }: ScanFacts, { leastInk }: Pick<CheckProfile, "leastInk">): boolean =>
  lines === 0 && ink < leastInk;

/** 门类代码 of a 档号, where it states one. */
export const kindOf = (archivalCode: string): string | undefined => {
  const read = parseArchivalCode(archivalCode);
  return read.ok && "category" in read.code ? read.code.category.class : undefined;
};

/** Pages of each item, in order of their numbers. */
export const byItem = (pages: readonly TestedPage[]): ReadonlyMap<string, readonly TestedPage[]> => {
  const items = Map.groupBy(pages, ({ archivalCode }) => archivalCode);
  for (const of of items.values()) of.sort((one, other) => one.page - other.page);
  return items;
};

/**
 * Looks at the scan of every page. A page of which nothing was noted was not checked; one that could not be opened at all is
 * told of by the check for that, once.
 */
export function* eachScan(
  pages: readonly TestedPage[],
  look: (scan: ScanFacts, page: TestedPage) => Finding | undefined,
): Generator<Finding> {
  for (const page of pages) {
    if (page.reading.state === "failed") continue;
    const scan = scanOf(page);
    const finding = scan === undefined ? notChecked("scan-not-measured", at(page)) : look(scan, page);
    if (finding !== undefined) yield finding;
  }
}
