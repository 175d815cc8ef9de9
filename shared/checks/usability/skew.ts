import { at, failed, notChecked, type Check } from "../check.ts";
import { scanning } from "../clauses.ts";
import { eachScan, isBlank } from "../page-facts.ts";

/** 偏斜度: by the slope of the lines of text. A blank page has none; on one of pictures nobody can tell. */
export const skew: Check = {
  id: "usability.skew",
  property: "usability",
  stages: ["transfer"],
  clause: scanning("图像偏斜度", "skew of scans"),
  run: ({ pages }, profile) =>
    eachScan(pages, (scan, page) => {
      const { skew: degrees, drawn } = scan;
      const { mostSkew } = profile;
      if (drawn === true || isBlank(scan, profile)) return undefined;
      if (degrees === undefined) return notChecked("skew-unknown", at(page));
      return Math.abs(degrees) > mostSkew
        ? failed("skewed", { ...at(page), facts: { degrees: Math.round(degrees * 10) / 10, most: mostSkew } })
        : undefined;
    }),
};
