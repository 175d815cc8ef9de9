import type { DomainEvent } from "../../events/domain-event.ts";
import type { DestructionBar } from "../../shared/contract/destruction.ts";
import { barNow, type ItemFacts } from "../../shared/domain/destruction-bars.ts";
import { furtherBy, type DestructionEntry, type DestructionList } from "../../shared/domain/destruction-list.ts";
import { isLateEnough, waitingFor, type Page } from "../../shared/domain/page.ts";
import type { PageWork } from "../../shared/domain/page-work.ts";
import { tombstoneOf } from "../../shared/domain/tombstone.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import type { CatalogueStore } from "../../shared/storage/catalogue-store.ts";
import { knownAs } from "../../shared/storage/destruction-changes.ts";
import type { DestructionSteps, ListStep } from "../../shared/storage/destruction-steps.ts";
import type { DestructionStore } from "../../shared/storage/destruction-store.ts";
import { itemFactsOf, type ItemFactsDeps } from "../../shared/storage/item-facts.ts";
import type { OwedIndexing } from "../../shared/storage/owed-indexing.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import type { StandingChanges } from "../../shared/storage/standing-changes.ts";
import { retryWhenMoved } from "../../shared/storage/transaction.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";
import type { EraseAtHome } from "./erase-at-home.ts";

export type BringOnItemDeps = ItemFactsDeps & {
  readonly lists: Pick<DestructionStore, "get">;
  readonly steps: DestructionSteps;
  readonly pages: PageStore;
  readonly catalogues: Pick<CatalogueStore, "description">;
  readonly standing: StandingChanges;
  readonly eraseAtHome: EraseAtHome;
  readonly indexing: Pick<OwedIndexing, "owes">;
  /** Of this region: who asks the other regions to erase. */
  readonly replication: WorkQueue<{ readonly detail: PageWork }>;
  readonly newEvent: EventIds;
  readonly clock: Clock;
  /** How long nobody can erase an object that was put; 0 where whoever may bypass the lock can. */
  readonly lockDays: number;
};

const tries = 5;
const actor = "service:retention";

/** Brings one item of a list that is being carried out as far as it can come now: decided, destroyed, erased. */
export const bringOnItem =
  (deps: BringOnItemDeps) =>
  async (list: DestructionList, entry: DestructionEntry): Promise<void> => {
    const decided =
      entry.outcome === undefined ? await retryWhenMoved(tries, () => decide(deps, list, entry)) : entry.outcome;
    if (decided?.is !== "destroyed" || decided.erasedAt !== undefined) return;
    await eraseItem(deps, list, { ...entry, outcome: decided });
  };

type Outcome = NonNullable<DestructionEntry["outcome"]>;

/** The list as it is now: each step counts on it. */
const listNow = async (
  { lists }: BringOnItemDeps,
  { archiveId, listId }: DestructionList,
): Promise<DestructionList> => {
  const now = await lists.get(archiveId, listId);
  if (now === undefined) throw new Error(`there is no list ${listId}`);
  return now;
};

/** Destroys an item or spares it, by all that is known of it now. @returns undefined when another walk has decided. */
const decide = async (
  deps: BringOnItemDeps,
  list: DestructionList,
  entry: DestructionEntry,
): Promise<Outcome | undefined> => {
  const { steps, pages, catalogues, clock, lockDays } = deps;
  const { archiveId } = list;
  const { archivalCode } = entry;
  const before = await listNow(deps, list);
  if (before.state !== "carrying-out") return undefined;
  // Read before the facts: what changes from here on undoes the transition.
  const changes = await pages.itemChanges(archiveId, archivalCode);
  const unit = await catalogues.description({ archiveId, level: "item", archivalCode });
  const facts = await itemFactsOf(deps, archiveId)(archivalCode);
  const now = clock().toISOString();
  const bar = barNow(facts, { isAsListed: facts !== undefined && knownAs(facts) === entry.knownAs }, { now, lockDays });
  if (bar !== undefined || facts === undefined) return spare(deps, before, entry, bar ?? "unknown");
  const stone = tombstoneOf(before, entry, now);
  const outcome: Outcome = { is: "destroyed", at: now };
  const { listId } = before;
  const event: DomainEvent = {
    type: "item-destroyed",
    ...told(deps, before, entry),
    listId,
    pages: entry.pages,
    ground: entry.ground,
  };
  const step: ListStep = { before, after: furtherBy(before, "destroyed"), entry, outcome, event };
  await steps.destroy(step, stone, { changes, batches: batchesOf(facts), unit });
  return outcome;
};

