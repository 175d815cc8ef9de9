import * as z from "zod";
import { archivalCodeMaxLength, parseArchivalCode, type ArchivalCode } from "./archival-code.ts";

/** 著录层级 (DA/T 18-2022: 全宗、类别、案卷、文件), by the names of ISAD(G); its "file" is a volume (案卷) here. */
export const level = z.enum(["fonds", "series", "volume", "item"]);
export type Level = z.infer<typeof level>;

/** Characters of a code of any level. */
export const referenceCode = z.string().min(1).max(archivalCodeMaxLength);

/** What has to follow a code of each level to make it that of an item. A code of 1994 has a level less above its volumes. */
const completions: Readonly<Record<Level, readonly string[]>> = {
  fonds: ["-1-1-1"],
  series: ["-1", "-1-1"],
  volume: ["-1"],
  item: [""],
};

const isOf = (code: ArchivalCode, of: Level): boolean => of !== "volume" || "volume" in code;

/**
 * Reads the code of a unit of any level: the 档号 of an item as far as that level. @returns its canonical spelling, and
 * what the code says; undefined when it is no code of this level.
 */
export const parseReferenceCode = (
  of: Level,
  given: string,
): { readonly canonical: string; readonly code: ArchivalCode } | undefined => {
  for (const completion of completions[of]) {
    const parsed = parseArchivalCode(given.trim() + completion);
    if (parsed.ok && isOf(parsed.code, of)) {
      const { canonical } = parsed.code;
      return { canonical: canonical.slice(0, canonical.length - completion.length), code: parsed.code };
    }
  }
  return undefined;
};

/** The volume an item's code names; undefined where items are not arranged by volume. */
export const volumeOf = (code: ArchivalCode): string | undefined =>
  "volume" in code ? code.canonical.slice(0, code.canonical.lastIndexOf("-")) : undefined;
