import { filled, type Sentence } from "../domain/sentence.ts";
import type { Finding } from "./check.ts";
import { factWords } from "./fact-words.ts";
import { findingSentences } from "./finding-codes.ts";

const where = ({ archivalCode, page }: Finding): Sentence => ({
  zh: [archivalCode, page === undefined ? undefined : `第 ${page} 页`].filter((part) => part !== undefined).join(" "),
  en: [archivalCode, page === undefined ? undefined : `page ${page}`].filter((part) => part !== undefined).join(" "),
});

/** A finding in both languages: where, what is wrong, what to do. */
export const explainFinding = (finding: Finding): Sentence => {
  const sentence = findingSentences[finding.code];
  const place = where(finding);
  return {
    zh: filled(sentence.zh, { ...factWords(finding.facts, "zh"), where: place.zh }),
    en: filled(sentence.en, { ...factWords(finding.facts, "en"), where: place.en }),
  };
};
