import type { BagInfoElement } from "./bag-info.ts";
import { severityOf } from "./bag-rule.ts";
import type { BagRule, Finding } from "./bag-rule.ts";
import type { BagVersion } from "./bag-version.ts";
import type { Algorithm } from "./digest-algorithm.ts";

export type BagReport = {
  /** No error was found, in the whole bag or in this part of it. */
  readonly accepted: boolean;
  readonly version?: BagVersion;
  readonly encoding?: string;
  readonly algorithms: readonly Algorithm[];
  /** At most `findingsOfARule` of each rule; `counts` has them all. */
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Partial<Record<BagRule, number>>>;
  readonly payload: { readonly files: number; readonly bytes: number };
  readonly info: readonly BagInfoElement[];
  readonly topFolder?: string;
  /** Where another part has to go on (`from`): until there is none, the bag is not known to be good. */
  readonly next?: number;
};

/** Findings of one rule that are kept: a bag of millions may break it millions of times. */
export const findingsOfARule = 1000;

/** Collects findings within bounds. */
export const findingLog = () => {
  const findings: Finding[] = [];
  const counts: Partial<Record<BagRule, number>> = {};
  let accepted = true;
  return {
    note: (rule: BagRule, path?: string, facts: Finding["facts"] = {}): void => {
      const count = (counts[rule] ?? 0) + 1;
      counts[rule] = count;
      accepted &&= severityOf(rule) === "warning";
      if (count <= findingsOfARule) findings.push({ rule, facts, ...(path === undefined ? {} : { path }) });
    },
    has: (rule: BagRule): boolean => counts[rule] !== undefined,
    result: () => ({ accepted, findings, counts }),
  };
};
export type FindingLog = ReturnType<typeof findingLog>;
