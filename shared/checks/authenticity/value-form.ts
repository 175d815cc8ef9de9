import { failed, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";
import { eachValue } from "../described-values.ts";
import { hasForm } from "../value-forms.ts";

/** 元数据项数据类型、格式检测. */
export const valueForm: Check = {
  id: "authenticity.value-form",
  property: "authenticity",
  stages: ["transfer"],
  clause: fourProperty("元数据项数据类型、格式检测", "types and forms of metadata values"),
  run: (evidence, profile) =>
    eachValue(evidence, profile, ({ item, field, value, rule }) =>
      hasForm(value, rule.form)
        ? undefined
        : failed("value-malformed", { archivalCode: item.archivalCode, facts: { field, value, form: rule.form } }),
    ),
};
