import * as z from "zod";
import { page } from "../../shared/domain/page.ts";

/**
 * Tests of one batch, as a queue hands them over. `walk`: where a walk through its pages goes on, of which state of the batch
 * it is (its count of writes), and how many parts it has gathered.
 */
export const testWork = z.object({
  archiveId: page.shape.archiveId,
  batchId: page.shape.batchId,
  walk: z.strictObject({ of: z.int().min(1), parts: z.int().min(1), after: z.string().max(300) }).optional(),
});
export type TestWork = z.infer<typeof testWork>;
