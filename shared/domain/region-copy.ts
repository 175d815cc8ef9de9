import * as z from "zod";
import { regionName } from "../contract/archives.ts";
import { sha256 } from "../contract/sha256.ts";
import { item } from "./item.ts";
import { moment, page, type Replica } from "./page.ts";

/**
 * What must lie in a region: it reads back and compares with this, never with itself. Said by the home region of what it has
 * sent, or by the region's own recheck of what its records say; `from` is the home region either way, and gets the receipt.
 */
export const copyManifest = z.strictObject({
  from: regionName,
  to: regionName,
  page,
  item,
  sentAt: moment,
  /** Of a page that is to be erased there: what came under it before, in the same batch. */
  earlier: z.array(z.strictObject({ sha256, ocrSha256: sha256.optional() })).optional(),
  /** The file must be read anew unless it was since then; without it, since the page was accepted. */
  since: moment.optional(),
});
export type CopyManifest = z.infer<typeof copyManifest>;

/** What a region found when it read a copy back; the home region, when it read its own bytes again. */
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
    // The page is quarantined: what lies here of it no longer counts as a copy.
    z.strictObject({ state: z.literal("set-aside"), at: moment }),
    // Nor does it lie here any more.
    z.strictObject({ state: z.literal("erased"), at: moment }),
  ]),
});
export type CopyReceipt = z.infer<typeof copyReceipt>;

type Outcome = CopyReceipt["outcome"];

/** When the region looked, by its own clock. */
export const lookedAt = (outcome: Outcome): string => {
  switch (outcome.state) {
    case "proven":
      return outcome.provenAt;
    case "failed":
      return outcome.failedAt;
    case "set-aside":
    case "erased":
      return outcome.at;
  }
};

/** How a copy stands by what was found of it. One that was set aside is as if it had never been sent. */
export const replicaState = (outcome: Outcome): Omit<Replica, "region" | "revision"> => {
  switch (outcome.state) {
    case "proven":
      return {
        state: "proven",
        sha256: outcome.sha256,
        ocrSha256: outcome.ocrSha256,
        provenAt: outcome.provenAt,
      };
    case "failed":
      return { state: "failed", code: outcome.code, failedAt: outcome.failedAt };
    case "set-aside":
      return { state: "pending" };
    case "erased":
      return { state: "pending", erasedAt: outcome.at };
  }
};
