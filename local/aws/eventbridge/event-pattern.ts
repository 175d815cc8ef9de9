import { InvalidEventPattern, isLeaf, isPlainObject, parseContentFilter, type Leaf } from "./content-filter.ts";

/** Whether an event satisfies a pattern. */
export type EventPattern = (event: unknown) => boolean;

/**
 * Reads an event pattern. Every field must have a leaf that one filter of its list accepts; of a list in the event one
 * element is enough, and fields below a list of objects must be satisfied by the same element; of `$or` one member is
 * enough. Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 * Throws `InvalidEventPattern` naming the place it cannot read.
 */
export const parseEventPattern = (pattern: unknown): EventPattern => {
  if (!isPlainObject(pattern) || Object.keys(pattern).length === 0) {
    throw new InvalidEventPattern("An event pattern is an object with at least one field");
  }
  return objectPattern(pattern, "");
};

const objectPattern = (pattern: Readonly<Record<string, unknown>>, place: string): EventPattern => {
  const fields = Object.entries(pattern).map(([name, expected]) => {
    const here = place === "" ? name : `${place}.${name}`;
    if (name === "$or") {
      return orPattern(expected, here, place);
    }
    const accepts = fieldPattern(expected, here);
    return (parent: unknown) =>
      accepts(isPlainObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined);
  });
  const satisfies = (value: unknown): boolean => fields.every((field) => field(value));
  return (value) =>
    Array.isArray(value) && value.length > 0 ? value.flat(Infinity).some(satisfies) : satisfies(value);
};

const fieldPattern = (expected: unknown, place: string): EventPattern => {
  if (isPlainObject(expected)) {
    if (Object.keys(expected).length === 0) {
      throw new InvalidEventPattern(`Empty objects are not allowed at ${place}`);
    }
    return objectPattern(expected, place);
  }
  if (!Array.isArray(expected) || expected.length === 0) {
    throw new InvalidEventPattern(`"${place}" must be an object or a list of values`);
  }
  const filters = expected.map((element: unknown) => parseContentFilter(element, place));
  return (value) => leavesOf(value).some((leaf) => filters.some((accepts) => accepts(leaf)));
};

const orPattern = (members: unknown, here: string, place: string): EventPattern => {
  if (!Array.isArray(members) || members.length < 2) {
    throw new InvalidEventPattern(`At least two alternatives are wanted at ${here}`);
  }
  const alternatives = members.map((member: unknown) => {
    if (!isPlainObject(member) || Object.keys(member).length === 0) {
      throw new InvalidEventPattern(`An alternative is an object with at least one field at ${here}`);
    }
    return objectPattern(member, place);
  });
  return (value) => alternatives.some((alternative) => alternative(value));
};

/** The leaves a list's filters look at; where there is none, the filters see `undefined`. */
const leavesOf = (value: unknown): Leaf[] => {
  const values: unknown[] = Array.isArray(value) ? value.flat(Infinity) : [value];
  const leaves = values.filter(isLeaf);
  return leaves.length === 0 ? [undefined] : leaves;
};
