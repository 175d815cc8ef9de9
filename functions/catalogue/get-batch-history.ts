import type * as z from "zod";
import type { historyAnswer } from "../../shared/contract/history-routes.ts";
import { mayReadHistory, type Viewer } from "../../shared/domain/viewer.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import { historyOfBatch } from "../../shared/storage/history.ts";
import { batchNotFound } from "./not-found.ts";
import { recount, type RecountDeps } from "./recount.ts";

type Question = { readonly archiveId: string; readonly batchId: string; readonly cursor: string | undefined };

/** What was decided of a batch, and what of it was refused; what happened to its pages is in the history of their items. */
export const getBatchHistory =
  (deps: RecountDeps) =>
  async ({ archiveId, batchId, cursor }: Question, viewer: Viewer): Promise<z.input<typeof historyAnswer>> => {
    if (!mayReadHistory(viewer, archiveId)) throw batchNotFound();
    homeOnly(deps.archives, archiveId, deps.region);
    const about = historyOfBatch(archiveId, batchId);
    const answer = await recount(deps, { archiveId, about, cursor }, viewer);
    if (answer.events.length === 0 && cursor === undefined) throw batchNotFound();
    return answer;
  };
