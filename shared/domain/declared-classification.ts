import { mayComeIn } from "./classification.ts";
import { readMark } from "./secrecy-pattern.ts";

/** Names under which an uploader may say a classification in an object's metadata (`x-amz-meta-…`). */
const names = ["classification", "security-classification", "secrecy", "miji"];

const encodedWord = /=\?UTF-8\?([BQ])\?([^?]*)\?=/giu;

const fromBytes = (binary: string): string =>
  new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));

const decodedWord = (encoding: string, content: string): string => {
  if (encoding.toUpperCase() === "B") return fromBytes(atob(content));
  return fromBytes(
    content
      .replaceAll("_", " ")
      .replaceAll(/=([0-9a-f]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  );
};

/** What stands outside ASCII comes as encoded words (RFC 2047, as S3 returns it) or percent-encoded. */
const decoded = (value: string): string => {
  try {
    const words = value.replaceAll(encodedWord, (_, encoding: string, content: string) =>
      decodedWord(encoding, content),
    );
    return decodeURIComponent(words);
  } catch {
    // What cannot be read stays as it is, and is not taken for none.
    return value;
  }
};

/** Whether an object's metadata declare nothing, or that it is not secret. */
export const metadataMayComeIn = (metadata: Readonly<Record<string, string>>): boolean =>
  Object.entries(metadata).every(([name, value]) => !names.includes(name.toLowerCase()) || mayComeIn(decoded(value)));

/** Whether a key has no part, such as a folder or a file name, that is a secrecy mark. */
export const keyMayComeIn = (key: string): boolean =>
  key.split("/").every((part) => {
    const stem = part.replace(/\.[a-z0-9]{1,5}$/iu, "");
    return readMark(stem) === undefined;
  });

/** Whether the metadata of a bag (`bag-info.txt`) declare nothing, or that it is not secret. */
export const bagInfoMayComeIn = (info: readonly { readonly label: string; readonly value: string }[]): boolean =>
  info.every(({ label, value }) => !["密级", ...names].includes(label.trim().toLowerCase()) || mayComeIn(value));
