import type { CheckProfile } from "../../contract/check-profile.ts";
import { parseArchivalCode } from "../../domain/archival-code.ts";
import { failed, type Check, type Finding } from "../check.ts";
import { fourProperty } from "../clauses.ts";

const found = (archivalCode: string, { naming }: CheckProfile): Finding | undefined => {
  const read = parseArchivalCode(archivalCode);
  if (!read.ok) return failed("code-malformed", { archivalCode, facts: { problem: read.problem } });
  const { grammar, fonds } = read.code;
  if (!naming.grammars.includes(grammar)) return failed("code-of-other-grammar", { archivalCode, facts: { grammar } });
  return naming.fonds.length === 0 || naming.fonds.includes(fonds)
    ? undefined
    : failed("fonds-unexpected", { archivalCode, facts: { fonds, expected: naming.fonds.join("、") } });
};

/** 档号规范性检测 (DA/T 13-2022): of the scans' codes and of the catalogue's. */
export const codeForm: Check = {
  id: "authenticity.archival-code",
  property: "authenticity",
  stages: ["transfer"],
  clause: fourProperty("档号规范性检测", "archival codes follow the rule"),
  *run({ pages, items = [] }, profile) {
    const codes = new Set([...pages, ...items].map(({ archivalCode }) => archivalCode));
    for (const archivalCode of codes) {
      const finding = found(archivalCode, profile);
      if (finding !== undefined) yield finding;
    }
  },
};
