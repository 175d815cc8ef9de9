import { parseArchivalCode } from "../../domain/archival-code.ts";
import { failed, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";

/** Item numbers by what stands before them in the code, in order. */
const numbers = (codes: Iterable<string>): ReadonlyMap<string, number[]> => {
  const found = new Map<string, number[]>();
  for (const archivalCode of codes) {
    const read = parseArchivalCode(archivalCode);
    if (!read.ok) continue;
    const before = archivalCode.slice(0, archivalCode.lastIndexOf("-"));
    const known = found.get(before);
    if (known === undefined) found.set(before, [Number(read.code.item)]);
    else known.push(Number(read.code.item));
  }
  for (const of of found.values()) of.sort((one, other) => one - other);
  return found;
};

/** 连续性元数据项检测, of items: between the first and the last of a volume or category none is missing. */
export const itemSequence: Check = {
  id: "integrity.item-sequence",
  property: "integrity",
  stages: ["transfer"],
  clause: fourProperty("连续性元数据项检测（件号）", "consecutive numbers have no gaps (items)"),
  *run({ pages, items = [] }) {
    const codes = new Set([...pages, ...items].map(({ archivalCode }) => archivalCode));
    for (const [before, of] of numbers(codes))
      for (const [index, number] of of.entries()) {
        const previous = of[index - 1];
        if (previous !== undefined && number > previous + 1)
          yield failed("items-missing", { archivalCode: before, facts: { from: previous + 1, to: number - 1 } });
      }
  },
};
