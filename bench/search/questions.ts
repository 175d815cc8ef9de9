import type { Question } from "./lucene.ts";
import { commonWords, type SyntheticPage } from "./synthetic-pages.ts";

export const questionSets = [
  "two-character names",
  "three-character names",
  "six-character phrases",
  "name and word, filtered",
  "common words, ranked",
] as const;
export type QuestionSet = (typeof questionSets)[number];

const sixCharacters = /[\u4e00-\u9fff]{6}/;

/** One question of a set that the page answers; `undefined` when nothing on it does. */
export const questionFrom = (set: QuestionSet, page: SyntheticPage): Question | undefined => {
  const name = (length: number): string | undefined => page.names.find((one) => one.length === length);
  const about = (word: string | undefined): Question | undefined =>
    word === undefined ? undefined : { words: [word] };
  switch (set) {
    case "two-character names":
      return about(name(2));
    case "three-character names":
      return about(name(3));
    case "six-character phrases":
      return about(sixCharacters.exec(page.text)?.[0]);
    case "name and word, filtered": {
      const [first] = page.names;
      const word = page.words.find((one) => one.length === 2);
      const { archive, kind, year } = page;
      return first === undefined || word === undefined
        ? undefined
        : { words: [first, word], archive, kind, from: year - 5, to: year + 5 };
    }
    case "common words, ranked":
      return undefined;
  }
};

/** Up to `count` different questions of a set, from pages spread over all. */
export const questionsOf = (
  set: QuestionSet,
  { page, pages, count }: { page: (number: number) => SyntheticPage; pages: number; count: number },
): Question[] => {
  if (set === "common words, ranked") return commonWords.map((word) => ({ words: [word] }));
  const found = new Map<string, Question>();
  const step = Math.max(1, Math.floor(pages / (count * 4)));
  for (let number = 0; number < pages && found.size < count; number += step) {
    const question = questionFrom(set, page(number));
    if (question !== undefined) found.set(question.words.join(" "), question);
  }
  return [...found.values()];
};