const told = ({ newEvent }: BringOnItemDeps, { archiveId }: DestructionList, { archivalCode }: DestructionEntry) => ({
  ...newEvent(),
  archiveId,
  actor,
  archivalCode,
});

/** Every batch the item's pages came with, as it was looked at. */
const batchesOf = ({ pages, batches }: ItemFacts) =>
  new Map(pages.map(({ batchId }) => [batchId, batches.find((batch) => batch.batchId === batchId)]));

const spare = async (
  deps: BringOnItemDeps,
  before: DestructionList,
  entry: DestructionEntry,
  bar: DestructionBar,
): Promise<Outcome> => {
  const said = told(deps, before, entry);
  const outcome: Outcome = { is: "spared", bar, at: said.time };
  const event: DomainEvent = { type: "item-spared", ...said, listId: before.listId, bar };
  await deps.steps.note({ before, after: furtherBy(before, "spared"), entry, outcome, event });
  return outcome;
};

/**
 * Takes a destroyed item's pages away, erases what lies of them at home, and has the other regions do so; noted as erased once all
 * of it was looked for late enough that nothing begun before can still arrive.
 */
const eraseItem = async (deps: BringOnItemDeps, list: DestructionList, entry: DestructionEntry): Promise<void> => {
  const { pages, eraseAtHome, indexing, replication, clock } = deps;
  const { archiveId, listId } = list;
  const { archivalCode } = entry;
  for (const { page } of await pages.pagesOf(archiveId, archivalCode))
    await retryWhenMoved(tries, () => destroyPage(deps, listId, { archiveId, archivalCode, page }));
  const gone = await pages.pagesOf(archiveId, archivalCode);
  const since = clock().toISOString();
  const shared = await eraseAtHome(archiveId, archivalCode, gone);
  const late = gone.every(({ acceptedAt }) => isLateEnough(since, acceptedAt));
  if (!late) return;
  const waiting = gone.filter((page) => waitingFor(page).length > 0);
  for (const { page } of waiting) await replication.send({ detail: { archiveId, archivalCode, page } });
  const indexed = await Promise.all(gone.map((page) => indexing.owes(page)));
  if (waiting.length > 0 || indexed.includes(true)) return;
  await retryWhenMoved(tries, () => noteErased(deps, list, entry, shared));
};

const destroyPage = async (
  { pages, standing, newEvent }: BringOnItemDeps,
  listId: string,
  address: { readonly archiveId: string; readonly archivalCode: string; readonly page: number },
): Promise<void> => {
  const before = await pages.get(address);
  if (before === undefined || before.state === "destroyed") return;
  const said = newEvent();
  const { quarantinedFrom, ...rest } = before;
  const revision = before.revision + 1;
  const after: Page = {
    ...rest,
    state: "destroyed",
    revision,
    writes: before.writes + 1,
    acceptedAt: said.time,
  };
  const { version, file } = after;
  const event: DomainEvent = {
    type: "page-destroyed",
    ...{ ...said, ...address, actor, version, revision, listId, sha256: file.sha256 },
  };
  await standing.commit({ before, after }, event);
};

const noteErased = async (
  deps: BringOnItemDeps,
  list: DestructionList,
  entry: DestructionEntry,
  shared: readonly string[],
): Promise<void> => {
  const before = await listNow(deps, list);
  if (before.state !== "carrying-out" || entry.outcome?.is !== "destroyed") return;
  const said = told(deps, before, entry);
  const outcome: Outcome = {
    ...entry.outcome,
    erasedAt: said.time,
    ...(shared.length === 0 ? {} : { shared: [...shared] }),
  };
  const event: DomainEvent = { type: "item-erased", ...said, listId: before.listId };
  await deps.steps.note({ before, after: furtherBy(before, "erased"), entry, outcome, event });
};
