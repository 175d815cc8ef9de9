import * as z from "zod";
import { sha256 } from "./sha256.ts";
import { vendorTerms } from "./vendor.ts";

/**
 * How records come to an archive (档案法 art. 15-17; 条例 art. 19-21, and 40(3) for the last): 移交, 捐赠, 购买, 寄存, 代存,
 * 复制, 登记备份.
 */
export const accessionType = z.enum([
  "transfer",
  "donation",
  "purchase",
  "loan",
  "custody",
  "reproduction",
  "registration-backup",
]);
export type AccessionType = z.infer<typeof accessionType>;

/** What whoever gave the records may forbid (条例 art. 36): reading them, copying them out, publishing them. */
export const restrictedUse = z.enum(["consultation", "copying", "publication"]);
export type RestrictedUse = z.infer<typeof restrictedUse>;

/** 移交单位, or whoever else gives the records. */
const giver = z.strictObject({ name: z.string().min(1).max(200), code: z.string().min(1).max(40).optional() });

/** The paper under which they come: its reference (文号), and the digest of its scan if there is one. */
const agreement = z.strictObject({ reference: z.string().min(1).max(200), sha256: sha256.optional() });

/** What the hand-over list (移交清册) says will come; what it leaves out is not compared. */
const expected = z.strictObject({
  items: z.int().min(0).optional(),
  pages: z.int().min(0).optional(),
  volumes: z.int().min(0).optional(),
  bytes: z.int().min(0).optional(),
});

/** A volume (案卷), or an item where items are not arranged by volume, as the hand-over list names it, and how it is to come. */
const listedUnit = z.strictObject({
  archivalCode: z.string().min(1).max(120),
  medium: z.enum(["paper", "digital", "both"]),
});
export type ListedUnit = z.infer<typeof listedUnit>;

/** What a giver agrees to later, in writing: other restrictions than before (条例 art. 36). */
export const amendment = z.strictObject({
  restrictions: z.array(restrictedUse).max(restrictedUse.options.length),
  /** The giver's written consent. */
  consent: agreement,
});
export type Amendment = z.infer<typeof amendment>;

/** What is agreed when a batch is opened. */
export const accessionTerms = z.strictObject({
  accessionType,
  from: giver,
  agreement: agreement.optional(),
  /** What the giver forbids (条例 art. 36); binds all later use. */
  restrictions: z.array(restrictedUse).max(restrictedUse.options.length).default([]),
  expected: expected.optional(),
  /** 密级 as the giver declares it for all of the batch; anything but none is refused (保密法 art. 31(3)). */
  classification: z.string().max(100).optional(),
  /** 双套移交: which volumes come on paper, which as digital sets. */
  units: z.array(listedUnit).max(2000).optional(),
  /** Who digitises the batch for the archive; absent when its own people do. */
  vendor: vendorTerms.optional(),
});
export type AccessionTerms = z.output<typeof accessionTerms>;

/** What people decide of a batch; `converted` is 转为进馆. */
export const decision = z.enum(["closed", "accepted", "returned", "converted"]);
export type Decision = z.infer<typeof decision>;

/** A name for one delivery, chosen by the archive: 1 to 64 of A-Z a-z 0-9 . _ -, beginning with a letter or digit. */
export const batchName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
