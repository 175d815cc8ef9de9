import * as z from "zod";

/** Why a vendor's person gets no permit, or not this one. */
export const permitRefusal = z.enum([
  "not-assigned",
  "batch-held",
  "batch-closed",
  "no-declaration",
  "qualification-expired",
  "before-window",
  "after-window",
  "key-outside-batch",
]);
export type PermitRefusal = z.infer<typeof permitRefusal>;

/** Why a vendor gets nothing: a closed list. `object-refused`: the others of the same question may have been permitted. */
export const vendorRefusal = z.enum([
  "not-for-vendors",
  "request-invalid",
  "other-region",
  "not-found",
  "object-refused",
  ...permitRefusal.options,
]);
export type VendorRefusal = z.infer<typeof vendorRefusal>;
