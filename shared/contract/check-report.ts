import * as z from "zod";
import { accessionTerms } from "./accession.ts";
import { archiveId } from "./archives.ts";
import { checkProfile } from "./check-profile.ts";
import { checkId, checkOutcome, checkProperty, checkStage } from "./checks.ts";

const moment = z.iso.datetime();
const sentence = z.strictObject({ zh: z.string(), en: z.string() });

const reportedFinding = z.strictObject({
  outcome: z.enum(["failed", "could-not-check"]),
  code: z.string(),
  archivalCode: z.string().optional(),
  page: z.int().optional(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Where, what is wrong, what to do. */
  detail: sentence,
});

/** What one check found. `unasked` instead of an outcome: there was nothing to look at, and why. */
export const checkResult = z.strictObject({
  id: checkId,
  property: checkProperty,
  /** `seen`: in a source that quotes the standard; else from memory. */
  clause: z.strictObject({ standard: z.string(), title: sentence, seen: z.boolean() }),
  required: z.boolean(),
  mustBeChecked: z.boolean(),
  outcome: checkOutcome.optional(),
  unasked: sentence.optional(),
  /** How many things failed, and how many could not be told; `findings` lists 500 of each at most. */
  failed: z.int().min(0),
  unchecked: z.int().min(0),
  findings: z.array(reportedFinding),
});
export type CheckResult = z.infer<typeof checkResult>;

/** 四性检测报告 of one batch, or of a stretch of what is kept. Says what was asked (`profile`), so that it can be read alone. */
export const checkReport = z.strictObject({
  format: z.literal("lantai-check-report/1"),
  archiveId,
  batchId: z.string().optional(),
  stage: checkStage,
  testedAt: moment,
  /** Terms under which the batch came. */
  terms: accessionTerms.optional(),
  totals: z.strictObject({ items: z.int(), pages: z.int(), files: z.int(), bytes: z.int() }),
  /** Which scanner for malware spoke, if any. */
  scanner: z.string().optional(),
  outcome: checkOutcome,
  /** Required checks that failed or were left undone: an approver has to say why the batch is taken over all the same. */
  against: z.array(checkId),
  results: z.array(checkResult),
  profile: checkProfile,
});
export type CheckReport = z.infer<typeof checkReport>;
