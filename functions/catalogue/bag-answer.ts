import type * as z from "zod";
import type { ArrivedBag } from "../../shared/bagit/arrived-bag.ts";
import { bagRules, severityOf } from "../../shared/bagit/bag-rule.ts";
import { explainFinding } from "../../shared/bagit/bag-sentences.ts";
import type { batchAnswer } from "../../shared/contract/batch-routes.ts";
import { explainLeftOut } from "../../shared/domain/bag-payload.ts";
import { explainRefusal } from "../../shared/domain/refusal.ts";
import type { Language } from "../../shared/domain/sentence.ts";

/** How a bag stands, for people. */
export const bagAnswerOf = (bag: ArrivedBag, language: Language): z.input<typeof batchAnswer>["bags"][number] => {
  const { bagId, key, versionId, state, arrival, endedAt, at, of, counts, found, said, refusal } = bag;
  return {
    ...{ bagId, key, versionId, state, receivedAt: arrival.at, endedAt, at, of, counts, found },
    leftOut: bag.leftOut.map(({ path, reason }) => ({ path, reason, detail: explainLeftOut(reason)[language] })),
    findings: bag.findings.map(({ rule, path, facts }) => ({
      rule,
      severity: severityOf(rule),
      clause: bagRules[rule].clause,
      path,
      detail: explainFinding({ rule, facts, ...(path === undefined ? {} : { path }) })[language],
    })),
    info: said?.info ?? [],
    refusal: refusal === undefined ? undefined : { code: refusal.code, detail: explainRefusal(refusal)[language] },
  };
};
