import * as z from "zod";
import { archiveId } from "../../shared/contract/archives.ts";
import { destructionListName } from "../../shared/contract/destruction.ts";

/** Work on one destruction list, as a queue hands it over; `after` is the 档号 behind which the walk goes on. */
export const destructionWork = z.object({
  archiveId,
  listId: destructionListName,
  after: z.string().max(200).optional(),
});
export type DestructionWork = z.infer<typeof destructionWork>;
