/** One accepted character of an archival code, folded, and where it stands in the text it came from (UTF-16 units). */
export type CodeCharacter = { readonly char: string; readonly at: number };

/** A piece of a code between two separators. `at` is where it begins, or where it should have begun. */
export type CodePart = { readonly text: string; readonly at: number };

const hyphens = new Set("-－﹣﹘‐‑‒–—―−");
const middleDots = new Set("·.．・･•‧∙⋅");

/** Blocks whose characters are mere other shapes of letters, digits and Han characters: full width, compatibility, radicals. */
const otherShape = /^[\uff01-\uff5e\u2f00-\u2fdf\uf900-\ufaff\u{2f800}-\u{2fa1f}]$/u;

const plain = (char: string): string => {
  if (hyphens.has(char)) return "-";
  if (middleDots.has(char)) return "·";
  const folded = otherShape.test(char) ? char.normalize("NFKC") : char;
  return /^[a-z]$/.test(folded) ? folded.toUpperCase() : folded;
};

/** Folds width, hyphens, middle dots and the case of Latin letters; leaves everything else, allowed or not, as it is. */
export const foldCodeCharacters = (text: string): readonly CodeCharacter[] => {
  const folded: CodeCharacter[] = [];
  let at = 0;
  for (const char of text) {
    folded.push({ char: plain(char), at });
    at += char.length;
  }
  return folded;
};

/** Whether a folded character may stand in a code at all: A-Z, 0-9, Han, and the two separators. */
export const isCodeCharacter = (char: string): boolean => /^[A-Z0-9·\-\p{Script=Han}]$/u.test(char);

/** Cuts at every `separator`. There is always one part more than there are separators; parts can be empty. */
export const splitCode = (
  characters: readonly CodeCharacter[],
  separator: "-" | "·",
): readonly (readonly CodeCharacter[])[] => {
  const parts: CodeCharacter[][] = [];
  let current: CodeCharacter[] = [];
  for (const character of characters) {
    if (character.char === separator) {
      parts.push(current);
      current = [];
    } else current.push(character);
  }
  parts.push(current);
  return parts;
};

/** The text of some characters and its beginning; `end` is the place to name when there are none. */
export const codePart = (characters: readonly CodeCharacter[], end: number): CodePart => ({
  text: characters.map(({ char }) => char).join(""),
  at: characters[0]?.at ?? end,
});
