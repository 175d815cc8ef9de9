import {
  attribute,
  invalid,
  setLike,
  setMembers,
  typeOf,
  withAttribute,
  type AttributeValue,
  type Item,
} from "../attribute-value.ts";
import { addDecimals, formatDecimal, negateDecimal, parseDecimal } from "../decimal.ts";
import { valueAt, type Path } from "./path.ts";
import type { UpdateAction, UpdateOperand } from "./update.ts";

const wrongType = "An operand in the update expression has an incorrect data type";
const notThere = "The provided expression refers to an attribute that does not exist in the item";
const noSuchPlace = "The document path provided in the update expression is invalid for update";

/**
 * The item after all actions. Every action reads the item as it was before. Throws ValidationException when an
 * operand or a place does not fit.
 */
export const applyUpdate = (actions: readonly UpdateAction[], before: Item): Item => {
  for (const { path } of actions) {
    assertPlace(before, path);
  }
  const changes = actions.map((action) => ({ path: action.path, value: newValue(action, before) }));
  // Removing a list member moves those behind it: removals come last and from the end. New members are appended in
  // the order of their positions.
  const written = changes.filter(({ value }) => value !== undefined).toSorted((a, b) => comparePaths(a.path, b.path));
  // What was not there is not removed, even if a new member has come to its position.
  const removed = changes
    .filter(({ path, value }) => value === undefined && valueAt(before, path) !== undefined)
    .toSorted((a, b) => comparePaths(b.path, a.path));
  return [...written, ...removed].reduce((item, { path, value }) => replaceAt(item, path, value), before);
};

/** The value an action leaves at its path; undefined is no value. */
const newValue = (action: UpdateAction, before: Item): AttributeValue | undefined => {
  switch (action.kind) {
    case "set":
      return evaluate(action.operand, before);
    case "remove":
      return undefined;
    case "add":
      return added(valueAt(before, action.path), action.value);
    case "delete":
      return without(valueAt(before, action.path), action.value);
  }
};

/** Throws unless a path ends in something that is there: the item itself, a map or a list. */
const assertPlace = (item: Item, path: Path): void => {
  replaceAt(item, path, undefined);
};

const evaluate = (operand: UpdateOperand, before: Item): AttributeValue => {
  switch (operand.kind) {
    case "value":
      return operand.value;
    case "path": {
      const value = valueAt(before, operand.path);
      if (value === undefined) {
        throw invalid(notThere);
      }
      return value;
    }
    case "if-not-exists":
      return valueAt(before, operand.path) ?? evaluate(operand.otherwise, before);
    case "list-append":
      return { L: [...list(evaluate(operand.first, before)), ...list(evaluate(operand.second, before))] };
    case "plus":
      return sum(evaluate(operand.left, before), evaluate(operand.right, before), false);
    case "minus":
      return sum(evaluate(operand.left, before), evaluate(operand.right, before), true);
  }
};

const list = (value: AttributeValue): readonly AttributeValue[] => {
  if (!("L" in value)) {
    throw invalid(wrongType);
  }
  return value.L;
};

const sum = (left: AttributeValue, right: AttributeValue, negate: boolean): AttributeValue => {
  if (!("N" in left && "N" in right)) {
    throw invalid(wrongType);
  }
  const second = parseDecimal(right.N);
  return { N: formatDecimal(addDecimals(parseDecimal(left.N), negate ? negateDecimal(second) : second)) };
};

const added = (old: AttributeValue | undefined, value: AttributeValue): AttributeValue => {
  if (old === undefined) {
    return value;
  }
  if ("N" in value) {
    return sum(old, value, false);
  }
  if (typeOf(old) !== typeOf(value)) {
    throw invalid(wrongType);
  }
  return setLike(old, [...new Set([...(setMembers(old) ?? []), ...(setMembers(value) ?? [])])]);
};

/** A set that loses its last member is no value: DynamoDB has no empty sets. */
const without = (old: AttributeValue | undefined, value: AttributeValue): AttributeValue | undefined => {
  if (old === undefined) {
    return undefined;
  }
  if (typeOf(old) !== typeOf(value)) {
    throw invalid(wrongType);
  }
  const leaving = new Set(setMembers(value));
  const staying = (setMembers(old) ?? []).filter((member) => !leaving.has(member));
  return staying.length === 0 ? undefined : setLike(old, staying);
};

const replaceAt = (item: Item, [first, ...rest]: Path, value: AttributeValue | undefined): Item =>
  withAttribute(item, first, rest.length === 0 ? value : replaceInside(attribute(item, first), rest, value));

const replaceInside = (
  container: AttributeValue | undefined,
  [segment, ...rest]: readonly (string | number)[],
  value: AttributeValue | undefined,
): AttributeValue => {
  if (container !== undefined && "M" in container && typeof segment === "string") {
    const inner = rest.length === 0 ? value : replaceInside(attribute(container.M, segment), rest, value);
    return { M: withAttribute(container.M, segment, inner) };
  }
  if (container !== undefined && "L" in container && typeof segment === "number") {
    const inner = rest.length === 0 ? value : replaceInside(container.L[segment], rest, value);
    return { L: withMember(container.L, segment, inner) };
  }
  throw invalid(noSuchPlace);
};

/** A position behind the end appends; removing there changes nothing. */
const withMember = (
  members: readonly AttributeValue[],
  position: number,
  value: AttributeValue | undefined,
): readonly AttributeValue[] => {
  if (position >= members.length) {
    return value === undefined ? members : [...members, value];
  }
  return value === undefined ? members.toSpliced(position, 1) : members.with(position, value);
};

const comparePaths = (a: Path, b: Path): number => {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const [left, right] = [a[i], b[i]];
    if (typeof left === "number" && typeof right === "number" && left !== right) return left - right;
    if (left !== right) return String(left) < String(right) ? -1 : 1;
  }
  return a.length - b.length;
};
