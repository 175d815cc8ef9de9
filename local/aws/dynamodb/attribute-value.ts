import { AwsError } from "../../network/aws-json.ts";
import { decimalSize, formatDecimal, orderedBytes, parseDecimal } from "./decimal.ts";

/**
 * Values in the form in which they travel and are stored. Binary values are base64 text, numbers are decimal text in
 * their canonical spelling.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Item };

/** Attribute names to values. Built only with literals, spreads and `Object.fromEntries`, so `__proto__` is a name like any other. */
export type Item = Readonly<Record<string, AttributeValue>>;

export type TypeName = "S" | "N" | "B" | "BOOL" | "NULL" | "SS" | "NS" | "BS" | "L" | "M";

/** Reads an own attribute; `item["constructor"]` would find JavaScript's. */
export const attribute = (item: Item, name: string): AttributeValue | undefined =>
  Object.hasOwn(item, name) ? item[name] : undefined;

/** An item with one attribute set, or without it when `value` is undefined. */
export const withAttribute = (item: Item, name: string, value: AttributeValue | undefined): Item =>
  value === undefined
    ? Object.fromEntries(Object.entries(item).filter(([other]) => other !== name))
    : { ...item, [name]: value };

export const typeOf = (value: AttributeValue): TypeName => {
  if ("S" in value) return "S";
  if ("N" in value) return "N";
  if ("M" in value) return "M";
  if ("L" in value) return "L";
  if ("BOOL" in value) return "BOOL";
  if ("NULL" in value) return "NULL";
  if ("B" in value) return "B";
  if ("SS" in value) return "SS";
  return "NS" in value ? "NS" : "BS";
};

/** The members of a set, or undefined when the value is none. */
export const setMembers = (value: AttributeValue): readonly string[] | undefined => {
  if ("SS" in value) return value.SS;
  if ("NS" in value) return value.NS;
  return "BS" in value ? value.BS : undefined;
};

/** A set of the same kind with other members. */
export const setLike = (value: AttributeValue, members: readonly string[]): AttributeValue => {
  if ("SS" in value) return { SS: members };
  return "NS" in value ? { NS: members } : { BS: members };
};

/** Equality as DynamoDB sees it: the order of sets and of map entries does not count. */
export const equalValues = (a: AttributeValue, b: AttributeValue): boolean => {
  if ("S" in a) return "S" in b && a.S === b.S;
  if ("N" in a) return "N" in b && a.N === b.N;
  if ("B" in a) return "B" in b && a.B === b.B;
  if ("BOOL" in a) return "BOOL" in b && a.BOOL === b.BOOL;
  if ("NULL" in a) return "NULL" in b;
  if ("M" in a) return "M" in b && equalItems(a.M, b.M);
  if ("L" in a) {
    return "L" in b && a.L.length === b.L.length && a.L.every((value, i) => sameAt(b.L, i, value));
  }
  const members = setMembers(a) ?? [];
  const others = new Set(setMembers(b));
  return typeOf(a) === typeOf(b) && members.length === others.size && members.every((member) => others.has(member));
};

const sameAt = (list: readonly AttributeValue[], i: number, value: AttributeValue): boolean => {
  const other = list[i];
  return other !== undefined && equalValues(value, other);
};

export const equalItems = (a: Item, b: Item): boolean => {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => {
      const [left, right] = [attribute(a, name), attribute(b, name)];
      return left !== undefined && right !== undefined && equalValues(left, right);
    })
  );
};

/**
 * Bytes that order like the value among values of its type (numbers by value, strings by UTF-8, binary unsigned), or
 * undefined for types without an order.
 */
export const orderBytes = (value: AttributeValue): Buffer | undefined => {
  if ("S" in value) return Buffer.from(value.S, "utf8");
  if ("N" in value) return orderedBytes(parseDecimal(value.N));
  return "B" in value ? Buffer.from(value.B, "base64") : undefined;
};

/**
 * Bytes an item counts for limits and capacity: names and values in UTF-8, one byte for true, false and null, three
 * for a list or map and one for each member.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const itemSize = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);

export const valueSize = (value: AttributeValue): number => {
  if ("S" in value) return Buffer.byteLength(value.S);
  if ("N" in value) return decimalSize(parseDecimal(value.N));
  if ("B" in value) return Buffer.byteLength(value.B, "base64");
  if ("BOOL" in value || "NULL" in value) return 1;
  if ("L" in value) return value.L.reduce((sum, member) => sum + valueSize(member) + 1, 3);
  if ("M" in value) return itemSize(value.M) + 3 + Object.keys(value.M).length;
  if ("SS" in value) return value.SS.reduce((sum, member) => sum + Buffer.byteLength(member), 0);
  if ("NS" in value) return value.NS.reduce((sum, member) => sum + decimalSize(parseDecimal(member)), 0);
  return value.BS.reduce((sum, member) => sum + Buffer.byteLength(member, "base64"), 0);
};

/** How many lists and maps lie in each other, the value itself included. */
export const nesting = (value: AttributeValue): number => {
  if ("L" in value) return 1 + deepest(value.L);
  return "M" in value ? 1 + deepest(Object.values(value.M)) : 0;
};

const deepest = (values: readonly AttributeValue[]): number =>
  values.reduce((most, value) => Math.max(most, nesting(value)), 0);

/** One spelling for a number, so that equal numbers are equal text. */
export const canonicalNumber = (text: string): string => formatDecimal(parseDecimal(text));

export const invalid = (message: string): AwsError => new AwsError("ValidationException", message);
