import { failed, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";
import { eachValue } from "../described-values.ts";

/** 元数据项数据长度检测. */
export const valueLength: Check = {
  id: "authenticity.value-length",
  property: "authenticity",
  stages: ["transfer"],
  clause: fourProperty("元数据项数据长度检测", "lengths of metadata values"),
  run: (evidence, profile) =>
    eachValue(evidence, profile, ({ item, field, value, rule }) => {
      const length = Array.from(value).length;
      return length > rule.maxLength
        ? failed("value-too-long", {
            archivalCode: item.archivalCode,
            facts: { field, length, limit: rule.maxLength },
          })
        : undefined;
    }),
};
