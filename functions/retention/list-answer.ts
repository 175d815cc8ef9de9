import type * as z from "zod";
import type { destructionListAnswer } from "../../shared/contract/destruction-routes.ts";
import type { DestructionList } from "../../shared/domain/destruction-list.ts";

/** A destruction list as people see it. */
export const listAnswerOf = ({
  archiveId,
  listId,
  title,
  state,
  items,
  steps,
  supervisors,
  progress,
}: DestructionList): z.input<typeof destructionListAnswer> => ({
  ...{ archiveId, listId, title, state, items, steps, supervisors, progress },
});
