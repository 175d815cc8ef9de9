import { failed, type Check } from "../check.ts";
import { remembered } from "../clauses.ts";

/** 附件完整性: what a description says belongs to an item came too. */
export const attachments: Check = {
  id: "integrity.attachments",
  property: "integrity",
  stages: ["transfer"],
  clause: remembered("附件数据完整性检测", "attachments are complete"),
  idle: ({ items = [] }) =>
    items.some(({ attachments: of = [] }) => of.length > 0)
      ? undefined
      : { zh: "目录没有写明附件。", en: "The catalogue names no attachments." },
  *run({ items = [], pages }) {
    const came = new Set(pages.map(({ archivalCode }) => archivalCode));
    for (const { archivalCode, attachments: of = [] } of items)
      for (const attachment of of)
        if (!came.has(attachment)) yield failed("attachment-missing", { archivalCode, facts: { attachment } });
  },
};
