import { failed, notChecked, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";
import { byItem } from "../page-facts.ts";

/** 内容数据完整性: an item ends at the page at which the catalogue says it does. Gaps before that are another check's. */
export const pagesDescribed: Check = {
  id: "integrity.pages-described",
  property: "integrity",
  stages: ["transfer"],
  clause: fourProperty("内容数据完整性检测（页数与目录相符）", "content is complete (pages as described)"),
  *run({ pages, items }) {
    if (items === undefined) {
      yield notChecked("no-catalogue");
      return;
    }
    const came = byItem(pages);
    for (const { archivalCode, values } of items) {
      const described = Number(values["pages"] ?? "");
      const last = came.get(archivalCode)?.at(-1)?.page;
      if (last === undefined || !Number.isInteger(described) || described < 1 || last === described) continue;
      yield failed("pages-not-as-described", { archivalCode, facts: { described, last } });
    }
  },
};
