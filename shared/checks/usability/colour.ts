import { colourDepth } from "../../contract/check-profile.ts";
import { at, failed, type Check } from "../check.ts";
import { scanning } from "../clauses.ts";
import { eachScan, kindOf } from "../page-facts.ts";

const rank = (depth: (typeof colourDepth.options)[number]): number => colourDepth.options.indexOf(depth);

/** 色彩模式: as deep as the kind of record asks for (colour for red heads, seals and photographs). */
export const colour: Check = {
  id: "usability.colour",
  property: "usability",
  stages: ["transfer"],
  clause: scanning("扫描色彩模式", "colour depth of scans"),
  run: ({ pages }, { colour: { least, byKind } }) =>
    eachScan(pages, ({ depth }, page) => {
      const wanted = byKind[kindOf(page.archivalCode) ?? ""] ?? least;
      return rank(depth) < rank(wanted)
        ? failed("depth-too-low", { ...at(page), facts: { depth, least: wanted } })
        : undefined;
    }),
};
