import { equalValues, setMembers, typeOf, type AttributeValue, type Item } from "../attribute-value.ts";
import { compareValues } from "./compare-values.ts";
import type { Comparator, Condition, Operand } from "./condition.ts";
import { valueAt } from "./path.ts";

/** Whether an item satisfies a condition. An item that is not there is the empty item. */
export const holds = (condition: Condition, item: Item): boolean => {
  switch (condition.kind) {
    case "and":
      return holds(condition.left, item) && holds(condition.right, item);
    case "or":
      return holds(condition.left, item) || holds(condition.right, item);
    case "not":
      return !holds(condition.condition, item);
    case "compare":
      return compares(condition.comparator, valueOf(condition.left, item), valueOf(condition.right, item));
    case "between": {
      const value = valueOf(condition.operand, item);
      const [low, high] = [valueOf(condition.low, item), valueOf(condition.high, item)];
      return compares(">=", value, low) && compares("<=", value, high);
    }
    case "in": {
      const value = valueOf(condition.operand, item);
      return condition.options.some((option) => compares("=", value, valueOf(option, item)));
    }
    case "exists":
      return (valueAt(item, condition.path) !== undefined) === condition.wanted;
    case "type": {
      const value = valueOf(condition.operand, item);
      return value !== undefined && typeOf(value) === condition.type;
    }
    case "begins-with":
      return beginsWith(valueOf(condition.operand, item), valueOf(condition.prefix, item));
    case "contains":
      return contains(valueOf(condition.container, item), valueOf(condition.member, item));
  }
};

const valueOf = (operand: Operand, item: Item): AttributeValue | undefined => {
  switch (operand.kind) {
    case "value":
      return operand.value;
    case "path":
      return valueAt(item, operand.path);
    case "size": {
      const size = sizeOf(valueOf(operand.of, item));
      return size === undefined ? undefined : { N: String(size) };
    }
  }
};

const compares = (
  comparator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean => {
  // A missing attribute equals nothing, so it differs from everything.
  if (left === undefined || right === undefined) {
    return comparator === "<>";
  }
  if (comparator === "=" || comparator === "<>") {
    return equalValues(left, right) === (comparator === "=");
  }
  const order = compareValues(left, right);
  if (order === undefined) {
    return false;
  }
  switch (comparator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
};

/** Characters of a string, bytes of a binary, members of a set, list or map; nothing else has a size. */
const sizeOf = (value: AttributeValue | undefined): number | undefined => {
  if (value === undefined) return undefined;
  if ("S" in value) return value.S.length;
  if ("B" in value) return Buffer.byteLength(value.B, "base64");
  if ("L" in value) return value.L.length;
  if ("M" in value) return Object.keys(value.M).length;
  return setMembers(value)?.length;
};

const beginsWith = (value: AttributeValue | undefined, prefix: AttributeValue | undefined): boolean => {
  if (value === undefined || prefix === undefined) return false;
  if ("S" in value && "S" in prefix) return value.S.startsWith(prefix.S);
  return "B" in value && "B" in prefix && startsWithBytes(bytes(value.B), bytes(prefix.B));
};

const contains = (container: AttributeValue | undefined, member: AttributeValue | undefined): boolean => {
  if (container === undefined || member === undefined) return false;
  if ("S" in container) return "S" in member && container.S.includes(member.S);
  if ("B" in container) return "B" in member && bytes(container.B).includes(bytes(member.B));
  if ("L" in container) return container.L.some((element) => equalValues(element, member));
  if ("SS" in container) return "S" in member && container.SS.includes(member.S);
  if ("NS" in container) return "N" in member && container.NS.includes(member.N);
  return "BS" in container && "B" in member && container.BS.includes(member.B);
};

const bytes = (base64: string): Buffer => Buffer.from(base64, "base64");

const startsWithBytes = (whole: Buffer, prefix: Buffer): boolean => whole.subarray(0, prefix.length).equals(prefix);
