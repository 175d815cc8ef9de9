import { failed, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";
import { batchOfSentFiles } from "../sent-files.ts";

/** 电子属性一致性: sizes are those of the hand-over list. Names and formats were compared when each file was taken in. */
export const fileAttributes: Check = {
  id: "authenticity.file-attributes",
  property: "authenticity",
  stages: ["transfer"],
  clause: fourProperty("电子属性信息与元数据一致性检测", "electronic attributes equal the metadata"),
  idle: ({ sent = [] }) =>
    sent.some(({ bytes }) => bytes !== undefined)
      ? undefined
      : { zh: "移交清册没有写明各文件的字节数。", en: "The hand-over list states no sizes of files." },
  *run(evidence) {
    for (const { sent, received } of batchOfSentFiles(evidence))
      // Other bytes have another digest, of which another check tells.
      if (received?.sha256 === sent.sha256 && sent.bytes !== undefined && sent.bytes !== received.bytes)
        yield failed("size-not-as-stated", { facts: { key: sent.key, stated: sent.bytes, bytes: received.bytes } });
  },
};
