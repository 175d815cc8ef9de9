import type { ListedUnit } from "../contract/accession.ts";
import { parseArchivalCode } from "./archival-code.ts";
import { parseReferenceCode, volumeOf } from "./reference-code.ts";

/** 双套同步接收: how the paper that a hand-over list promises and the digital sets that came go together. Codes in order. */
export type DoubleIntake = {
  /** Units of which paper was promised, and units of which a digital set came. */
  readonly paper: number;
  readonly digital: number;
  /** Paper, or a promised digital set, of which nothing digital came. */
  readonly withoutDigital: string[];
  /** A digital set that came of which no paper is promised, though the unit is listed. */
  readonly withoutPaper: string[];
  /** A digital set that came of what the list does not name. */
  readonly notListed: string[];
  /** Every listed unit came on paper and digitally, and nothing else. */
  readonly matches: boolean;
};

/** One spelling for each unit; a code that is none stays as it is written, and meets nothing. */
const canonicalUnit = (code: string): string =>
  (parseReferenceCode("volume", code) ?? parseReferenceCode("item", code))?.canonical ?? code;

/** The unit an item belongs to: itself where the list names it, else its volume, else none but itself. */
const unitOf = (item: string, listed: ReadonlySet<string>): string => {
  if (listed.has(item)) return item;
  const parsed = parseArchivalCode(item);
  return (parsed.ok ? volumeOf(parsed.code) : undefined) ?? item;
};

/** Compares the volumes (or items) of a hand-over list with the items of which digital pages came. */
export const compareDoubleIntake = (list: readonly ListedUnit[], items: Iterable<string>): DoubleIntake => {
  const media = new Map(list.map(({ archivalCode, medium }) => [canonicalUnit(archivalCode), medium]));
  const listed = new Set(media.keys());
  const came = new Set<string>();
  for (const item of items) came.add(unitOf(item, listed));
  const inOrder = (codes: Iterable<string>): string[] => [...codes].sort();
  const paper = inOrder(listed).filter((unit) => media.get(unit) !== "digital");
  const withoutDigital = inOrder(listed).filter((unit) => !came.has(unit));
  const withoutPaper = inOrder(came).filter((unit) => media.get(unit) === "digital");
  const notListed = inOrder(came).filter((unit) => !listed.has(unit));
  return {
    paper: paper.length,
    digital: came.size,
    withoutDigital,
    withoutPaper,
    notListed,
    matches: withoutDigital.length + withoutPaper.length + notListed.length === 0,
  };
};
