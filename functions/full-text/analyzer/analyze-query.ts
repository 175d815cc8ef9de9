import type { Clause } from "../../../shared/storage/search-index.ts";
import { foldWithoutIdentityNumbers } from "./analyze-text.ts";
import type { FoldedCharacter } from "./fold-lines.ts";
import { gramsOf, isCjk } from "./grams.ts";

/** Characters, counted as code points. */
export const queryMaxLength = 256;

/** One word of the query: its grams at consecutive places, then, if `open` is given, a gram that begins with it. */
export type QueryWord = { readonly grams: readonly string[]; readonly open?: string };

export type QueryProblem =
  | "query-empty"
  | "query-too-long"
  /** Identity numbers are not in the full-text index; they are looked up by their keyed hash. */
  | "query-only-identity-number"
  /** Punctuation only. */
  | "query-nothing-searchable";

export type QueryAnalysis =
  | {
      readonly ok: true;
      /** What an engine has to match; a hit matches all of them. */
      readonly clauses: readonly Clause[];
      /** The same in the user's own units, to mark matches exactly. */
      readonly words: readonly QueryWord[];
      /** An identity number was left out of the search. */
      readonly identityNumberIgnored: boolean;
    }
  | { readonly ok: false; readonly problem: QueryProblem };

/** Cuts at white space, except between quotation marks. An opening mark without a closing one holds to the end. */
const splitWords = (characters: readonly FoldedCharacter[]): readonly (readonly FoldedCharacter[])[] => {
  const words: FoldedCharacter[][] = [[]];
  let quoted = false;
  for (const character of characters) {
    const { char } = character;
    const isQuote = /^["“”「」『』]$/u.test(char);
    if (isQuote) quoted = char === '"' ? !quoted : /^[“「『]$/u.test(char);
    if (isQuote || (!quoted && /^\s$/u.test(char))) words.push([]);
    else words.at(-1)?.push(character);
  }
  return words;
};

/**
 * The last CJK character of a word is not the last of its run in the text: there its gram may go on. After a pair it
 * is covered by the pair; alone it stays open.
 */
const readWord = (characters: readonly FoldedCharacter[]): QueryWord => {
  const grams = gramsOf(characters);
  const last = grams.at(-1);
  const texts = grams.map(({ text }) => text);
  if (last === undefined || !isCjk(last.text)) return { grams: texts };
  const before = grams.at(-2);
  const closed = texts.slice(0, -1);
  return before?.last === last.first ? { grams: closed } : { grams: closed, open: last.text };
};

const clausesOf = ({ grams, open }: QueryWord): readonly Clause[] => [
  ...(grams.length > 0 ? [{ kind: "phrase" as const, grams }] : []),
  ...(open === undefined ? [] : [{ kind: "prefix" as const, gram: open }]),
];

const distinct = <Value>(values: readonly Value[]): readonly Value[] =>
  Array.from(new Map(values.map((value) => [JSON.stringify(value), value])).values());

/**
 * Turns what a person typed into clauses over the grams of `analyzeText`. White space means AND; quotation marks keep
 * it. A word of two or more CJK characters is a phrase and matches exactly the texts that contain it. A word that ends
 * in one CJK character after letters or digits (`0123号`) becomes a phrase and a prefix: engines may return a few more
 * texts than contain it, never fewer.
 */
export const analyzeQuery = (query: string): QueryAnalysis => {
  if (query.trim() === "") return { ok: false, problem: "query-empty" };
  if (Array.from(query).length > queryMaxLength) return { ok: false, problem: "query-too-long" };
  const { characters, identityNumbers } = foldWithoutIdentityNumbers([query]);
  const words = distinct(
    splitWords(characters)
      .map(readWord)
      .filter(({ grams, open }) => grams.length > 0 || open !== undefined),
  );
  const identityNumberIgnored = identityNumbers.length > 0;
  if (words.length > 0) {
    return { ok: true, clauses: distinct(words.flatMap(clausesOf)), words, identityNumberIgnored };
  }
  return { ok: false, problem: identityNumberIgnored ? "query-only-identity-number" : "query-nothing-searchable" };
};
