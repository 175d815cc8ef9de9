import { failed, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";
import { toldElsewhere } from "../refused-objects.ts";
import { batchOfSentFiles } from "../sent-files.ts";

/** 内容数据齐全: no scan of the batch still stands refused, and every file of the hand-over list came. */
export const content: Check = {
  id: "integrity.content",
  property: "integrity",
  stages: ["transfer"],
  clause: fourProperty("内容数据齐全性检测", "content is present and complete"),
  *run(evidence) {
    const refused = new Set(evidence.refused.map(({ key }) => key));
    for (const { key, code } of evidence.refused)
      if (!toldElsewhere(code)) yield failed("refused", { facts: { key, code } });
    for (const { sent, received } of batchOfSentFiles(evidence))
      if (received === undefined && !refused.has(sent.key)) yield failed("not-received", { facts: { key: sent.key } });
  },
};
