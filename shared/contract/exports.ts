import * as z from "zod";
import { batchName } from "./accession.ts";

/** What is exported: one item (件), all items of a volume (案卷) by its code, or what came with a batch. */
export const exportTarget = z.discriminatedUnion("level", [
  z.strictObject({ level: z.literal("item"), archivalCode: z.string().min(1).max(200) }),
  z.strictObject({ level: z.literal("volume"), archivalCode: z.string().min(1).max(200) }),
  z.strictObject({ level: z.literal("batch"), batchId: batchName }),
]);
export type ExportTarget = z.infer<typeof exportTarget>;

/** What an export is called: whoever asks again under the same name is told of the same export. */
export const exportName = z.string().regex(/^[a-z0-9][a-z0-9-]{7,39}$/);

export const exportState = z.enum(["asked", "writing", "ready", "failed"]);
export type ExportState = z.infer<typeof exportState>;

/** A finished bag can be fetched for so long after its writing began; then it is removed. */
export const exportDays = 7;
