import type * as z from "zod";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { preservationAnswer } from "../../shared/contract/preservation-routes.ts";
import { dueNow, firstPreservation } from "../../shared/domain/preservation.ts";
import { mayReadHistory, type Viewer } from "../../shared/domain/viewer.ts";
import { CallerError } from "../../shared/runtime/errors.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { BatchStore } from "../../shared/storage/batch-store.ts";
import type { PreservationChanges } from "../../shared/storage/preservation-changes.ts";
import type { PreservationStore } from "../../shared/storage/preservation-store.ts";
import { retryWhenMoved } from "../../shared/storage/transaction.ts";
import { postOnly } from "./post-only.ts";
import { preservationAnswerOf } from "./preservation-answer.ts";

export type AskPreservationTestDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly batches: Pick<BatchStore, "counts">;
  readonly preservations: Pick<PreservationStore, "get">;
  readonly changes: PreservationChanges;
  readonly newEvent: EventIds;
};
type Question = { readonly archiveId: string; readonly batchId: string; readonly reason: string };

/** Has what is kept of a batch tested now instead of when it is due. The event starts the test. */
export const askPreservationTest =
  ({ region, archives, batches, preservations, changes, newEvent }: AskPreservationTestDeps) =>
  async ({ archiveId, batchId, reason }: Question, viewer: Viewer): Promise<z.input<typeof preservationAnswer>> => {
    postOnly(mayReadHistory(viewer, archiveId), "tester");
    homeOnly(archives, archiveId, region);
    if ((await batches.counts(archiveId, batchId)).pages === 0) throw nothingKept(batchId);
    return retryWhenMoved(5, async () => {
      const said = newEvent();
      const now = new Date(said.time);
      const before = await preservations.get(archiveId, batchId);
      const after = before === undefined ? firstPreservation({ archiveId, batchId }, now, 0) : dueNow(before, now);
      await changes.move(before, after, {
        ...said,
        type: "preservation-asked",
        ...{ archiveId, batchId, actor: viewer.principal, reason },
      });
      return preservationAnswerOf(after);
    });
  };

const nothingKept = (batchId: string): CallerError =>
  new CallerError("not-found", {
    zh: `批次 ${batchId} 没有馆藏页面可检测。请核对档案馆代码和批次号。`,
    en: `Nothing is kept of batch ${batchId} that could be tested. Check the archive code and the batch id.`,
  });
