import type * as z from "zod";
import type { historyAnswer } from "../../shared/contract/history-routes.ts";
import { agreesWith } from "../../shared/domain/earlier-history.ts";
import { mayReadHistory, type Viewer } from "../../shared/domain/viewer.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { EarlierHistories } from "../../shared/storage/earlier-histories.ts";
import type { Evidence } from "../../shared/storage/evidence.ts";
import { historyOfItem } from "../../shared/storage/history.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import { canonicalCode } from "./canonical-code.ts";
import { itemNotFound } from "./not-found.ts";
import { recount, type RecountDeps } from "./recount.ts";

export type GetItemHistoryDeps = RecountDeps & {
  readonly pages: Pick<PageStore, "pagesOf">;
  readonly earlier: Pick<EarlierHistories, "of">;
  readonly evidence: Pick<Evidence, "address">;
};
type Question = { readonly archiveId: string; readonly archivalCode: string; readonly cursor: string | undefined };
type Answer = z.input<typeof historyAnswer>;

/**
 * What happened to an item and its pages (条例 art. 39: the whole process, traceable), and beside it, as evidence, what its
 * earlier keepers told.
 */
export const getItemHistory =
  (deps: GetItemHistoryDeps) =>
  async ({ archiveId, archivalCode, cursor }: Question, viewer: Viewer): Promise<Answer> => {
    if (!mayReadHistory(viewer, archiveId)) throw itemNotFound();
    homeOnly(deps.archives, archiveId, deps.region);
    const code = canonicalCode(archivalCode);
    const answer = await recount(deps, { archiveId, about: historyOfItem(archiveId, code), cursor }, viewer);
    if (cursor !== undefined) return answer;
    if (answer.events.length === 0) throw itemNotFound();
    return { ...answer, earlier: await earlierOf(deps, archiveId, code) };
  };

const earlierOf = async (
  { pages, earlier, evidence }: GetItemHistoryDeps,
  archiveId: string,
  archivalCode: string,
): Promise<Answer["earlier"]> => {
  const found = await earlier.of(archiveId, archivalCode);
  if (found.length === 0) return undefined;
  const standing = (await pages.pagesOf(archiveId, archivalCode)).filter(({ state }) => state === "kept");
  return Promise.all(
    found.map(async (one) => ({
      ...{ keeper: one.keeper, batchId: one.batchId, receivedAt: one.receivedAt },
      ...{ sha256: one.sha256, bytes: one.bytes, events: one.events },
      agrees: agreesWith(one, standing),
      address: await evidence.address(archiveId, "earlier-history", one.sha256),
    })),
  );
};
