import { orderBytes, typeOf, type AttributeValue } from "../attribute-value.ts";

/** Negative, zero or positive as `a` stands before, with or after `b`; undefined when the two have no common order. */
export const compareValues = (a: AttributeValue, b: AttributeValue): number | undefined => {
  if (typeOf(a) !== typeOf(b)) {
    return undefined;
  }
  const [left, right] = [orderBytes(a), orderBytes(b)];
  return left === undefined || right === undefined ? undefined : Buffer.compare(left, right);
};
