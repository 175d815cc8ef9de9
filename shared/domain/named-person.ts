import * as z from "zod";
import { comparableIdentityNumber, parseIdentityNumber } from "./identity-number.ts";

export const personMark = z.enum(["name", "identity-number"]);
export type PersonMark = z.infer<typeof personMark>;

/** Who is named in a row, in full: for the people index, and to be encrypted. Never logged. */
export type NamedPerson = { readonly field: string; readonly is: PersonMark; readonly text: string };

/**
 * A person as a description keeps them beside what it shows: by a keyed hash, and a whole number sealed. Only the archive's key
 * opens the seal, or tells whom the hash is of.
 */
export const keptPerson = z.strictObject({
  field: z.string().min(1),
  is: personMark,
  hash: z.string().min(1),
  sealed: z.string().min(1).optional(),
});
export type KeptPerson = z.infer<typeof keptPerson>;

/** Points that stand between the parts of a name, as fonts and input methods vary. */
const points = /[·•・‧∙․]/gu;

/**
 * The form under which names are compared: half width, no space, one kind of point, Latin letters small. A number: 18
 * digits, half width. Undefined for a number of another shape, and where nothing is left.
 */
export const comparablePerson = ({ is, text }: Pick<NamedPerson, "is" | "text">): string | undefined => {
  if (is === "identity-number") {
    const number = parseIdentityNumber(text);
    return number === undefined ? undefined : comparableIdentityNumber(number);
  }
  const name = text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\s\p{Cf}]+/gu, "")
    .replaceAll(points, "·");
  return name === "" ? undefined : name;
};

/** Text in which whoever wrote it may have put an identity number: every one is masked whole. */
export const withoutIdentityNumbers = (text: string): string =>
  text.normalize("NFKC").replaceAll(/(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)/g, "******");
