import * as z from "zod";

/** What a page's pixels and its file's headers tell of the scan; noted when the page is read, so that it is decoded once. */
export const scanFacts = z.strictObject({
  /** Pixels of the page as stored. */
  width: z.int().positive(),
  height: z.int().positive(),
  /** Dots per inch, where the file says so. */
  dpi: z.number().positive().optional(),
  /** Drawn by a program, not scanned: it has no resolution. */
  drawn: z.literal(true).optional(),
  depth: z.enum(["bilevel", "grey", "colour"]),
  /** Degrees by which lines of text slope, clockwise; absent where there are too few to tell. */
  skew: z.number().min(-45).max(45).optional(),
  /** Share of the page, its edges left out, that is darker than the paper around it. */
  ink: z.number().min(0).max(1),
  /** Lines of text that were read. */
  lines: z.int().min(0),
  /** Likeness of the picture: 256 bits in hex; equal pictures differ in few of them. */
  picture: z.string().regex(/^[0-9a-f]{64}$/),
  /** Likeness of the words: 64 numbers of 16 bits in hex; texts that share most pairs of characters share most of them. */
  words: z
    .string()
    .regex(/^[0-9a-f]{256}$/)
    .optional(),
  /** Electronic signatures in the file. */
  signatures: z.int().min(1).optional(),
});
export type ScanFacts = z.infer<typeof scanFacts>;
