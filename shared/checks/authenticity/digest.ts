import { at, failed, notChecked, type Check, type Finding } from "../check.ts";
import { fourProperty } from "../clauses.ts";
import type { TestedPage } from "../evidence.ts";

/** Bytes were compared with their digest when they were taken in, and again wherever they were read back. */
const found = (page: TestedPage): Finding | undefined => {
  if (page.original?.state === "failed") return failed("bytes-changed", at(page));
  const proven = page.replicas.filter(({ state }) => state === "proven");
  if (proven.some(({ sha256 }) => sha256 !== page.file.sha256)) return failed("copy-differs", at(page));
  return page.original?.state === "proven" || proven.length > 0 ? undefined : notChecked("not-read-back", at(page));
};

/** 固化信息有效性, the digest: what is kept is what was taken in, read back where it lies. */
export const digest: Check = {
  id: "authenticity.digest",
  property: "authenticity",
  stages: ["transfer", "preservation"],
  clause: fourProperty("固化信息有效性检测（数字摘要）", "fixity information is valid (digest)"),
  *run({ pages }) {
    for (const page of pages) {
      const finding = found(page);
      if (finding !== undefined) yield finding;
    }
  },
};
