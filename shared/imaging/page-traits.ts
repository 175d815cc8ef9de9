/** What a file's headers tell of one page; nothing is decoded for it. */
export interface PageTraits {
  /** Dots per inch, where the file states them. */
  readonly dpi?: number;
  /** No scan stands on the page: it was drawn by a program, and has no resolution. */
  readonly drawn?: true;
  readonly depth: "bilevel" | "grey" | "colour";
  /** Electronic signatures in the file, if there are any. */
  readonly signatures?: number;
}

/** What programs write that know no resolution (JFIF and EXIF have no other way to say so); no scan for keeping has it. */
const UNKNOWN_DPI = 72;
/** More is a mistake, or an attack on whoever computes with it. */
const MOST_DPI = 20_000;

/** A resolution as a header states it; undefined where it says nothing that can be true. */
export const statedDpi = (dpi: number | undefined): { readonly dpi?: number } =>
  dpi !== undefined && Number.isFinite(dpi) && dpi > UNKNOWN_DPI && dpi <= MOST_DPI ? { dpi } : {};

export const depthOf = (channels: number, bitsPerSample: number | undefined): PageTraits["depth"] =>
  bitsPerSample === 1 ? "bilevel" : channels < 3 ? "grey" : "colour";
