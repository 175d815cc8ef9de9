import type { FoldedCharacter } from "./fold-lines.ts";

/** A token of the index; `first` and `last` are indexes of the folded characters it was made of. */
export type Gram = { readonly text: string; readonly first: number; readonly last: number };

type Kind = "cjk" | "letter" | "digit";
type Run = { readonly kind: Kind; readonly members: number[] };

/** Engines cut longer tokens, each at another length; we cut first. No word or number that people search is longer. */
const longestToken = 64;

const cjkLetter =
  /^(?=[\p{L}\p{N}])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}ー]$/u;
const middleDot = /^[·•・‧∙⋅]$/u;

/** Whether a folded character is written without spaces between words, 〇 and 々 and characters beyond the BMP included. */
export const isCjk = (char: string): boolean => cjkLetter.test(char);

const kindOf = (char: string): Kind | undefined => {
  if (isCjk(char)) return "cjk";
  if (/^\p{N}$/u.test(char)) return "digit";
  return /^\p{L}$/u.test(char) ? "letter" : undefined;
};

/** What does not part two CJK characters: spaces, line ends, the dot within a name (阿卜杜拉·买买提). */
const joinsCjk = (char: string): boolean => /^\s$/u.test(char) || middleDot.test(char);

const runsOf = (chars: readonly FoldedCharacter[]): readonly Run[] => {
  const runs: Run[] = [];
  let open: Run | undefined;
  chars.forEach(({ char }, index) => {
    const kind = kindOf(char);
    if (kind !== undefined) {
      const full = kind !== "cjk" && open?.members.length === longestToken;
      if (open?.kind === kind && !full) open.members.push(index);
      else {
        open = { kind, members: [index] };
        runs.push(open);
      }
      return;
    }
    const stays = open !== undefined && (/^\p{M}$/u.test(char) || (open.kind === "cjk" && joinsCjk(char)));
    if (!stays) open = undefined;
  });
  return runs;
};

const gramsOfRun = ({ kind, members }: Run, chars: readonly FoldedCharacter[]): readonly Gram[] => {
  const span = (from: number, to: number): Gram => {
    const taken = members.slice(from, to);
    const [first = 0] = taken;
    return { text: taken.map((index) => chars[index]?.char ?? "").join(""), first, last: taken.at(-1) ?? first };
  };
  return kind === "cjk" ? members.map((_, at) => span(at, at + 2)) : [span(0, members.length)];
};

/**
 * Cuts folded characters into grams: CJK in overlapping pairs, runs of letters and runs of digits whole (`bxb 656720`
 * and `BXB656720` are the same two).
 *
 * Each CJK run ends with its last character alone. So every character begins exactly one gram, a single character is
 * found as the beginning of a gram wherever it stands, and since only that last gram is short, a phrase of pairs never
 * runs on into the next run: it is found exactly where its characters stand side by side.
 */
export const gramsOf = (chars: readonly FoldedCharacter[]): readonly Gram[] =>
  runsOf(chars).flatMap((run) => gramsOfRun(run, chars));
