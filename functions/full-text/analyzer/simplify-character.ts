import traditionalToSimplified from "opencc-js/dict/TSCharacters";
import { variantCharacters } from "./variant-characters.ts";

/** Reads OpenCC's table. An entry may list several simplified forms; the first is the usual one. */
const readTable = (): Map<string, string> => {
  const table = new Map<string, string>();
  for (const entry of traditionalToSimplified.split("|")) {
    const [traditional, simplified] = entry.split(" ");
    if (traditional !== undefined && simplified !== undefined) table.set(traditional, simplified);
  }
  return table;
};

/** Longest chain followed, so that a circle in the data cannot hold us. The data's longest is two. */
const longestChain = 4;

/** Follows each mapping to its end (薴 → 苧 → 苎), so that folding twice is folding once. */
const closed = (open: ReadonlyMap<string, string>): ReadonlyMap<string, string> => {
  const end = (char: string, steps: number): string => {
    const next = steps === 0 ? undefined : open.get(char);
    return next === undefined ? char : end(next, steps - 1);
  };
  return new Map(Array.from(open, ([char, form]) => [char, end(form, longestChain)]));
};

let table: ReadonlyMap<string, string> | undefined;

/**
 * One character in its simplified, common form.
 *
 * Character by character, never by phrase: a phrase table makes the form of a character depend on its neighbours, and
 * then a part of a text need not be found in the text. What this merges too much (乾 with 干, 后 with 後) costs a few
 * false hits, never a missed one. Only OpenCC's character table is bundled (29 KB in UTF-8); it is read on first use.
 */
export const simplifyCharacter = (char: string): string => {
  table ??= closed(new Map([...readTable(), ...variantCharacters]));
  return table.get(char) ?? char;
};
