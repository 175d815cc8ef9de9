import type { QueryWord } from "./analyze-query.ts";
import type { TextAnalysis } from "./analyze-text.ts";

/** One place where a word of the query stands; `first` and `last` are indexes of folded characters. */
export type Match = { readonly word: number; readonly first: number; readonly last: number };

/** Every place of every word, in the order of the text. The exact reading of what engines answer from clauses. */
export const findMatches = ({ grams, characters }: TextAnalysis, words: readonly QueryWord[]): readonly Match[] => {
  const found = words.flatMap((word, index) =>
    grams.flatMap((begin, at): readonly Match[] => {
      if (!word.grams.every((text, offset) => grams[at + offset]?.text === text)) return [];
      const closed = grams[at + word.grams.length - 1];
      if (word.open === undefined)
        return closed === undefined ? [] : [{ word: index, first: begin.first, last: closed.last }];
      const next = grams[at + word.grams.length];
      const opens = next !== undefined && characters[next.first]?.char === word.open;
      return opens ? [{ word: index, first: begin.first, last: next.first }] : [];
    }),
  );
  return found.toSorted((a, b) => a.first - b.first || a.last - b.last);
};
