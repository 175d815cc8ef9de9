import { foldCodeCharacters } from "./archival-code-characters.ts";
import { recordClasses } from "./archival-code-grammar.ts";

const middleDot = /[·・･•‧∙⋅]/;
/** 全宗号 as DA/T 13-2022 writes it, then something else. */
const fonds = /^[A-Z]\d{3}(?![A-Z0-9])/;
/** 门类代码 and 年度, whatever stands between. */
const classAndYear = new RegExp(`(^|[-·\\s])(${recordClasses.join("|")})[-·\\s]+[12]\\d{3}(?!\\d)`);
/** Three levels or more, as DA/T 13-94 writes them; a date looks like that too. */
const numberedLevels = /^\d{1,4}-\d{1,4}-\d{1,6}(-|$)/;
const date = /^(19|20)\d\d-(0?[1-9]|1[0-2])-(0?[1-9]|[12]\d|3[01])(?!\d)/;

/**
 * Whether somebody meant this text as an archival code, right or wrong. Errs to yes: a wrong yes is refused with a
 * reason, a wrong no would hide a slip of the pen behind a provisional number.
 */
export const resemblesArchivalCode = (text: string): boolean => {
  const folded = foldCodeCharacters(text.trim())
    .map(({ char }) => char)
    .join("");
  return (
    fonds.test(folded) ||
    classAndYear.test(folded) ||
    (middleDot.test(text) && folded.includes("-")) ||
    (numberedLevels.test(folded) && !date.test(folded))
  );
};
