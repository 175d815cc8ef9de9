import { depositTexts } from "./deposit-texts.ts";
import { generalTexts } from "./general-texts.ts";

export const languages = ["zh", "en"] as const;
export type Language = (typeof languages)[number];

/** One message in both languages; `{name}` is filled from the facts. */
export type Text = Readonly<Record<Language, string>>;

const texts = { ...generalTexts, ...depositTexts } as const satisfies Readonly<Record<string, Text>>;

export type MessageName = keyof typeof texts;
export type MessageFacts = Readonly<Record<string, string | number>>;

/** Says a message in the language of the person. */
export type Say = (name: MessageName, facts?: MessageFacts) => string;

export const sayIn =
  (language: Language): Say =>
  (name, facts = {}) =>
    texts[name][language].replaceAll(/\{(\w+)\}/g, (whole, fact: string) => String(facts[fact] ?? whole));
