import type * as z from "zod";
import type { historyAnswer } from "../../shared/contract/routes.ts";
import { mayReadHistory, type Viewer } from "../../shared/domain/viewer.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import { historyOfItem } from "../../shared/storage/history.ts";
import { canonicalCode } from "./canonical-code.ts";
import { itemNotFound } from "./not-found.ts";
import { recount, type RecountDeps } from "./recount.ts";

type Question = { readonly archiveId: string; readonly archivalCode: string; readonly cursor: string | undefined };

/** What happened to an item and its pages (条例 art. 39: the whole process, traceable). */
export const getItemHistory =
  (deps: RecountDeps) =>
  async ({ archiveId, archivalCode, cursor }: Question, viewer: Viewer): Promise<z.input<typeof historyAnswer>> => {
    if (!mayReadHistory(viewer, archiveId)) throw itemNotFound();
    homeOnly(deps.archives, archiveId, deps.region);
    const about = historyOfItem(archiveId, canonicalCode(archivalCode));
    const answer = await recount(deps, { archiveId, about, cursor }, viewer);
    if (answer.events.length === 0 && cursor === undefined) throw itemNotFound();
    return answer;
  };
