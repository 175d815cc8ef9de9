import type { ReadCharacter } from "./decode-line.ts";

/**
 * Specks of dust and of a photocopier's drum are read as points. They are taken out where no writing of Chinese has a
 * point; everywhere else they stay, 买买提·艾山 and 1530.84 among them.
 */
const DUST: readonly RegExp[] = [
  // No line begins with a point, a comma or a colon; a number that seems to has another point.
  /^[·•‧.．:：,，]+(?=\p{Script=Han}|\d+[.．])/gu,
  // A Chinese line ends with 。 if with anything, and no mark follows another but a closing bracket or quotation mark.
  /(?<=[\p{Script=Han}，。、；：）》])[·•‧.．]{1,2}$/gu,
  /(?<=[，。、；：])[·•‧.．](?!\.)/gu,
  /(?<=\p{Script=Han})[·•‧.．](?=[，。、；：])/gu,
  // 19.日
  /(?<=\d)[·.．](?=[年月日号])/gu,
];

/** The characters of a line without those that are dust. */
export function removeDust(characters: readonly ReadCharacter[]): ReadCharacter[] {
  return DUST.reduce<readonly ReadCharacter[]>(without, characters).slice();
}

function without(characters: readonly ReadCharacter[], dust: RegExp): readonly ReadCharacter[] {
  const text = characters.map((character) => character.text).join("");
  const spans = Array.from(text.matchAll(dust), ({ index, 0: { length } }) => ({ start: index, end: index + length }));
  if (spans.length === 0) return characters;
  let at = 0;
  return characters.filter((character) => {
    const start = at;
    at += character.text.length;
    return !spans.some((span) => start >= span.start && at <= span.end);
  });
}
