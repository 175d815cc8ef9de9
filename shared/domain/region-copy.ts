import * as z from "zod";
import { regionName } from "../contract/archives.ts";
import { sha256 } from "../contract/sha256.ts";
import { item } from "./item.ts";
import { moment, page } from "./page.ts";

/** What the home region asserts it has sent: the replica region reads back and compares with this, never with itself. */
export const copyManifest = z.strictObject({
  from: regionName,
  to: regionName,
  page,
  item,
  sentAt: moment,
});
export type CopyManifest = z.infer<typeof copyManifest>;

/** What the replica region found when it read the copy back. */
export const copyReceipt = z.strictObject({
  region: regionName,
  archiveId: page.shape.archiveId,
  archivalCode: page.shape.archivalCode,
  page: page.shape.page,
  version: page.shape.version,
  revision: page.shape.revision,
  outcome: z.discriminatedUnion("state", [
    z.strictObject({ state: z.literal("proven"), sha256, ocrSha256: sha256.optional(), provenAt: moment }),
    z.strictObject({
      state: z.literal("failed"),
      code: z.enum(["bytes-differ", "bytes-missing", "text-differs", "text-missing"]),
      failedAt: moment,
    }),
  ]),
});
export type CopyReceipt = z.infer<typeof copyReceipt>;
