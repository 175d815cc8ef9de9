import { at, failed, notChecked, type Check } from "../check.ts";
import { scanning } from "../clauses.ts";
import { eachScan, kindOf } from "../page-facts.ts";

/** The longest side of A0, and a hand's breadth: a scan whose stated resolution makes it larger states a wrong one. */
const longestPaperInches = 52;

/** 分辨率: dots per inch as the file states them. A file that states none, or none that can be true, was not checked. */
export const resolution: Check = {
  id: "usability.resolution",
  property: "usability",
  stages: ["transfer"],
  clause: scanning("扫描分辨率", "resolution of scans"),
  run: ({ pages }, { resolution: { least, byKind } }) =>
    eachScan(pages, ({ dpi, drawn, width, height }, page) => {
      if (drawn === true) return undefined;
      if (dpi === undefined) return notChecked("dpi-not-stated", at(page));
      if (Math.max(width, height) / dpi > longestPaperInches)
        return notChecked("dpi-implausible", { ...at(page), facts: { dpi: Math.round(dpi), width, height } });
      const wanted = byKind[kindOf(page.archivalCode) ?? ""] ?? least;
      // Files state it in whole dots per inch or per centimetre: what is rounded down is not too little.
      return Math.ceil(dpi) < wanted
        ? failed("dpi-too-low", { ...at(page), facts: { dpi: Math.round(dpi), least: wanted } })
        : undefined;
    }),
};
