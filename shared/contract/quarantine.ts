import * as z from "zod";

const moment = z.iso.datetime();

/** What was found, where, by whom and when. */
const finding = z.strictObject({
  at: moment,
  by: z.string().meta({ description: "A person, or the service that read the page." }),
  archivalCode: z.string().optional(),
  page: z.int().optional(),
  mark: z.string().meta({ description: "The mark as it was read, such as 机密★10年, or the officer's reason." }),
});

/** A batch as the security officer sees it: why it is held, and what was cleared before by whom. */
export const quarantinedBatch = z.strictObject({
  archiveId: z.string(),
  batchId: z.string(),
  held: z.boolean(),
  why: finding.optional().meta({ description: "Absent of a batch that is not held." }),
  cleared: z.array(finding.extend({ releasedBy: z.string(), releasedAt: moment, reason: z.string() })),
});

export const quarantineQuery = z.object({
  batch: z.string().min(1).max(64).optional().meta({ description: "Only this batch." }),
  cursor: z.string().max(2000).optional(),
});
export const quarantineAnswer = z.strictObject({
  batches: z.array(quarantinedBatch),
  cursor: z.string().optional(),
});

export const quarantineDecision = z.enum(["hold", "release"]);
export type QuarantineDecision = z.infer<typeof quarantineDecision>;
export const quarantineQuestion = z.strictObject({
  decision: quarantineDecision,
  reason: z.string().trim().min(1).max(1000),
});
