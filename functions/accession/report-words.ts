import type { AccessionType } from "../../shared/contract/accession.ts";
import type { CheckReport, CheckResult } from "../../shared/contract/check-report.ts";
import type { CheckOutcome, CheckProperty } from "../../shared/contract/checks.ts";
import type { Sentence } from "../../shared/domain/sentence.ts";

export const propertyNames: Readonly<Record<CheckProperty, Sentence>> = {
  authenticity: { zh: "真实性", en: "Authenticity" },
  integrity: { zh: "完整性", en: "Completeness" },
  usability: { zh: "可用性", en: "Usability" },
  security: { zh: "安全性", en: "Security" },
};

export const accessionNames: Readonly<Record<AccessionType, Sentence>> = {
  transfer: { zh: "移交", en: "transfer" },
  donation: { zh: "捐赠", en: "donation" },
  purchase: { zh: "购买", en: "purchase" },
  loan: { zh: "寄存", en: "loan" },
  custody: { zh: "代存", en: "custody" },
  reproduction: { zh: "复制", en: "reproduction" },
  "registration-backup": { zh: "登记备份", en: "registration backup" },
};

/** In the plain words of a clerk. */
export const propertyQuestions: Readonly<Record<CheckProperty, Sentence>> = {
  authenticity: { zh: "收到的，就是移交的吗？", en: "Is it what was handed over?" },
  integrity: { zh: "都齐了吗？", en: "Is all of it there?" },
  usability: { zh: "打得开、看得清吗？", en: "Can it be opened and read?" },
  security: { zh: "放心收吗？", en: "Is it safe to take in?" },
};

export const outcomeNames: Readonly<Record<CheckOutcome, Sentence>> = {
  passed: { zh: "通过", en: "passed" },
  failed: { zh: "未通过", en: "failed" },
  "could-not-check": { zh: "无法检测", en: "could not check" },
};

/** Told by shape as well as by colour. */
export const outcomeMarks: Readonly<
  Record<CheckOutcome, { readonly sign: string; readonly ink: string; readonly paper: string }>
> = {
  passed: { sign: "✓", ink: "#1b6e3c", paper: "#e8f4ec" },
  failed: { sign: "✕", ink: "#a6192e", paper: "#fbeaec" },
  "could-not-check": { sign: "?", ink: "#8a5a00", paper: "#fdf3dd" },
};

export const verdicts: Readonly<Record<CheckOutcome, Sentence>> = {
  passed: { zh: "四性检测全部通过。", en: "Every check was passed." },
  failed: { zh: "有检测项未通过，请逐项处理。", en: "Some checks failed. Deal with them one by one." },
  "could-not-check": {
    zh: "没有发现问题，但有检测项无法检测。",
    en: "Nothing wrong was found, but some things could not be checked.",
  },
};

export type Tally = Readonly<Record<CheckOutcome | "unasked", number>>;

export const tallyOf = (results: readonly CheckResult[]): Tally => {
  const tally = { passed: 0, failed: 0, "could-not-check": 0, unasked: 0 };
  for (const { outcome } of results) tally[outcome ?? "unasked"] += 1;
  return tally;
};

/** Worst outcome of the checks of one property. */
export const outcomeOf = (tally: Tally): CheckOutcome =>
  tally.failed > 0 ? "failed" : tally["could-not-check"] > 0 ? "could-not-check" : "passed";

/** Checks that somebody has to do something about: failures first, those that stand in the way before the others. */
export const toDo = ({ results, against }: CheckReport): CheckResult[] => {
  const rank = ({ id, outcome }: CheckResult): number =>
    (outcome === "failed" ? 0 : 2) + (against.includes(id) ? 0 : 1);
  return results
    .filter(({ outcome }) => outcome === "failed" || outcome === "could-not-check")
    .sort((one, other) => rank(one) - rank(other));
};
