import { failed, notChecked, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";

/** 重复性检测: no two items say the same where each must say something of its own. */
export const duplicateValues: Check = {
  id: "authenticity.duplicate-values",
  property: "authenticity",
  stages: ["transfer"],
  clause: fourProperty("档号、文号、题名等重复性检测", "duplicates of code, number or title"),
  *run({ items }, { values }) {
    if (items === undefined) {
      yield notChecked("no-catalogue");
      return;
    }
    const unique = Object.keys(values).filter((field) => values[field]?.unique === true);
    for (const field of unique) {
      const first = new Set<string>();
      for (const { archivalCode, values: said } of items) {
        const value = said[field];
        if (value === undefined || value === "") continue;
        if (first.has(value)) yield failed("value-twice", { archivalCode, facts: { field, value } });
        first.add(value);
      }
    }
  },
};
