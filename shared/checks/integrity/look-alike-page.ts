import { at, failed, type Check } from "../check.ts";
import { scanning } from "../clauses.ts";
import { lookAlikes } from "../look-alikes.ts";
import { isBlank, scanOf } from "../page-facts.ts";

/** The same page scanned twice: other bytes, but the picture and the words are nearly the same. A person decides. */
export const lookAlikePage: Check = {
  id: "integrity.look-alike-page",
  property: "integrity",
  stages: ["transfer"],
  clause: scanning("不重页（图像相似）", "no page twice (like pictures)"),
  *run({ pages }, profile) {
    const seen = pages.flatMap((page) => {
      const scan = scanOf(page);
      // Blank pages are all alike.
      return scan === undefined || isBlank(scan, profile) ? [] : [{ page, scan }];
    });
    for (const { one, other } of lookAlikes(seen, ({ scan }) => scan))
      // Equal bytes are told of by their digest.
      if (one.page.file.sha256 !== other.page.file.sha256)
        yield failed("looks-like", {
          ...at(other.page),
          facts: { as: `${one.page.archivalCode} ${one.page.page}` },
        });
  },
};
