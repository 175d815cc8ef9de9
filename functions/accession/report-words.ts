import type { CheckReport, CheckResult } from "../../shared/contract/check-report.ts";
import type { CheckOutcome, CheckProperty, CheckStage } from "../../shared/contract/checks.ts";
import type { Sentence } from "../../shared/domain/sentence.ts";

export const propertyNames: Readonly<Record<CheckProperty, Sentence>> = {
  authenticity: { zh: "真实性", en: "Authenticity" },
  integrity: { zh: "完整性", en: "Completeness" },
  usability: { zh: "可用性", en: "Usability" },
  security: { zh: "安全性", en: "Security" },
};

/** In the plain words of a clerk. */
export const propertyQuestions: Readonly<Record<CheckStage, Readonly<Record<CheckProperty, Sentence>>>> = {
  transfer: {
    authenticity: { zh: "收到的，就是移交的吗？", en: "Is it what was handed over?" },
    integrity: { zh: "都齐了吗？", en: "Is all of it there?" },
    usability: { zh: "打得开、看得清吗？", en: "Can it be opened and read?" },
    security: { zh: "放心收吗？", en: "Is it safe to take in?" },
  },
  preservation: {
    authenticity: { zh: "还是当初收下的吗？", en: "Is it still what was taken in?" },
    integrity: { zh: "都还在吗？", en: "Is all of it still there?" },
    usability: { zh: "打得开、找得回吗？", en: "Can it be opened and restored?" },
    security: { zh: "放心存吗？", en: "Is it safe to keep?" },
  },
};

/** What the checks of one property come to; `unasked` where none had anything to look at. */
export type PropertyOutcome = CheckOutcome | "unasked";

export const outcomeNames: Readonly<Record<PropertyOutcome, Sentence>> = {
  passed: { zh: "通过", en: "passed" },
  failed: { zh: "未通过", en: "failed" },
  "could-not-check": { zh: "无法检测", en: "could not check" },
  unasked: { zh: "本次不涉及", en: "not tested here" },
};

/** Told by shape as well as by colour. */
export const outcomeMarks: Readonly<
  Record<PropertyOutcome, { readonly sign: string; readonly ink: string; readonly paper: string }>
> = {
  passed: { sign: "✓", ink: "#1b6e3c", paper: "#e8f4ec" },
  failed: { sign: "✕", ink: "#a6192e", paper: "#fbeaec" },
  "could-not-check": { sign: "?", ink: "#8a5a00", paper: "#fdf3dd" },
  unasked: { sign: "–", ink: "#5a5a5a", paper: "#f4f4f4" },
};

const checks = (count: number, what = "check"): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** What the report comes to, for whoever has to decide. */
export const verdictOf = ({ outcome, against, results, stage }: CheckReport): Sentence => {
  const open = results.filter(({ outcome: of }) => of === "failed" || of === "could-not-check").length;
  if (stage === "preservation") return ofHoldings(outcome, open);
  if (outcome === "passed")
    return { zh: "可以接收：四性检测全部通过。", en: "Ready to take over: every check was passed." };
  if (against.length > 0)
    return {
      zh: `暂不能接收：必检项有 ${against.length} 项未通过。`,
      en: `Not ready to take over: against it: ${checks(against.length, "required check")}.`,
    };
  return outcome === "failed"
    ? {
        zh: `可以接收：有 ${open} 项提示，请先核对。`,
        en: `Ready to take over; look at ${checks(open, "note")} first.`,
      }
    : {
        zh: `没有发现问题，但有 ${open} 项无法检测，由审定人决定。`,
        en: `Nothing wrong was found, but ${checks(open)} could not be made: the approver decides.`,
      };
};

