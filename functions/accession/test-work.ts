import * as z from "zod";
import { checkStage } from "../../shared/contract/checks.ts";
import { page } from "../../shared/domain/page.ts";

/**
 * Tests of one batch, as a queue hands them over. `walk`: where a walk through its pages goes on, of which state of what owes the
 * tests it is (its count of writes), and how many parts it has gathered.
 */
export const testWork = z
  .object({
    archiveId: page.shape.archiveId,
    batchId: page.shape.batchId,
    stage: checkStage.optional(),
    walk: z.strictObject({ of: z.int().min(1), parts: z.int().min(1), after: z.string().max(300) }).optional(),
    /** Of an event that starts tests. */
    type: z.string().optional(),
  })
  .transform(({ type, stage = type === "preservation-asked" ? "preservation" : "transfer", ...work }) => ({
    ...work,
    stage,
  }));
export type TestWork = z.output<typeof testWork>;
