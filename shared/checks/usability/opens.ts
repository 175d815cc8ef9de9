import { at, failed, notChecked, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";

/** 内容数据可读性: every page was opened and read. */
export const opens: Check = {
  id: "usability.opens",
  property: "usability",
  stages: ["transfer", "preservation"],
  clause: fourProperty("内容数据可打开、可读性检测", "content opens"),
  *run({ pages }) {
    for (const page of pages) {
      const { reading } = page;
      if (reading.state === "pending") yield notChecked("not-read-yet", at(page));
      if (reading.state !== "failed") continue;
      // A page whose function was ended again and again was not found broken: nobody could tell.
      if (reading.code === "gave-up") yield notChecked("reading-gave-up", at(page));
      else yield failed("does-not-open", { ...at(page), facts: { problem: reading.code } });
    }
  },
};
