import type { DestructionBar } from "../contract/destruction.ts";
import type { Accession } from "./accession.ts";
import type { ItemDescription } from "./item.ts";
import { waitingFor, type Page } from "./page.ts";
import type { RetentionDecision } from "./retention.ts";
import type { Sentence } from "./sentence.ts";

/** All that decides whether an item may go. */
export type ItemFacts = {
  readonly item: ItemDescription;
  /** Every page of it, in order, whether it stands or not. */
  readonly pages: readonly Page[];
  /** The batches its pages came with, those that somebody opened. */
  readonly batches: readonly Accession[];
  readonly retention: RetentionDecision;
  /** 冻结: some matter holds it. */
  readonly frozen: boolean;
};

/** Of a page, or of its batch where the page has yet to follow it. */
const barOfPages = ({ pages, batches }: ItemFacts): DestructionBar | undefined => {
  if (pages.some(({ state }) => state === "quarantined") || batches.some(({ quarantine }) => quarantine !== undefined))
    return "quarantined";
  if (
    pages.some(({ custody }) => custody !== undefined) ||
    batches.some(({ custody }) => custody === "registration-backup")
  )
    return "registration-backup";
  if (
    pages.some(({ restrictions = [] }) => restrictions.length > 0) ||
    batches.some(({ restrictions }) => restrictions.length > 0)
  )
    return "restricted";
  if (batches.some(({ state }) => state !== "accepted")) return "not-accepted";
  return pages.some(({ state }) => state === "kept") ? undefined : "nothing-kept";
};

const barOfRetention = ({ retention: { retention, dueOn } }: ItemFacts, today: string): DestructionBar | undefined => {
  if (retention === undefined) return "undecided";
  if (retention.kind === "permanent") return "permanent";
  if (dueOn === undefined) return "date-unknown";
  return dueOn > today ? "not-due" : undefined;
};

/** Why an item may not go today; undefined when it may. `today`: `YYYY-MM-DD`. */
export const barOf = (facts: ItemFacts | undefined, today: string): DestructionBar | undefined => {
  if (facts === undefined) return "unknown";
  if (facts.item.destroyed !== undefined) return "destroyed-already";
  return barOfPages(facts) ?? (facts.frozen ? "frozen" : barOfRetention(facts, today));
};

/** The longest that an object which some region has of these pages can still be locked, in days since it was last proven. */
const lockedUntil = ({ acceptedAt, replicas, original }: Page, lockDays: number): number =>
  Math.max(
    ...[acceptedAt, original?.provenAt, ...replicas.map(({ provenAt }) => provenAt)].map((at) =>
      Date.parse(at ?? acceptedAt),
    ),
  ) +
  lockDays * 86_400_000;

/**
 * Why an item of an approved list may not go now; undefined when it may. What has changed since it was listed has to be appraised
 * again; what is still being read or copied is not touched. `lockDays`: how long nobody can erase an object (0: whoever may
 * bypass the lock can).
 */
export const barNow = (
  facts: ItemFacts | undefined,
  listed: { readonly isAsListed: boolean },
  { now, lockDays }: { readonly now: string; readonly lockDays: number },
): DestructionBar | undefined => {
  const bar = barOf(facts, now.slice(0, 10));
  if (bar !== undefined || facts === undefined) return bar;
  if (!listed.isAsListed) return "changed";
  if (facts.pages.some((page) => waitingFor(page).length > 0)) return "unsettled";
  const locked = lockDays > 0 && facts.pages.some((page) => lockedUntil(page, lockDays) > Date.parse(now));
  return locked ? "locked" : undefined;
};

/**
 * What is known of an item and decided of its retention, written in one way: what reads otherwise later has changed. That a
 * page was read or copied meanwhile changes nothing.
 */
export const knownOf = ({ item, pages, retention }: ItemFacts): string => {
  const { archiveId, archivalCode, title, fonds, kind = "", year = 0 } = item;
  const { retention: period, dueOn = "", by } = retention;
  return JSON.stringify([
    [archiveId, archivalCode, title, fonds, kind, year],
    pages.map(({ page, state, version, file: { sha256 } }) => [page, state, version, sha256]),
    [period?.kind ?? "", period?.kind === "years" ? period.years : 0, dueOn],
    by === undefined ? [] : [by.unit.by, by.unit.code, by.version, by.clause],
  ]);
};

const sentences: Readonly<Record<DestructionBar, Sentence>> = {
  unknown: { zh: "没有这个档号", en: "there is no such item" },
  "nothing-kept": { zh: "没有在库的页", en: "no page of it is kept" },
  permanent: { zh: "永久保管", en: "it is kept for ever" },
  undecided: { zh: "保管期限未定", en: "nobody says how long it is kept" },
  "date-unknown": { zh: "形成日期不明，无法计算到期日", en: "its date is not known, so that it cannot be due" },
  "not-due": { zh: "保管期限未满", en: "its retention has not run out" },
  restricted: { zh: "提供者有限制约定", en: "whoever gave it restricted its use" },
  quarantined: { zh: "因密级标志已封存", en: "it is held because of a secrecy mark" },
  "registration-backup": { zh: "属登记备份，不归本馆所有", en: "it is a registration backup, not the archive's own" },
  "not-accepted": { zh: "所在批次尚未接收", en: "its batch is not accepted" },
  frozen: { zh: "已冻结", en: "it is held against destruction" },
  "destroyed-already": { zh: "已销毁", en: "it is destroyed already" },
  changed: {
    zh: "列入清册后情况有变，请重新鉴定",
    en: "it has changed since it was put on the list; appraise it again",
  },
  unsettled: {
    zh: "尚在识别或复制中，请待完成后重新列入",
    en: "it is still being read or copied; list it again once it is safe",
  },
  locked: { zh: "对象锁定未到期", en: "its bytes are locked for longer" },
  "listed-already": { zh: "已在该清册中", en: "it is on the list already" },
};
export const explainBar = (bar: DestructionBar): Sentence => sentences[bar];
