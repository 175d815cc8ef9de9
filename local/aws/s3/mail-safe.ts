/**
 * User metadata outside ASCII travels as encoded words of RFC 2047. Raw bytes are taken for latin1, as S3 takes them, so
 * that UTF-8 sent raw comes back encoded twice ("Working with object metadata", Amazon S3 user guide).
 */
const ENCODED_WORD = /=\?UTF-8\?([BQ])\?([^?]*)\?=/gi;

export const encodeMailSafe = (text: string): string =>
  /^[\x20-\x7e\t]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text, "utf8").toString("base64")}?=`;

export const decodeMailSafe = (header: string): string =>
  header.replaceAll(ENCODED_WORD, (_word, encoding: string, content: string) =>
    encoding.toUpperCase() === "B" ? Buffer.from(content, "base64").toString("utf8") : decodeQuoted(content),
  );

const decodeQuoted = (content: string): string =>
  Buffer.from(
    content
      .replaceAll("_", " ")
      .replaceAll(/=([0-9a-fA-F]{2})/g, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString("utf8");
