import { failed, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";
import { byItem } from "../page-facts.ts";

/** 连续性检测, of pages: an item's pages run from 1 to its last without a gap (DA/T 31-2017: none missing). */
export const pageSequence: Check = {
  id: "integrity.page-sequence",
  property: "integrity",
  stages: ["transfer"],
  clause: fourProperty("连续性元数据项检测（页号）", "consecutive numbers have no gaps (pages)"),
  *run({ pages }) {
    for (const [archivalCode, of] of byItem(pages)) {
      let expected = 1;
      for (const { page } of of) {
        for (; expected < page; expected += 1) yield failed("page-missing", { archivalCode, page: expected });
        expected = page + 1;
      }
    }
  },
};
