import type * as z from "zod";
import type { Decision } from "../../shared/contract/accession.ts";
import type { accessionAnswer, decisionQuestion } from "../../shared/contract/accession-routes.ts";
import { decide } from "../../shared/domain/accession.ts";
import { accessionAnswerOf } from "../../shared/domain/accession-answer.ts";
import { mayDecideBatches, mayKeepBatches, type Viewer } from "../../shared/domain/viewer.ts";
import { retryWhenMoved } from "../../shared/storage/transaction.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { OpenBatchDeps } from "./open-batch.ts";
import { postOnly } from "./post-only.ts";
import { stepRefused } from "./step-refused.ts";

type Question = z.output<typeof decisionQuestion> & { readonly archiveId: string; readonly batchId: string };

const eventType = {
  closed: "batch-closed",
  accepted: "batch-accepted",
  returned: "batch-returned",
  converted: "batch-converted",
} as const satisfies Readonly<Record<Decision, string>>;

/** Whoever filled a batch does not decide alone that the archive takes it over. */
const onlyWhoMay = (decision: Decision, viewer: Viewer, archiveId: string): void => {
  if (decision === "closed") postOnly(mayKeepBatches(viewer, archiveId), "archivist");
  else postOnly(mayDecideBatches(viewer, archiveId), "approver");
};

/** Notes what was decided of a batch; its pages follow. */
export const decideBatch =
  ({ region, archives, accessions, changes, newEvent }: OpenBatchDeps) =>
  async (
    { archiveId, batchId, decision, reason, exceptions }: Question,
    viewer: Viewer,
  ): Promise<z.input<typeof accessionAnswer>> => {
    onlyWhoMay(decision, viewer, archiveId);
    homeOnly(archives, archiveId, region);
    return retryWhenMoved(5, async () => {
      const said = newEvent();
      const before = await accessions.get(archiveId, batchId);
      const by = { actor: viewer.principal, at: said.time, reason };
      const step = decide(before, decision, exceptions === undefined ? by : { ...by, exceptions });
      if (!step.ok) throw stepRefused(step.why);
      const event = { ...said, archiveId, actor: viewer.principal, batchId, reason };
      await changes.move(before, step.after, { type: eventType[decision], ...event });
      return accessionAnswerOf(step.after, false);
    });
  };
