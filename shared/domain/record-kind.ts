import * as z from "zod";

const inBothLanguages = z.strictObject({ zh: z.string().min(1).max(60), en: z.string().min(1).max(60) });
const word = z.string().regex(/^[a-z][a-zA-Z0-9-]{0,39}$/);

/** One thing said of records of a kind. */
const kindField = z.strictObject({
  name: word,
  label: inBothLanguages,
  /** Other headers under which the column comes. */
  aliases: z.array(z.string().min(1).max(60)).default([]),
  type: z.enum(["text", "date", "number", "identity-number"]).default("text"),
  required: z.boolean().default(false),
  /** Whether it names a person: such fields are found through the people index only. */
  personal: z.enum(["none", "name", "identity-number"]).default("none"),
  /** Whether people may look records up by it. */
  searchable: z.boolean().default(false),
});
export type KindField = z.infer<typeof kindField>;

/** A kind of 民生 record: what its catalogue says beside the description that every record has. */
export const recordKind = z
  .strictObject({
    id: word,
    name: inBothLanguages,
    aliases: z.array(z.string().min(1).max(60)).default([]),
    fields: z.array(kindField).min(1),
  })
  .refine(({ fields }) => new Set(fields.map(({ name }) => name)).size === fields.length, "a field is named twice")
  .refine(
    ({ fields }) =>
      fields.every(({ type, personal }) => (type === "identity-number") === (personal === "identity-number")),
    "a field that holds identity numbers must say so twice: in its type and as personal",
  );
export type RecordKind = z.infer<typeof recordKind>;

/** Headers and names as they are compared: width, case, spaces and brackets' shapes do not count. */
export const comparableLabel = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\s\p{Cf}_*:]+/gu, "");

/** Every header under which a field may come. */
export const headersOf = ({ name, label, aliases }: Pick<KindField, "name" | "label" | "aliases">): string[] =>
  [name, label.zh, label.en, ...aliases].map(comparableLabel);

const kindsByLabel = new WeakMap<readonly RecordKind[], ReadonlyMap<string, RecordKind>>();

const labelled = (kinds: readonly RecordKind[]): ReadonlyMap<string, RecordKind> => {
  const known = kindsByLabel.get(kinds);
  if (known !== undefined) return known;
  const made = new Map(
    kinds.flatMap((kind) =>
      [kind.id, kind.name.zh, kind.name.en, ...kind.aliases].map((label) => [comparableLabel(label), kind] as const),
    ),
  );
  kindsByLabel.set(kinds, made);
  return made;
};

/** The kind that a cell names, by id, name or alias. */
export const kindNamed = (kinds: readonly RecordKind[], given: string): RecordKind | undefined =>
  labelled(kinds).get(comparableLabel(given));
