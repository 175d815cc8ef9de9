import { at, failed, notChecked, type Check, type Finding } from "../check.ts";
import { fourProperty } from "../clauses.ts";
import type { CheckProfile } from "../../contract/check-profile.ts";
import type { Evidence, TestedPage } from "../evidence.ts";

type Proof = { readonly provenAt?: string | undefined };

/** Since when a proof counts: of what is kept, only one that is not older than the time between two tests. */
const since = ({ stage, at: now }: Pick<Evidence, "stage" | "at">, { preservationDays }: CheckProfile): string =>
  stage === "transfer" ? "" : new Date(Date.parse(now) - preservationDays * 24 * 60 * 60 * 1000).toISOString();

/** Bytes were compared with their digest when they were taken in, and again wherever they were read back. */
const found = (page: TestedPage, provenSince: string): Finding | undefined => {
  if (page.original?.state === "failed") return failed("bytes-changed", at(page));
  const proven = page.replicas.filter(({ state }) => state === "proven");
  if (proven.some(({ sha256 }) => sha256 !== page.file.sha256)) return failed("copy-differs", at(page));
  const proofs: Proof[] = [...proven, ...(page.original?.state === "proven" ? [page.original] : [])];
  if (proofs.length === 0) return notChecked("not-read-back", at(page));
  return proofs.some(({ provenAt = "" }) => provenAt >= provenSince)
    ? undefined
    : notChecked("not-read-back-lately", at(page));
};

/** 固化信息有效性, the digest: what is kept is what was taken in, read back where it lies. */
export const digest: Check = {
  id: "authenticity.digest",
  property: "authenticity",
  stages: ["transfer", "preservation"],
  clause: fourProperty("固化信息有效性检测（数字摘要）", "fixity information is valid (digest)"),
  *run(evidence, profile) {
    const provenSince = since(evidence, profile);
    for (const page of evidence.pages) {
      const finding = found(page, provenSince);
      if (finding !== undefined) yield finding;
    }
  },
};
