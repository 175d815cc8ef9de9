import { failed, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";
import { batchOfSentFiles } from "../sent-files.ts";

/** 信息包一致性: what was received is, file by file, what the hand-over list says was sent. */
export const asSent: Check = {
  id: "authenticity.as-sent",
  property: "authenticity",
  stages: ["transfer"],
  clause: fourProperty("移交信息包与发送的信息包一致性检测", "what was received equals what was sent"),
  idle: ({ sent }) =>
    sent === undefined
      ? { zh: "移交清册没有逐个列出文件和数字摘要。", en: "The hand-over list names no files with digests." }
      : undefined,
  *run(evidence) {
    for (const { sent, received } of batchOfSentFiles(evidence))
      if (received !== undefined && received.sha256 !== sent.sha256)
        yield failed("not-as-sent", { facts: { key: sent.key, sent: sent.sha256, received: received.sha256 } });
  },
};
