import { failed, notChecked, type Check } from "../check.ts";

const unclassified: ReadonlySet<string> = new Set(["", "none", "无", "非密", "公开", "unclassified"]);

/** 涉密不上网 (保密法 art. 31(3)): no description declares a secrecy level. */
export const classification: Check = {
  id: "security.classification",
  property: "security",
  stages: ["transfer"],
  clause: {
    standard: "保密法 31(三)",
    title: { zh: "不含国家秘密", en: "no state secrets" },
    seen: true,
  },
  *run({ items }) {
    if (items === undefined) {
      yield notChecked("no-catalogue");
      return;
    }
    for (const { archivalCode, values } of items) {
      const level = (values["classification"] ?? "").trim();
      if (!unclassified.has(level.toLowerCase())) yield failed("classified", { archivalCode, facts: { level } });
    }
  },
};
