import { weightOf, type CheckProfile } from "../contract/check-profile.ts";
import type { CheckOutcome } from "../contract/checks.ts";
import type { CheckResult } from "../contract/check-report.ts";
import { allChecks } from "./all-checks.ts";
import type { Check, Finding } from "./check.ts";
import type { Evidence } from "./evidence.ts";
import { explainFinding } from "./explain-finding.ts";

/** Of each check; how many more there were is told. */
export const mostFindings = 500;

/** A failure weighs more than what could not be told, and that more than what is right. */
export const worst = (outcomes: Iterable<CheckOutcome>): CheckOutcome => {
  let of: CheckOutcome = "passed";
  for (const outcome of outcomes) {
    if (outcome === "failed") return "failed";
    if (outcome === "could-not-check") of = outcome;
  }
  return of;
};

const resultOf = (check: Check, evidence: Evidence, profile: CheckProfile): CheckResult => {
  const { id, property, clause } = check;
  const about = { id, property, clause, ...weightOf(profile, id) };
  const unasked = check.idle?.(evidence, profile);
  if (unasked !== undefined) return { ...about, unasked, failed: 0, unchecked: 0, findings: [] };
  const kept: { readonly failed: Finding[]; readonly unchecked: Finding[] } = { failed: [], unchecked: [] };
  const counts = { failed: 0, unchecked: 0 };
  for (const finding of check.run(evidence, profile)) {
    const of = finding.outcome === "failed" ? "failed" : "unchecked";
    counts[of] += 1;
    if (kept[of].length < mostFindings) kept[of].push(finding);
  }
  const outcome: CheckOutcome = counts.failed > 0 ? "failed" : counts.unchecked > 0 ? "could-not-check" : "passed";
  const findings = [...kept.failed, ...kept.unchecked].slice(0, mostFindings);
  return {
    ...about,
    outcome,
    ...counts,
    findings: findings.map((finding) => ({ ...finding, facts: { ...finding.facts }, detail: explainFinding(finding) })),
  };
};

/** Runs every check of the evidence's stage, each by itself. What a check has nothing to look at in is said, not passed. */
export const runChecks = (evidence: Evidence, profile: CheckProfile): CheckResult[] =>
  allChecks.filter(({ stages }) => stages.includes(evidence.stage)).map((check) => resultOf(check, evidence, profile));

/** Checks whose result stands against taking the batch over, unless an approver says why it does not. */
export const standingAgainst = (results: readonly CheckResult[]): CheckResult["id"][] =>
  results
    .filter(
      ({ outcome, required, mustBeChecked }) =>
        (required && outcome === "failed") || (mustBeChecked && outcome === "could-not-check"),
    )
    .map(({ id }) => id);
