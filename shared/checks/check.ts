import type { CheckProfile } from "../contract/check-profile.ts";
import type { CheckId, CheckProperty, CheckStage } from "../contract/checks.ts";
import type { Facts, Sentence } from "../domain/sentence.ts";
import type { Evidence } from "./evidence.ts";
import type { FindingCode } from "./finding-codes.ts";

/** The rule a check enforces. `seen`: in a source that quotes it; else from memory, and so configurable. */
export type Clause = { readonly standard: string; readonly title: Sentence; readonly seen: boolean };

/** One thing that is wrong, or that could not be told. */
export type Finding = {
  readonly outcome: "failed" | "could-not-check";
  readonly code: FindingCode;
  readonly archivalCode?: string;
  readonly page?: number;
  readonly facts: Facts;
};

export type Check = {
  readonly id: CheckId;
  readonly property: CheckProperty;
  readonly stages: readonly CheckStage[];
  readonly clause: Clause;
  /** Why the check has nothing to look at in this batch; undefined when it has. */
  idle?(evidence: Evidence, profile: CheckProfile): Sentence | undefined;
  /** What is wrong or could not be told, one after the other; nothing when the check is passed. */
  run(evidence: Evidence, profile: CheckProfile): Iterable<Finding>;
};

type About = { readonly archivalCode?: string; readonly page?: number; readonly facts?: Facts };

export const failed = (code: FindingCode, { facts = {}, ...about }: About = {}): Finding => ({
  outcome: "failed",
  code,
  ...about,
  facts,
});
export const notChecked = (code: FindingCode, { facts = {}, ...about }: About = {}): Finding => ({
  outcome: "could-not-check",
  code,
  ...about,
  facts,
});

/** 档号 and page of a page, as a finding names them. */
export const at = ({ archivalCode, page }: { readonly archivalCode: string; readonly page: number }) => ({
  archivalCode,
  page,
});
