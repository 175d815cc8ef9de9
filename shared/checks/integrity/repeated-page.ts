import { at, failed, type Check } from "../check.ts";
import { scanning } from "../clauses.ts";

/** The same bytes twice in one batch: a page was scanned once and filed twice. */
export const repeatedPage: Check = {
  id: "integrity.repeated-page",
  property: "integrity",
  stages: ["transfer"],
  clause: scanning("不重页（数字摘要相同）", "no page twice (equal digest)"),
  *run({ pages }) {
    const first = new Map<string, string>();
    for (const page of pages) {
      const bytes = `${page.file.sha256} ${page.file.pageInFile}`;
      const before = first.get(bytes);
      if (before === undefined) first.set(bytes, `${page.archivalCode} ${page.page}`);
      else yield failed("same-bytes", { ...at(page), facts: { as: before } });
    }
  },
};
