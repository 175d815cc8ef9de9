import type { ReadCharacter } from "./decode-line.ts";

/**
 * Mistakes the network makes by the shape of a character alone, mended where the writing itself leaves no doubt. Each
 * rule replaces characters one for one, so that every character keeps its place and its confidence.
 */

interface Correction {
  readonly where: RegExp;
  readonly mend: (found: string) => string;
}

const CORRECTIONS: readonly Correction[] = [
  // U+4E36 is a stroke of writing, no word of Chinese; printed text has the enumeration comma there.
  { where: /丶/gu, mend: () => "、" },
  // The year of a document number stands in 〔〕 (GB/T 9704-2012, 7.2.5). The network mixes brackets up; pairs that are
  // in use, () and [], are left alone.
  {
    where:
      /(?:〔\d{4}[\])】）]|[[(【（]\d{4}〕|[[【]\d{4}[)）]|[(（]\d{4}[\]】]|【\d{4}[\]】]|\[\d{4}】)(?=第?\d+号)/gu,
    mend: (found) => `〔${found.slice(1, -1)}〕`,
  },
  // After the O' of an Irish name stands a capital; these look like their small letters.
  { where: /(?<=\bO['’])[cosuvwxz](?=\p{Ll})/gu, mend: (found) => found.toUpperCase() },
];

/** The characters of a line, mended. */
export function correctText(characters: readonly ReadCharacter[]): ReadCharacter[] {
  const text = characters.map((character) => character.text).join("");
  const mended = CORRECTIONS.reduce((line, { where, mend }) => line.replace(where, mend), text);
  if (mended === text) return [...characters];
  const symbols = Array.from(mended);
  return characters.map((character, index) => ({ ...character, text: symbols[index] ?? character.text }));
}
