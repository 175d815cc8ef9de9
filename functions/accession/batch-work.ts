import * as z from "zod";
import { page } from "../../shared/domain/page.ts";

/** Work on one batch, as a queue hands it over; `after` is the place in its list of pages where the walk goes on. */
export const batchWork = z.object({
  archiveId: page.shape.archiveId,
  batchId: page.shape.batchId,
  after: z.string().max(300).optional(),
});
export type BatchWork = z.infer<typeof batchWork>;
