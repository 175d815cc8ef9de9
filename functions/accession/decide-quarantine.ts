import type * as z from "zod";
import type { quarantinedBatch, quarantineQuestion } from "../../shared/contract/quarantine.ts";
import { holdBatch, releaseBatch, type Accession, type StepResult } from "../../shared/domain/accession.ts";
import { mayGuardSecrets, type Viewer } from "../../shared/domain/viewer.ts";
import { retryWhenMoved } from "../../shared/storage/transaction.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { OpenBatchDeps } from "./open-batch.ts";
import { postOnly } from "./post-only.ts";
import { quarantinedBatchOf } from "./quarantine-answer.ts";
import { stepRefused } from "./step-refused.ts";

type Question = z.output<typeof quarantineQuestion> & { readonly archiveId: string; readonly batchId: string };
type Step = { readonly actor: string; readonly at: string; readonly reason: string };

/** Of no page in particular: an officer may know what no engine can read. */
const heldByOfficer = (
  before: Accession | undefined,
  { archiveId, batchId }: Question,
  { actor, at, reason }: Step,
): StepResult => {
  const after = holdBatch(before, { archiveId, batchId }, { at, by: actor, mark: reason }, reason);
  return after === undefined ? { ok: false, why: "already-held" } : { ok: true, after };
};

/** The security officer holds a batch, or finds that one was held for nothing; its pages follow. */
export const decideQuarantine =
  ({ region, archives, accessions, changes, newEvent }: OpenBatchDeps) =>
  async (question: Question, viewer: Viewer): Promise<z.input<typeof quarantinedBatch>> => {
    const { archiveId, batchId, decision, reason } = question;
    postOnly(mayGuardSecrets(viewer, archiveId), "security-officer");
    homeOnly(archives, archiveId, region);
    return retryWhenMoved(20, async () => {
      const said = newEvent();
      const before = await accessions.get(archiveId, batchId);
      const by = { actor: viewer.principal, at: said.time, reason };
      const step = decision === "hold" ? heldByOfficer(before, question, by) : releaseBatch(before, by);
      if (!step.ok) throw stepRefused(step.why);
      const event = { ...said, archiveId, actor: viewer.principal, batchId, reason };
      const type = decision === "hold" ? "batch-quarantined" : "batch-released";
      await changes.move(before, step.after, { type, ...event });
      return quarantinedBatchOf(step.after);
    });
  };
