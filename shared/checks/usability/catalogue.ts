import { failed, notChecked, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";

/** 元数据可读取、可访问: every catalogue was read to its end, and every row of it. */
export const catalogue: Check = {
  id: "usability.catalogue",
  property: "usability",
  stages: ["transfer"],
  clause: fourProperty("元数据可读性、可访问性检测", "metadata are readable and accessible"),
  *run({ items, unreadRows, unreadCatalogues }) {
    if (items === undefined) {
      yield notChecked("no-catalogue");
      return;
    }
    for (const key of unreadCatalogues) yield failed("catalogue-unread", { facts: { key } });
    if (unreadRows > 0) yield failed("rows-unread", { facts: { rows: unreadRows } });
  },
};
