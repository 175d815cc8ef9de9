import { failed, notChecked, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";

/** 元数据可读取、可访问: every row of the catalogue could be read. */
export const catalogue: Check = {
  id: "usability.catalogue",
  property: "usability",
  stages: ["transfer"],
  clause: fourProperty("元数据可读性、可访问性检测", "metadata are readable and accessible"),
  *run({ items, unreadRows }) {
    if (items === undefined) yield notChecked("no-catalogue");
    else if (unreadRows > 0) yield failed("rows-unread", { facts: { rows: unreadRows } });
  },
};
