import * as z from "zod";

/** How a text with separators is written. */
export const textForm = z.strictObject({
  encoding: z.enum(["utf-8", "utf-16le", "utf-16be", "gb18030"]),
  separator: z.enum([",", "\t", ";"]),
});
export type TextForm = z.infer<typeof textForm>;
export type TextEncoding = TextForm["encoding"];
