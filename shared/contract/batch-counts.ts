import * as z from "zod";

/** What is counted of a batch: objects that came and what became of them, then pages and how far they are. */
export const batchCounts = z.strictObject({
  received: z.int(),
  accepted: z.int(),
  duplicate: z.int(),
  superseded: z.int(),
  refused: z.int(),
  pages: z.int(),
  ocrPending: z.int(),
  read: z.int(),
  failed: z.int(),
  needsPerson: z.int(),
  safe: z.int(),
  unsafe: z.int(),
});
export type BatchCounts = z.infer<typeof batchCounts>;