const ofHoldings = (outcome: CheckOutcome, open: number): Sentence => {
  switch (outcome) {
    case "passed":
      return { zh: "馆藏完好：长期保存检测全部通过。", en: "What is kept is sound: every check was passed." };
    case "failed":
      return {
        zh: `馆藏有问题：${open} 项检测须处理。`,
        en: `Something kept is not sound; to look at: ${checks(open)}.`,
      };
    case "could-not-check":
      return {
        zh: `没有发现问题，但有 ${open} 项无法检测。`,
        en: `Nothing wrong was found; ${checks(open)} could not be made.`,
      };
  }
};

/** What stands against taking a batch over, and what then. */
export const howToGoOn: Sentence = {
  zh: "请逐项处理，或退回重新移交；如仍要接收，审定人须写明理由。",
  en: "Deal with them, or give the batch back; whoever accepts it all the same has to say why.",
};

/** A moment as people in China read it, with the one of the world behind it. */
export const shownMoment = (at: string): string => {
  const beijing = new Date(Date.parse(at) + 8 * 3_600_000).toISOString();
  return `${beijing.slice(0, 16).replace("T", " ")} 北京时间 (${at.slice(0, 16).replace("T", " ")} UTC)`;
};

export type Tally = Readonly<Record<CheckOutcome | "unasked", number>>;

export const tallyOf = (results: readonly CheckResult[]): Tally => {
  const tally = { passed: 0, failed: 0, "could-not-check": 0, unasked: 0 };
  for (const { outcome } of results) tally[outcome ?? "unasked"] += 1;
  return tally;
};

/** Worst outcome of the checks of one property. */
export const outcomeOf = (tally: Tally): PropertyOutcome => {
  if (tally.failed > 0) return "failed";
  if (tally["could-not-check"] > 0) return "could-not-check";
  return tally.passed > 0 ? "passed" : "unasked";
};

/** What a report is called, by the stage it is of. */
export const reportNames: Readonly<Record<CheckStage, Sentence>> = {
  transfer: { zh: "四性检测结果", en: "Four-property tests" },
  preservation: { zh: "馆藏四性检测结果", en: "Tests of what is kept" },
};

/** Checks that somebody has to do something about: failures first, those that stand in the way before the others. */
export const toDo = ({ results, against }: CheckReport): CheckResult[] => {
  const rank = ({ id, outcome }: CheckResult): number =>
    (outcome === "failed" ? 0 : 2) + (against.includes(id) ? 0 : 1);
  return results
    .filter(({ outcome }) => outcome === "failed" || outcome === "could-not-check")
    .sort((one, other) => rank(one) - rank(other));
};

/** Something to do: in one check, or in several for the very same reason, such as that there is no catalogue. */
export type Task = {
  readonly outcome: CheckOutcome;
  readonly against: boolean;
  readonly title: Sentence;
  /** Places of it. */
  readonly count: number;
  readonly detail: Sentence;
};

const reasonOf = ({ outcome = "passed", findings }: CheckResult): string | undefined => {
  const [only, ...more] = findings;
  return only === undefined || more.length > 0 || only.archivalCode !== undefined
    ? undefined
    : `${outcome} ${only.detail.zh}`;
};

/** What there is to do, each reason once. */
export const tasksOf = (report: CheckReport): Task[] => {
  const groups = new Map<string, CheckResult[]>();
  for (const result of toDo(report)) {
    const key = reasonOf(result) ?? result.id;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()].flatMap((results): Task[] => {
    const [first, ...others] = results;
    const detail = first?.findings[0]?.detail;
    if (first === undefined || detail === undefined) return [];
    const { outcome = "passed", clause, failed, unchecked } = first;
    const more = others.length;
    return [
      {
        outcome,
        against: results.some(({ id }) => report.against.includes(id)),
        title: {
          zh: more === 0 ? clause.title.zh : `${clause.title.zh}等 ${more + 1} 项检测`,
          en: more === 0 ? clause.title.en : `${clause.title.en} and ${more} other checks`,
        },
        count: more === 0 ? failed + unchecked : 1,
        detail,
      },
    ];
  });
};
