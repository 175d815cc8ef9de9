import { attribute, type AttributeValue, type Item } from "../attribute-value.ts";
import { isReservedWord } from "../reserved-words.ts";
import type { Placeholders } from "./placeholders.ts";
import type { TokenReader } from "./tokens.ts";

/** A document path: a top-level attribute, then map keys and list positions, counted from 0. */
export type Path = readonly [string, ...(string | number)[]];

export const parsePath = (reader: TokenReader, placeholders: Placeholders): Path => {
  const path: [string, ...(string | number)[]] = [parseName(reader, placeholders)];
  for (;;) {
    if (reader.skip(".")) {
      path.push(parseName(reader, placeholders));
    } else if (reader.skip("[")) {
      path.push(parsePosition(reader));
      reader.expect("]");
    } else {
      return path;
    }
  }
};

const parseName = (reader: TokenReader, placeholders: Placeholders): string => {
  const token = reader.peek();
  if (token.kind === "name-placeholder") {
    return placeholders.name(reader, reader.next().text);
  }
  if (token.kind !== "word" || reader.isKeyword()) {
    throw reader.syntaxError();
  }
  if (isReservedWord(token.text)) {
    reader.reserve(token.text);
  }
  return reader.next().text;
};

const parsePosition = (reader: TokenReader): number => {
  const token = reader.peek();
  const position = Number(token.text);
  if (token.kind !== "number") {
    throw reader.syntaxError();
  }
  if (position > 0x7fffffff) {
    throw reader.fail(`List index is not within the allowable range; index: [${token.text}]`);
  }
  reader.next();
  return position;
};

/** The value a path leads to, or undefined when something on the way is missing or of another type. */
export const valueAt = (item: Item, [first, ...rest]: Path): AttributeValue | undefined =>
  rest.reduce<AttributeValue | undefined>((value, segment) => memberOf(value, segment), attribute(item, first));

export const memberOf = (value: AttributeValue | undefined, segment: string | number): AttributeValue | undefined => {
  if (value === undefined) return undefined;
  if (typeof segment === "number") return "L" in value ? value.L[segment] : undefined;
  return "M" in value ? attribute(value.M, segment) : undefined;
};

/** Throws when two paths of one expression name the same place, one the inside of the other, or a map and a list at the same place. */
export const assertDistinctPaths = (reader: TokenReader, paths: readonly Path[]): void => {
  paths.forEach((one, i) => {
    for (const two of paths.slice(i + 1)) {
      const problem = clash(one, two);
      if (problem !== undefined) {
        const remedy = "must remove or rewrite one of these paths";
        throw reader.fail(
          `Two document paths ${problem} with each other; ${remedy}; path one: ${showPath(one)}, path two: ${showPath(two)}`,
        );
      }
    }
  });
};

const clash = (one: Path, two: Path): "overlap" | "conflict" | undefined => {
  const shorter = Math.min(one.length, two.length);
  for (let i = 0; i < shorter; i += 1) {
    if (typeof one[i] !== typeof two[i]) return "conflict";
    if (one[i] !== two[i]) return undefined;
  }
  return "overlap";
};

export const showPath = (path: Path): string =>
  `[${path.map((segment) => (typeof segment === "number" ? `[${segment}]` : segment)).join(", ")}]`;
