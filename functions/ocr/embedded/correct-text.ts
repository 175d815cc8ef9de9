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
      /(?:〔\d{4}[\])】）］]|[[(【（［]\d{4}〕|[[【]\d{4}[)）]|[(（]\d{4}[\]】]|【\d{4}[\]】]|\[\d{4}】)(?=第?\d+号)/gu,
    mend: (found) => `〔${found.slice(1, -1)}〕`,
  },
  // A full stop stands where Chinese has no degrees.
  { where: /(?<=[\p{Script=Han}）])°$/gu, mend: () => "。" },
  // An Irish name has two capitals, O'C; small letters of the same shape are taken for them.
  { where: /\bo(?=['’]\p{Lu}\p{Ll})/gu, mend: () => "O" },
  { where: /(?<=\bO['’])[cosuvwxz](?=\p{Ll})/gu, mend: (found) => found.toUpperCase() },
  // No word begins with a nought.
  { where: /(?<![\p{L}\p{N}.,-])0(?=\p{Ll}{2})/gu, mend: () => "O" },
  // A year in Chinese numerals has Chinese noughts and ones.
  { where: /(?<=[一二三四五六七八九〇])[O0o](?=[一二三四五六七八九〇年])/gu, mend: () => "〇" },
  { where: /○(?=[一二三四五六七八九〇十])|(?<=[一二三四五六七八九〇])○/gu, mend: () => "〇" },
  { where: /(?<![\p{L}\p{N}])1(?=[一二三四五六七八九〇]{3}年)/gu, mend: () => "一" },
];

/** The characters of a line, mended. */
export function correctText(characters: readonly ReadCharacter[]): ReadCharacter[] {
  const text = characters.map((character) => character.text).join("");
  const mended = CORRECTIONS.reduce((line, { where, mend }) => line.replace(where, mend), text);
  if (mended === text) return [...characters];
  const symbols = Array.from(mended);
  return characters.map((character, index) => ({ ...character, text: symbols[index] ?? character.text }));
}
