import { createHash } from "node:crypto";
import type * as z from "zod";
import type { accessionAnswer } from "../../shared/contract/accession-routes.ts";
import type { VendorStep } from "../../shared/contract/vendor.ts";
import type { DomainEvent } from "../../events/domain-event.ts";
import type { Accession, StepResult } from "../../shared/domain/accession.ts";
import { accessionAnswerOf } from "../../shared/domain/accession-answer.ts";
import { assignVendor, declareUnclassified, nameVendor } from "../../shared/domain/vendor-work.ts";
import { mayDeclareUnclassified, mayKeepBatches, type Viewer } from "../../shared/domain/viewer.ts";
import { retryWhenMoved } from "../../shared/storage/transaction.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { OpenBatchDeps } from "./open-batch.ts";
import { postOnly } from "./post-only.ts";
import { stepRefused } from "./step-refused.ts";

type Where = { readonly archiveId: string; readonly batchId: string };
type Said = Where & { readonly eventId: string; readonly time: string; readonly actor: string };
type Arranged = { readonly result: StepResult; readonly event: DomainEvent };

/** What the step makes of the batch, and what is told of it. */
const arranged = (before: Accession | undefined, asked: VendorStep, said: Said): Arranged => {
  const by = { actor: said.actor, at: said.time };
  switch (asked.step) {
    case "named": {
      const { vendor, reason } = asked;
      const result = nameVendor(before, vendor, { ...by, reason });
      return { result, event: { type: "vendor-named", ...said, reason, vendor } };
    }
    case "declared": {
      const { text } = asked;
      const sha256 = createHash("sha256").update(text, "utf8").digest("hex");
      const result = declareUnclassified(before, { text, sha256 }, { ...by, reason: `declaration ${sha256}` });
      return { result, event: { type: "vendor-declared", ...said, text, sha256 } };
    }
    case "assigned": {
      const { principals, reason } = asked;
      const result = assignVendor(before, principals, { ...by, reason });
      return { result, event: { type: "vendor-assigned", ...said, reason, principals } };
    }
  }
};

const onlyWhoMay = ({ step }: VendorStep, viewer: Viewer, archiveId: string): void => {
  if (step === "declared") postOnly(mayDeclareUnclassified(viewer, archiveId), "declarer");
  else postOnly(mayKeepBatches(viewer, archiveId), "archivist");
};

/** Notes a step of the archive's people towards a vendor's work on a batch. */
export const arrangeVendor =
  ({ region, archives, accessions, changes, newEvent }: OpenBatchDeps) =>
  async (
    { archiveId, batchId }: Where,
    asked: VendorStep,
    viewer: Viewer,
  ): Promise<z.input<typeof accessionAnswer>> => {
    onlyWhoMay(asked, viewer, archiveId);
    homeOnly(archives, archiveId, region);
    return retryWhenMoved(5, async () => {
      const before = await accessions.get(archiveId, batchId);
      const said = { ...newEvent(), archiveId, batchId, actor: viewer.principal };
      const { result, event } = arranged(before, asked, said);
      if (!result.ok) throw stepRefused(result.why);
      await changes.move(before, result.after, event);
      return accessionAnswerOf(result.after, false);
    });
  };
