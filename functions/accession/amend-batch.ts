import type * as z from "zod";
import type { accessionAnswer, amendQuestion } from "../../shared/contract/accession-routes.ts";
import { amendTerms } from "../../shared/domain/accession.ts";
import { accessionAnswerOf } from "../../shared/domain/accession-answer.ts";
import { mayDecideBatches, type Viewer } from "../../shared/domain/viewer.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import { retryWhenMoved } from "../../shared/storage/transaction.ts";
import type { OpenBatchDeps } from "./open-batch.ts";
import { postOnly } from "./post-only.ts";
import { stepRefused } from "./step-refused.ts";

type Question = z.output<typeof amendQuestion> & { readonly archiveId: string; readonly batchId: string };

/** Puts other restrictions under a batch, as its giver agreed in writing; its pages follow. */
export const amendBatch =
  ({ region, archives, accessions, changes, newEvent }: OpenBatchDeps) =>
  async (
    { archiveId, batchId, reason, ...amendment }: Question,
    viewer: Viewer,
  ): Promise<z.input<typeof accessionAnswer>> => {
    postOnly(mayDecideBatches(viewer, archiveId), "amender");
    homeOnly(archives, archiveId, region);
    return retryWhenMoved(5, async () => {
      const said = newEvent();
      const before = await accessions.get(archiveId, batchId);
      const step = amendTerms(before, amendment, { actor: viewer.principal, at: said.time, reason });
      if (!step.ok) throw stepRefused(step.why);
      await changes.move(before, step.after, {
        type: "batch-amended",
        ...said,
        archiveId,
        actor: viewer.principal,
        batchId,
        reason,
        consent: amendment.consent,
        restrictions: { before: before?.restrictions ?? [], after: step.after.restrictions },
      });
      return accessionAnswerOf(step.after, false);
    });
  };
