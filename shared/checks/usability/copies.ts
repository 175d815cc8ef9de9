import { at, failed, notChecked, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";

/** 备份数据可恢复性: every copy was read back in its region and found equal. */
export const copies: Check = {
  id: "usability.copies",
  property: "usability",
  stages: ["transfer", "preservation"],
  clause: fourProperty("备份数据可恢复性检测", "backup data can be restored"),
  *run({ pages }) {
    for (const page of pages)
      for (const { region, state, code = "" } of page.replicas) {
        if (state === "failed") yield failed("copy-failed", { ...at(page), facts: { region, problem: code } });
        if (state === "pending") yield notChecked("copy-unproven", { ...at(page), facts: { region } });
      }
  },
};
