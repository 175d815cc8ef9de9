import { at, failed, type Check } from "../check.ts";
import { scanning } from "../clauses.ts";
import { eachScan, isBlank } from "../page-facts.ts";

/** A page with nothing on it: a back, or a sheet that the scanner drew in empty. */
export const blankPage: Check = {
  id: "usability.blank-page",
  property: "usability",
  stages: ["transfer"],
  clause: scanning("空白页", "blank pages"),
  run: ({ pages }, profile) =>
    eachScan(pages, (scan, page) => (isBlank(scan, profile) ? failed("blank", at(page)) : undefined)),
};
