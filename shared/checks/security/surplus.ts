import { failed, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";
import { isSurplus } from "../refused-objects.ts";

/** 载体中多余文件检测: nothing came that is no record, or that the hand-over list does not name. */
export const surplus: Check = {
  id: "security.surplus",
  property: "security",
  stages: ["transfer"],
  clause: fourProperty("载体中多余文件检测", "no surplus files"),
  *run({ refused, sent, pages }) {
    for (const { key, code } of refused) if (isSurplus(code)) yield failed("surplus-object", { facts: { key } });
    if (sent === undefined) return;
    const named = new Set(sent.map(({ key }) => key));
    const came = new Set(pages.map(({ arrival }) => arrival.key));
    for (const key of came) if (!named.has(key)) yield failed("not-on-list", { facts: { key } });
  },
};
