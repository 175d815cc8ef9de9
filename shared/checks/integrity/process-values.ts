import { failed, notChecked, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";

/** 过程信息完整性: drafts and handling of electronic records, in the fields an archive names for them. */
export const processValues: Check = {
  id: "integrity.process-values",
  property: "integrity",
  stages: ["transfer"],
  clause: fourProperty("过程信息完整性检测", "process information is present"),
  idle: (_, { processValues: fields }) =>
    fields.length > 0
      ? undefined
      : {
          zh: "本馆没有要求过程信息（纸质档案数字化件没有）。",
          en: "The archive asks for none (scans of paper have none).",
        },
  *run({ items }, { processValues: fields }) {
    if (items === undefined) {
      yield notChecked("no-catalogue");
      return;
    }
    for (const { archivalCode, values } of items)
      for (const field of fields)
        if ((values[field] ?? "").trim() === "")
          yield failed("process-value-missing", { archivalCode, facts: { field } });
  },
};
