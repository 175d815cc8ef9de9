import { failed, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";

/** 不加密、不使用非开放压缩算法: what is encrypted was refused when it came. */
export const notEncrypted: Check = {
  id: "usability.not-encrypted",
  property: "usability",
  stages: ["transfer"],
  clause: fourProperty("信息包是否加密、是否使用非开放压缩算法检测", "not encrypted, no proprietary compression"),
  *run({ refused }) {
    for (const { key, code } of refused) if (code === "encrypted") yield failed("encrypted", { facts: { key } });
  },
};
