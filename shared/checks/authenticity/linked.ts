import { failed, notChecked, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";

/** 元数据与内容数据关联一致性: each item that came is described, and each that is described as an item came. */
export const linked: Check = {
  id: "authenticity.linked",
  property: "authenticity",
  stages: ["transfer", "preservation"],
  clause: fourProperty("元数据与内容数据关联一致性检测", "metadata and content are linked"),
  *run({ pages, items }) {
    if (items === undefined) {
      yield notChecked("no-catalogue");
      return;
    }
    const described = new Set(items.map(({ archivalCode }) => archivalCode));
    const came = new Set(pages.map(({ archivalCode }) => archivalCode));
    for (const archivalCode of came) if (!described.has(archivalCode)) yield failed("not-described", { archivalCode });
    for (const { archivalCode, values } of items)
      if ((values["level"] ?? "item") === "item" && !came.has(archivalCode))
        yield failed("no-content", { archivalCode });
  },
};
