import { failed, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";
import { eachValue } from "../described-values.ts";

/** Controls, what stands for a lost character, characters that mean something in one system only, and such as hide others. */
const special = /[\p{Cc}\p{Co}\p{Cn}\u{FFFD}\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2060}-\u{2069}\u{FEFF}]|[\p{Cs}]/u;

/** 元数据项数据包含特殊字符检测. */
export const characters: Check = {
  id: "authenticity.characters",
  property: "authenticity",
  stages: ["transfer"],
  clause: fourProperty("元数据项数据包含特殊字符检测", "special characters in metadata values"),
  run: (evidence, profile) =>
    eachValue(evidence, profile, ({ item, field, value }) => {
      const found = special.exec(value)?.[0].codePointAt(0);
      return found === undefined
        ? undefined
        : failed("special-character", {
            archivalCode: item.archivalCode,
            facts: { field, character: `U+${found.toString(16).toUpperCase().padStart(4, "0")}` },
          });
    }),
};
