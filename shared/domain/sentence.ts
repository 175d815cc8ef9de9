/** Languages in which people are answered; Chinese is the first. */
export const languages = ["zh", "en"] as const;
export type Language = (typeof languages)[number];

/** What a person reads, in every language. */
export type Sentence = Readonly<Record<Language, string>>;

/** What a sentence names. */
export type Facts = Readonly<Record<string, string | number>>;

/** Fills each `{name}` from the facts; one that has no fact stays as it is, to be seen. */
export const filled = (sentence: string, facts: Facts): string =>
  sentence.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
