import type * as z from "zod";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { DestructionBar, ItemToDestroy } from "../../shared/contract/destruction.ts";
import type { destructionListAnswer, draftDestructionQuestion } from "../../shared/contract/destruction-routes.ts";
import { barOf, explainBar, type ItemFacts } from "../../shared/domain/destruction-bars.ts";
import { draftList, type DestructionEntry } from "../../shared/domain/destruction-list.ts";
import { mayDraftRetention, type Viewer } from "../../shared/domain/viewer.ts";
import { CallerError } from "../../shared/runtime/errors.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import { knownAs, type DestructionChanges } from "../../shared/storage/destruction-changes.ts";
import type { DestructionStore } from "../../shared/storage/destruction-store.ts";
import { itemFactsOf, type ItemFactsDeps } from "../../shared/storage/item-facts.ts";
import { retryWhenMoved } from "../../shared/storage/transaction.ts";
import { canonicalItem } from "./canonical-item.ts";
import { listAnswerOf } from "./list-answer.ts";
import { listRefused } from "./list-refused.ts";
import { postOnly } from "./post-only.ts";

export type DraftDestructionDeps = ItemFactsDeps & {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly lists: DestructionStore;
  readonly changes: DestructionChanges;
  readonly newEvent: EventIds;
};
type Question = z.output<typeof draftDestructionQuestion> & { readonly archiveId: string };

type Barred = { readonly archivalCode: string; readonly bar: DestructionBar };
const named = 20;

/** Names what cannot be on a list, each with its reason. */
const itemsBarred = (barred: readonly Barred[]): CallerError => {
  const told = (language: "zh" | "en", between: string): string =>
    barred
      .slice(0, named)
      .map(({ archivalCode, bar }) => `${archivalCode}: ${explainBar(bar)[language]}`)
      .join(between);
  return new CallerError("not-now", {
    zh: `以下 ${barred.length} 件不能列入销毁清册，请去掉后重试：${told("zh", "；")}。`,
    en: `${barred.length} items cannot be on a destruction list. Leave them out and try again: ${told("en", "; ")}.`,
  });
};

/** An item as it is now, or why it cannot be on a list. */
const entryOf = (
  asked: ItemToDestroy,
  facts: ItemFacts | undefined,
  at: string,
): { readonly entry: DestructionEntry } | Barred => {
  const { archivalCode } = asked;
  const bar = barOf(facts, at.slice(0, 10));
  const { retention, dueOn, by } = facts?.retention ?? {};
  if (bar !== undefined) return { archivalCode, bar };
  if (facts === undefined || retention === undefined || dueOn === undefined) return { archivalCode, bar: "undecided" };
  const { item, pages } = facts;
  const kept = pages.filter(({ state }) => state === "kept").length;
  return {
    entry: { ...asked, title: item.title, pages: kept, retention, dueOn, by, knownAs: knownAs(facts), addedAt: at },
  };
};

/** Each item once, under the canonical spelling of its 档号. */
const once = (items: readonly ItemToDestroy[]): ItemToDestroy[] => {
  const spelled = items.map((item) => ({ ...item, archivalCode: canonicalItem(item.archivalCode) }));
  return [...new Map(spelled.map((item) => [item.archivalCode, item])).values()];
};

/**
 * Drafts a list of due items that are to go, or adds to a draft. An item that may not go, or is on the list already, refuses the
 * whole request and is named.
 */
export const draftDestruction =
  (deps: DraftDestructionDeps) =>
  async (
    { archiveId, listId, title, reason, items }: Question,
    viewer: Viewer,
  ): Promise<z.input<typeof destructionListAnswer>> => {
    const { region, archives, lists, changes, newEvent } = deps;
    postOnly(mayDraftRetention(viewer, archiveId), "archivist");
    homeOnly(archives, archiveId, region);
    return retryWhenMoved(5, async () => {
      const said = newEvent();
      const actor = viewer.principal;
      const before = await lists.get(archiveId, listId);
      const factsOf = itemFactsOf(deps, archiveId);
      const wanted = once(items);
      const codes = wanted.map(({ archivalCode }) => archivalCode);
      const already = before === undefined ? [] : await lists.listed(archiveId, listId, codes);
      const found = await Promise.all(
        wanted.map(async (asked) =>
          already.includes(asked.archivalCode)
            ? { archivalCode: asked.archivalCode, bar: "listed-already" as const }
            : entryOf(asked, await factsOf(asked.archivalCode), said.time),
        ),
      );
      const barred = found.filter((one) => "bar" in one);
      if (barred.length > 0) throw itemsBarred(barred);
      const added = found.flatMap((one) => ("entry" in one ? [one.entry] : []));
      const step = draftList(before, { archiveId, listId, title }, added.length, { actor, at: said.time, reason });
      if (!step.ok) throw listRefused(step.why);
      const event = { ...said, archiveId, actor, listId, items: added.length, reason };
      await changes.move(before, step.after, added, { type: "destruction-drafted", ...event });
      return listAnswerOf(step.after);
    });
  };
