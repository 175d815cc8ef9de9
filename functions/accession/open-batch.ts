import type * as z from "zod";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { accessionAnswer, openQuestion } from "../../shared/contract/accession-routes.ts";
import { mayComeIn } from "../../shared/domain/classification.ts";
import { openAccession } from "../../shared/domain/accession.ts";
import { accessionAnswerOf } from "../../shared/domain/accession-answer.ts";
import { mayKeepBatches, type Viewer } from "../../shared/domain/viewer.ts";
import { CallerError } from "../../shared/runtime/errors.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import type { AccessionChanges } from "../../shared/storage/accession-changes.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import { retryWhenMoved } from "../../shared/storage/transaction.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import { postOnly } from "./post-only.ts";
import { stepRefused } from "./step-refused.ts";

export type OpenBatchDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly accessions: AccessionStore;
  readonly changes: AccessionChanges;
  readonly newEvent: EventIds;
};
type Question = z.output<typeof openQuestion> & { readonly archiveId: string; readonly batchId: string };

/** @throws CallerError `classified`: a state secret must not come onto a system that is no classified one (保密法 art. 31(3)). */
const unclassifiedOnly = (declared: string | undefined): void => {
  if (mayComeIn(declared)) return;
  throw new CallerError("classified", {
    zh: "该批次标明了密级，本系统不得存储、处理国家秘密（保密法第三十一条）。请退回移交单位，不得上传；如系误标或已依法解密，请移交单位书面更正为“无”后再开立。",
    en: "This batch is declared classified, and state secrets may not be kept here (保密法 art. 31). Return it to the giver and upload nothing; if that is a mistake or it was lawfully declassified, the giver corrects it to 无 in writing first.",
  });
};

/** Opens a batch under its terms. What came before, under none, is brought under these. */
export const openBatch =
  ({ region, archives, accessions, changes, newEvent }: OpenBatchDeps) =>
  async ({ reason, ...asked }: Question, viewer: Viewer): Promise<z.input<typeof accessionAnswer>> => {
    const { archiveId, batchId, accessionType } = asked;
    postOnly(mayKeepBatches(viewer, archiveId), "archivist");
    homeOnly(archives, archiveId, region);
    unclassifiedOnly(asked.classification);
    return retryWhenMoved(5, async () => {
      const said = newEvent();
      const before = await accessions.get(archiveId, batchId);
      const step = openAccession(before, asked, { actor: viewer.principal, at: said.time, reason });
      if (!step.ok) throw stepRefused(step.why);
      const event = { ...said, archiveId, actor: viewer.principal, batchId, reason, accessionType };
      await changes.move(before, step.after, { type: "batch-opened", ...event });
      return accessionAnswerOf(step.after, false);
    });
  };
