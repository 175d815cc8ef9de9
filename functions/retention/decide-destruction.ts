import type * as z from "zod";
import type { DomainEvent } from "../../events/domain-event.ts";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { DestructionDecision } from "../../shared/contract/destruction.ts";
import type { decideDestructionQuestion, destructionListAnswer } from "../../shared/contract/destruction-routes.ts";
import { decideList, orderList } from "../../shared/domain/destruction-list.ts";
import { mayApproveRetention, mayReviewDestruction, type Viewer } from "../../shared/domain/viewer.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { DestructionChanges } from "../../shared/storage/destruction-changes.ts";
import type { DestructionStore } from "../../shared/storage/destruction-store.ts";
import { retryWhenMoved } from "../../shared/storage/transaction.ts";
import { listAnswerOf } from "./list-answer.ts";
import { listRefused } from "./list-refused.ts";
import { postOnly } from "./post-only.ts";

export type DecideDestructionDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly lists: DestructionStore;
  readonly changes: DestructionChanges;
  readonly newEvent: EventIds;
};
type Question = z.output<typeof decideDestructionQuestion> & { readonly archiveId: string; readonly listId: string };

const eventType = {
  reviewed: "destruction-reviewed",
  approved: "destruction-approved",
  withdrawn: "destruction-withdrawn",
} as const satisfies Readonly<Record<DestructionDecision, string>>;
type Decision = Question["decision"];

/** Approval is for approvers; all else for an appraiser, an archivist or one of those. */
const onlyWhoMay = (decision: Decision, viewer: Viewer, archiveId: string): void => {
  if (decision === "approved") postOnly(mayApproveRetention(viewer, archiveId), "listApprover");
  else postOnly(mayReviewDestruction(viewer, archiveId), "reviewer");
};

/** Reviews, approves or withdraws a list, or has it carried out: from then on that is owed. */
export const decideDestruction =
  ({ region, archives, lists, changes, newEvent }: DecideDestructionDeps) =>
  async ({ archiveId, listId, ...asked }: Question, viewer: Viewer): Promise<z.input<typeof destructionListAnswer>> => {
    const { decision, reason } = asked;
    onlyWhoMay(decision, viewer, archiveId);
    homeOnly(archives, archiveId, region);
    return retryWhenMoved(5, async () => {
      const said = newEvent();
      const actor = viewer.principal;
      const before = await lists.get(archiveId, listId);
      const by = { actor, at: said.time, reason };
      const step =
        asked.decision === "ordered"
          ? orderList(before, asked.supervisors, by)
          : decideList(before, asked.decision, by);
      if (!step.ok) throw listRefused(step.why);
      const about = { ...said, archiveId, actor, listId, items: step.after.items, reason };
      const event: DomainEvent =
        asked.decision === "ordered"
          ? { type: "destruction-ordered", ...about, supervisors: asked.supervisors }
          : { type: eventType[asked.decision], ...about };
      await changes.move(before, step.after, [], event);
      return listAnswerOf(step.after);
    });
  };
