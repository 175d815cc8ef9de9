/** Values a policy's variables and conditions are compared with, by lower-case key (`aws:principaltag/archive`). */
export type RequestContext = ReadonlyMap<string, string>;

/**
 * Whether `text` matches an IAM pattern: `*` any run, `?` any one character.
 * `${…}` variables must have been replaced before.
 */
export const matchesPattern = (pattern: string, text: string, caseSensitive = true): boolean =>
  compiled(pattern, caseSensitive).test(text);

/** Patterns as they were compiled: the same few are asked for with every call, and each part of a transaction is one. */
const known = { sensitive: new Map<string, RegExp>(), insensitive: new Map<string, RegExp>() };
/** Patterns with substituted variables could be many; policies have few. */
const mostKnown = 10_000;

const compiled = (pattern: string, caseSensitive: boolean): RegExp => {
  const patterns = caseSensitive ? known.sensitive : known.insensitive;
  const found = patterns.get(pattern);
  if (found !== undefined) return found;
  if (patterns.size >= mostKnown) patterns.clear();
  const made = expressionOf(pattern, caseSensitive);
  patterns.set(pattern, made);
  return made;
};

const expressionOf = (pattern: string, caseSensitive: boolean): RegExp => {
  const source = pattern.replaceAll(/[^]/gu, (character) => {
    if (character === LITERAL_STAR) return "\\*";
    if (character === LITERAL_QUESTION) return "\\?";
    if (character === LITERAL_DOLLAR) return "\\$";
    if (character === "*") return ".*";
    return character === "?" ? "." : character.replace(/[\\^$.+()[\]{}|/]/, "\\$&");
  });
  return new RegExp(`^${source}$`, caseSensitive ? "su" : "sui");
};

/** An ARN's five first parts, and all that follows them. */
const ARN_PARTS = 6;

const partsOf = (arn: string): string[] => {
  const [first = "", ...others] = arn.split(":");
  return [
    first,
    ...others.slice(0, ARN_PARTS - 2),
    ...(others.length < ARN_PARTS - 1 ? [] : [others.slice(ARN_PARTS - 2).join(":")]),
  ];
};

/**
 * Whether an ARN matches an IAM pattern part by part: a wildcard never reaches over one of the five first colons. Parts that
 * a pattern leaves off match anything; `*` alone matches every resource.
 * Sources: IAM User Guide, "IAM JSON policy elements: Resource" and "Amazon Resource Name (ARN) condition operators".
 */
export const matchesArn = (pattern: string, arn: string): boolean => {
  if (pattern === "*") return true;
  const [wanted, actual] = [partsOf(pattern), partsOf(arn)];
  return (
    actual.length >= wanted.length &&
    actual.every((part, at) => {
      const expected = wanted[at];
      return expected === undefined || matchesPattern(expected, part);
    })
  );
};

/**
 * Replaces policy variables (`${aws:PrincipalTag/archive}`, with default `${key, 'text'}`), and the three escapes
 * `${*}`, `${?}`, `${$}`. A value put in for a variable is literal: a star in a tag matches only a star.
 *
 * @returns `undefined` when a variable has no value: the statement element then matches nothing.
 * Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */
export const substituteVariables = (pattern: string, context: RequestContext): string | undefined => {
  const parts = pattern.split(/\$\{([^}]*)\}/);
  const values = parts.map((part, at) => (at % 2 === 0 ? part : variableValue(part, context)));
  return values.includes(undefined) ? undefined : values.join("");
};

const variableValue = (inner: string, context: RequestContext): string | undefined => {
  if (inner === "*") return LITERAL_STAR;
  if (inner === "?") return LITERAL_QUESTION;
  if (inner === "$") return LITERAL_DOLLAR;
  const [key = "", fallback] = inner.split(/,\s*'(.*)'$/s);
  return (context.get(key.trim().toLowerCase()) ?? fallback)
    ?.replaceAll("*", LITERAL_STAR)
    .replaceAll("?", LITERAL_QUESTION)
    .replaceAll("$", LITERAL_DOLLAR);
};

/** Takes back the stand-ins of `substituteVariables`, for operators that compare exact text. */
export const literal = (text: string): string =>
  text.replaceAll(LITERAL_STAR, "*").replaceAll(LITERAL_QUESTION, "?").replaceAll(LITERAL_DOLLAR, "$");

/** Private-use characters: they stand for characters that must not act as wildcards. */
const LITERAL_STAR = "\uE000";
const LITERAL_QUESTION = "\uE001";
const LITERAL_DOLLAR = "\uE002";
