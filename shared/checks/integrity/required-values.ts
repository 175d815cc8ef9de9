import { failed, notChecked, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";

/** 元数据必填著录项目完整性检测 (DA/T 18-2022). */
export const requiredValues: Check = {
  id: "integrity.required-values",
  property: "integrity",
  stages: ["transfer"],
  clause: fourProperty("元数据必填著录项目检测", "required metadata are present"),
  *run({ items }, { values }) {
    if (items === undefined) {
      yield notChecked("no-catalogue");
      return;
    }
    const required = Object.keys(values).filter((field) => values[field]?.required === true);
    for (const { archivalCode, values: said } of items)
      for (const field of required)
        if ((said[field] ?? "").trim() === "") yield failed("value-missing", { archivalCode, facts: { field } });
  },
};
