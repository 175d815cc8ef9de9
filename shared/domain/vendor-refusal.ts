import * as z from "zod";

/** Why a vendor gets nothing: a closed list. */
export const vendorRefusal = z.enum(["not-for-vendors", "request-invalid", "other-region"]);
export type VendorRefusal = z.infer<typeof vendorRefusal>;
