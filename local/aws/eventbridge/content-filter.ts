import { BlockList, isIP } from "node:net";

/** A JSON value that is neither list nor object; `undefined` where the event has no such field. */
export type Leaf = string | number | boolean | null | undefined;

/** Whether one leaf of an event satisfies one element of a pattern's list. */
export type ContentFilter = (leaf: Leaf) => boolean;

/** A pattern this host cannot read; the message names the place. */
export class InvalidEventPattern extends Error {
  override readonly name = "InvalidEventPattern";
}

/**
 * Reads one element of a pattern's list: a value to equal or `{ operator: operand }`.
 * Operators: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * Throws `InvalidEventPattern` naming an operator that AWS does not have.
 */
export const parseContentFilter = (element: unknown, place: string): ContentFilter => {
  if (isLeaf(element)) {
    return (leaf) => leaf === element;
  }
  const [operator, operand] = onlyEntry(element, place);
  const here = `${place}.${operator}`;
  switch (operator) {
    case "exists":
      return exists(operand, here);
    case "numeric":
      return numeric(operand, here);
    case "cidr":
      return cidr(operand, here);
    case "anything-but":
      return anythingBut(operand, here);
    default:
      return onText(operator, operand, here);
  }
};

/** Operators on text, which also stand inside `anything-but`. */
const onText = (operator: string, operand: unknown, place: string): ContentFilter => {
  switch (operator) {
    case "prefix":
      return affix(operand, place, (text, part) => text.startsWith(part));
    case "suffix":
      return affix(operand, place, (text, part) => text.endsWith(part));
    case "equals-ignore-case": {
      const wanted = foldCase(requireText(operand, place));
      return (leaf) => typeof leaf === "string" && foldCase(leaf) === wanted;
    }
    case "wildcard":
      return wildcard(requireText(operand, place), place);
    default:
      throw new InvalidEventPattern(`Unrecognized match type at ${place}`);
  }
};

const affix = (operand: unknown, place: string, has: (text: string, part: string) => boolean): ContentFilter => {
  if (typeof operand === "string") {
    return (leaf) => typeof leaf === "string" && has(leaf, operand);
  }
  const [operator, folded] = onlyEntry(operand, place);
  if (operator !== "equals-ignore-case") {
    throw new InvalidEventPattern(`Unrecognized match type at ${place}.${operator}`);
  }
  const part = foldCase(requireText(folded, place));
  return (leaf) => typeof leaf === "string" && has(foldCase(leaf), part);
};

/** `*` stands for any characters; `\*` and `\\` for themselves; two stars in a row are refused, as in AWS. */
const wildcard = (pattern: string, place: string): ContentFilter => {
  let source = "";
  for (let index = 0; index < pattern.length; index += 1) {
    const char = pattern.charAt(index);
    const next = pattern.charAt(index + 1);
    if (char === "\\") {
      if (next !== "*" && next !== "\\") {
        throw new InvalidEventPattern(`Invalid escape character in the wildcard at ${place}`);
      }
      source += `\\${next}`;
      index += 1;
    } else if (char === "*") {
      if (next === "*") {
        throw new InvalidEventPattern(`Consecutive wildcard characters at ${place}`);
      }
      source += "[^]*";
    } else {
      source += char.replace(/[.+?^${}()|[\]/]/, "\\$&");
    }
  }
  const expression = new RegExp(`^${source}$`);
  return (leaf) => typeof leaf === "string" && expression.test(leaf);
};

const exists = (operand: unknown, place: string): ContentFilter => {
  if (typeof operand !== "boolean") {
    throw new InvalidEventPattern(`true or false is wanted at ${place}`);
  }
  return (leaf) => (leaf !== undefined) === operand;
};

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

/** `["=", 5]`, or a lower and an upper bound as in `[">", 0, "<=", 5]`. */
const numeric = (operand: unknown, place: string): ContentFilter => {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) {
    throw new InvalidEventPattern(`One or two comparisons are wanted at ${place}`);
  }
  const parts: readonly unknown[] = operand;
  const tests = parts.flatMap((operator, index) => {
    if (index % 2 === 1) {
      return [];
    }
    const bound = parts[index + 1];
    const compare = typeof operator === "string" ? comparisons[operator] : undefined;
    if (compare === undefined || typeof bound !== "number") {
      throw new InvalidEventPattern(`A comparison such as ">=", 5 is wanted at ${place}`);
    }
    return [(value: number) => compare(value, bound)];
  });
  return (leaf) => typeof leaf === "number" && tests.every((test) => test(leaf));
};

const cidr = (operand: unknown, place: string): ContentFilter => {
  const [address = "", bits = "", ...rest] = requireText(operand, place).split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) {
    throw new InvalidEventPattern(`An address block such as 10.0.0.0/24 is wanted at ${place}`);
  }
  const block = new BlockList();
  block.addSubnet(address, Number(bits), family === 4 ? "ipv4" : "ipv6");
  return (leaf) =>
    typeof leaf === "string" && isIP(leaf) === family && block.check(leaf, family === 4 ? "ipv4" : "ipv6");
};

/** A field that is there and is none of these; the operand is a value, a list, or a text operator over one or a list. */
const anythingBut = (operand: unknown, place: string): ContentFilter => {
  const unwanted = isPlainObject(operand)
    ? anyText(operand, place)
    : listOf(operand).map((value) => {
        if (typeof value !== "string" && typeof value !== "number") {
          throw new InvalidEventPattern(`Texts or numbers are wanted at ${place}`);
        }
        return (leaf: Leaf) => leaf === value;
      });
  if (unwanted.length === 0) {
    throw new InvalidEventPattern(`At least one value is wanted at ${place}`);
  }
  return (leaf) => leaf !== undefined && !unwanted.some((filter) => filter(leaf));
};

const anyText = (operand: object, place: string): ContentFilter[] => {
  const [operator, values] = onlyEntry(operand, place);
  return listOf(values).map((value) => onText(operator, value, `${place}.${operator}`));
};

export const isLeaf = (value: unknown): value is Exclude<Leaf, undefined> =>
  value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";

export const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const onlyEntry = (value: unknown, place: string): [string, unknown] => {
  const entries = isPlainObject(value) ? Object.entries(value) : [];
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) {
    throw new InvalidEventPattern(`A value or one match type is wanted at ${place}`);
  }
  return entry;
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const requireText = (operand: unknown, place: string): string => {
  if (typeof operand !== "string") {
    throw new InvalidEventPattern(`A text is wanted at ${place}`);
  }
  return operand;
};

const foldCase = (text: string): string => text.toLowerCase();
