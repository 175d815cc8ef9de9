/**
 * Tokens as OpenSearch's `whitespace` analyzer cuts them, written so that FTS5's `ascii` tokenizer keeps every one whole
 * and apart: that tokenizer takes each character outside ASCII as it is, folds A-Z and cuts at ASCII punctuation. So a
 * character that it would fold or cut moves to U+E000 + code, and one that already stands there is preceded by U+E080.
 * Each character is written for itself, hence a prefix of a token is a prefix of what is written.
 */
const shiftedFrom = 0xe000;
const escape = "\ue080";

/** Stands between the values of a list, so that no phrase reaches from one into the next. */
export const valueSeparator = " \ue081 ";

/** Java's Character.isWhitespace, by which Lucene's WhitespaceTokenizer cuts; no-break spaces do not cut. */
const whitespace = /[\t-\r\x1c-\x20\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+/;

/** Lucene's WhitespaceTokenizer cuts longer tokens into pieces of this many characters. */
const longestToken = 255;

/** The tokens of a text, in order. */
export const tokensOf = (text: string): string[] =>
  text
    .toWellFormed()
    .split(whitespace)
    .flatMap((token) => (token.length <= longestToken ? [token] : piecesOf(token)))
    .filter((token) => token !== "");

const piecesOf = (token: string): string[] => {
  const characters = Array.from(token);
  return Array.from({ length: Math.ceil(characters.length / longestToken) }, (_, piece) =>
    characters.slice(piece * longestToken, (piece + 1) * longestToken).join(""),
  );
};

/** One token as the index holds it; two tokens are equal exactly when what is written is equal. */
export const encodeToken = (token: string): string =>
  token
    .toWellFormed()
    .replace(/[\ue000-\ue0ff]|[^a-z0-9\u0080-\uffff]/g, (character) =>
      character >= "\ue000" ? escape + character : String.fromCharCode(shiftedFrom + character.charCodeAt(0)),
    );

/** A whole text as the index holds it. */
export const encodeText = (text: string): string => tokensOf(text).map(encodeToken).join(" ");
