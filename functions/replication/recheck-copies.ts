import type { Item } from "../../shared/domain/item.ts";
import type { CheckProfile } from "../../shared/contract/check-profile.ts";
import type { Page } from "../../shared/domain/page.ts";
import { firstPreservation } from "../../shared/domain/preservation.ts";
import { advancePass, beginPass, passIsDue, type RecheckPass } from "../../shared/domain/recheck-pass.ts";
import type { CopyManifest } from "../../shared/domain/region-copy.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import type { PreservationStore } from "../../shared/storage/preservation-store.ts";
import type { RecheckStore } from "../../shared/storage/recheck-store.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";

export type RecheckDeps = {
  readonly region: string;
  readonly passes: RecheckStore;
  readonly pages: PageStore;
  readonly proof: WorkQueue<CopyManifest>;
  readonly preservations: Pick<PreservationStore, "note">;
  readonly profileOf: (archiveId: string) => CheckProfile;
  readonly clock: Clock;
};

/** Records one run looks at: with a run every five minutes, about 140,000 a day. */
const recordsPerRun = 500;

/**
 * Bytes rot unseen, so that everything kept here is read again from time to time, in the home region as in the replica
 * regions: each run goes on where the last one stopped and asks this region's own `prove-copy` for the next pages, as its own
 * records say they are. What is found goes home as a receipt, and a wrong copy is owed a good one. Whose bytes are read again is
 * also tested as kept in time.
 * A crash on the way asks for some pages twice. @returns how many pages were asked for.
 * @throws StateMoved when another run was first.
 */
export const recheckCopies = (deps: RecheckDeps) => async (): Promise<number> => {
  const { region, passes, pages, proof, clock } = deps;
  const pass = await currentPass(passes, clock);
  if (pass.endedAt !== undefined) return 0;
  const { found, next } = await passes.pagesAfter(pass.after, recordsPerRun);
  const kept = found.filter(({ state }) => state === "kept");
  const items = await itemsOf(kept, pages);
  for (const page of kept) {
    const item = items.get(itemName(page));
    if (item === undefined) continue;
    const sentAt = clock().toISOString();
    await proof.send({ from: page.homeRegion, to: region, page, item, sentAt, since: pass.startedAt });
  }
  await noteBatches(deps, kept);
  await passes.move(pass, advancePass(pass, kept.length, next, clock()));
  return kept.length;
};

/** Batches of which something is kept at home are tested from time to time, whether anybody ever opened them or not. */
const noteBatches = async (
  { region, preservations, profileOf, clock }: RecheckDeps,
  kept: readonly Page[],
): Promise<void> => {
  const atHome = kept.filter(({ homeRegion }) => homeRegion === region);
  const batches = new Map(atHome.map(({ archiveId, batchId }) => [`${archiveId}/${batchId}`, { archiveId, batchId }]));
  await preservations.note([...batches.values()], (of) =>
    firstPreservation(of, clock(), profileOf(of.archiveId).preservationDays),
  );
};

const currentPass = async (passes: RecheckStore, clock: Clock): Promise<RecheckPass> => {
  const last = await passes.pass();
  if (last !== undefined && !passIsDue(last, clock())) return last;
  const begun = beginPass(last, clock());
  await passes.move(last, begun);
  return begun;
};

const itemName = ({ archiveId, archivalCode }: Page): string => `${archiveId}/${archivalCode}`;

const itemsOf = async (of: readonly Page[], pages: PageStore): Promise<Map<string, Item>> => {
  const first = new Map(of.map((page) => [itemName(page), page]));
  const items = new Map<string, Item>();
  for (const [name, { archiveId, archivalCode }] of first) {
    const item = await pages.item(archiveId, archivalCode);
    if (item !== undefined) items.set(name, item);
  }
  return items;
};
