/** Character encodings of tag files that are honoured, by the names of IANA and their usual spellings. */
const decoders: Readonly<Record<string, string>> = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  "us-ascii": "utf-8",
  ascii: "utf-8",
  "utf-16": "utf-16",
  utf16: "utf-16",
  "utf-16be": "utf-16be",
  "utf-16le": "utf-16le",
  "iso-8859-1": "latin1",
  iso_8859_1: "latin1",
  "iso8859-1": "latin1",
  latin1: "latin1",
  "windows-1252": "windows-1252",
  gbk: "gbk",
  cp936: "gbk",
  gb2312: "gbk",
  gb18030: "gb18030",
  "gb18030-2000": "gb18030",
  "gb18030-2022": "gb18030",
  big5: "big5",
};

export type TextDecoding = {
  /** @throws TypeError when the bytes are no text in this encoding. */
  decode(bytes: Uint8Array): string;
  end(): string;
};

const streaming = (encoding: string): TextDecoding => {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return { decode: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
};

/** UTF-16 says by its byte-order mark which it is; without one it is big-endian (RFC 2781 4.3). */
const eitherEnd = (): TextDecoding => {
  let chosen: TextDecoding | undefined;
  let held = Buffer.alloc(0);
  return {
    decode: (bytes) => {
      if (chosen !== undefined) return chosen.decode(bytes);
      held = Buffer.concat([held, bytes]);
      if (held.length < 2) return "";
      chosen = streaming(held[0] === 0xff && held[1] === 0xfe ? "utf-16le" : "utf-16be");
      return chosen.decode(held);
    },
    end: () => (chosen ?? streaming("utf-16be")).end(),
  };
};

/** Decodes a stream of bytes; undefined for an encoding that is not honoured. A byte-order mark is left in the text. */
export const decodingOf = (encoding: string): TextDecoding | undefined => {
  const name = decoders[encoding.toLowerCase()];
  if (name === undefined) return undefined;
  if (name === "utf-16") return eitherEnd();
  // The `iso-8859-1` of browsers is Windows-1252.
  if (name === "latin1")
    return {
      decode: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1"),
      end: () => "",
    };
  return streaming(name);
};

export const isUtf8 = (encoding: string): boolean => decoders[encoding.toLowerCase()] === "utf-8";

/** Why the lines of a tag file could not be read to their end. */
export class TagTextError extends Error {
  readonly reason: "encoding" | "too-long";

  constructor(reason: "encoding" | "too-long") {
    super(reason);
    this.name = "TagTextError";
    this.reason = reason;
  }
}

/** Longest line of a tag file, in characters: a path of the longest kind, escaped, and a digest. */
export const longestLine = 16_384;

const byteOrderMark = "\ufeff";

export type TagLine = { readonly text: string; readonly number: number; readonly hadMark: boolean };

/**
 * Lines (RFC 8493 2.3: LF, CR or CRLF ends one) of a text in `encoding`, decoded as they come. The last one needs no end.
 * @throws TagTextError when the bytes are no text in this encoding, or a line is longer than `longestLine`.
 */
export async function* tagLines(
  bytes: AsyncIterable<Uint8Array>,
  encoding: string,
  longest = longestLine,
): AsyncGenerator<TagLine> {
  const decoding = decodingOf(encoding);
  if (decoding === undefined) throw new TagTextError("encoding");
  let rest = "";
  let number = 0;
  let first = true;
  let hadMark = false;
  const line = (text: string): TagLine => {
    number += 1;
    return { text, number, hadMark: hadMark && number === 1 };
  };
  const take = (more: string): string => {
    if (more === "" || !first) return more;
    first = false;
    hadMark = more.startsWith(byteOrderMark);
    return hadMark ? more.slice(1) : more;
  };
  for await (const chunk of bytes) {
    rest += take(decoded(() => decoding.decode(chunk)));
    let from = 0;
    // A CR that is the last character may be half of a CRLF.
    for (const found of rest.matchAll(/\r\n|\n|\r(?=[^])/g)) {
      if (found.index - from > longest) throw new TagTextError("too-long");
      yield line(rest.slice(from, found.index));
      from = found.index + found[0].length;
    }
    rest = rest.slice(from);
    if (rest.length > longest) throw new TagTextError("too-long");
  }
  rest += take(decoded(() => decoding.end()));
  if (rest.endsWith("\r")) rest = rest.slice(0, -1);
  else if (rest === "") return;
  yield line(rest);
}

const decoded = (decode: () => string): string => {
  try {
    return decode();
  } catch (error) {
    if (error instanceof TypeError) throw new TagTextError("encoding");
    throw error;
  }
};
