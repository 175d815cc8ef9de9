import { describe, expect, test } from "vitest";
import { retentionFacts } from "../../shared/domain/retention-facts.ts";

const itemOf = (archivalCode: string, more = {}) => ({
  archiveId: "440100",
  archivalCode,
  homeRegion: "cn-north-1",
  title: archivalCode,
  fonds: "Z109",
  firstAcceptedAt: "2026-11-23T08:00:00.000Z",
  ...more,
});
const code = "Z109-WS·2011·D10·办公室-0001";
const years = (count: number) => ({ kind: "years" as const, years: count });
const wholeYear = (year: number) => ({ earliest: `${year}-01-01`, latest: `${year}-12-31` });

describe("what a description adds to what the 档号 says", () => {
  test("is the title, and a day within the year", () => {
    expect(retentionFacts(itemOf(code), { title: "值班记录", date: "20110305" })).toMatchObject({
      title: "值班记录",
      formedOn: { earliest: "2011-03-05", latest: "2011-03-05" },
      stated: years(10),
    });
  });

  test("is a period and a date where the 档号 has none", () => {
    const old = itemOf("Z109-001-002-003");
    expect(retentionFacts(old)).toMatchObject({ formedOn: undefined, stated: undefined });
    expect(retentionFacts(old, { title: "婚姻登记", year: 1953, retentionPeriod: years(100) })).toMatchObject({
      formedOn: wholeYear(1953),
      stated: years(100),
    });
  });

  test("never shortens: of two periods the longer counts, of two years either may be true", () => {
    const facts = (more: object) => retentionFacts(itemOf(code), { title: "x", ...more });
    expect(facts({ retentionPeriod: years(30) }).stated).toEqual(years(30));
    expect(facts({ retentionPeriod: years(5) }).stated).toEqual(years(10));
    expect(facts({ retentionPeriod: { kind: "permanent" } }).stated).toEqual({ kind: "permanent" });
    expect(facts({ date: "20130102" }).formedOn).toEqual({ earliest: "2011-01-01", latest: "2013-01-02" });
    expect(facts({ date: "1999[0000]" }).formedOn).toEqual({ earliest: "1999-01-01", latest: "2011-12-31" });
    expect(facts({ year: 2012 }).formedOn).toEqual({ earliest: "2011-01-01", latest: "2012-12-31" });
  });

  test("is no date at all where it cannot be read, and then the year holds", () => {
    expect(retentionFacts(itemOf(code), { title: "x", date: "[20110305]" }).formedOn).toEqual(wholeYear(2011));
  });
});
