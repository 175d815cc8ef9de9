import { failed, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";
import { eachValue } from "../described-values.ts";

/** 元数据项值域符合度检测. */
export const valueDomain: Check = {
  id: "authenticity.value-domain",
  property: "authenticity",
  stages: ["transfer"],
  clause: fourProperty("元数据项值域符合度检测", "metadata values are of their domain"),
  run: (evidence, profile) =>
    eachValue(evidence, profile, ({ item, field, value, rule }) =>
      rule.domain === undefined || rule.domain.includes(value)
        ? undefined
        : failed("value-outside-domain", {
            archivalCode: item.archivalCode,
            facts: { field, value, domain: rule.domain.join("、") },
          }),
    ),
};
