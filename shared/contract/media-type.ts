import * as z from "zod";

/** Formats in which scans are kept (DA/T 31-2017), told from the bytes. */
export const mediaType = z.enum(["image/jpeg", "image/png", "image/tiff", "image/jp2", "application/pdf"]);
export type MediaType = z.infer<typeof mediaType>;
