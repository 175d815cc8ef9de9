import { type AttributeValue, type Item } from "../attribute-value.ts";
import { assertDistinctPaths, memberOf, parsePath, type Path } from "./path.ts";
import type { Placeholders } from "./placeholders.ts";
import { TokenReader } from "./tokens.ts";

/** Parses a ProjectionExpression into paths none of which contains another. */
export const parseProjection = (text: string, placeholders: Placeholders): readonly Path[] => {
  const reader = new TokenReader("ProjectionExpression", text);
  const paths = [parsePath(reader, placeholders)];
  while (reader.skip(",")) {
    paths.push(parsePath(reader, placeholders));
  }
  reader.expectEnd();
  assertDistinctPaths(reader, paths);
  return paths;
};

/** What the paths select of an item. Selected list members move together, in their old order. */
export const project = (item: Item, paths: readonly Path[]): Item => {
  const projected = select({ M: item }, paths);
  return projected !== undefined && "M" in projected ? projected.M : {};
};

const select = (
  value: AttributeValue,
  paths: readonly (readonly (string | number)[])[],
): AttributeValue | undefined => {
  if (paths.some((path) => path.length === 0)) {
    return value;
  }
  const restsOf = new Map<string | number, (readonly (string | number)[])[]>();
  for (const [head, ...rest] of paths) {
    if (head !== undefined) {
      restsOf.set(head, [...(restsOf.get(head) ?? []), rest]);
    }
  }
  const selected = [...restsOf].flatMap(([head, rests]) => {
    const member = memberOf(value, head);
    const part = member === undefined ? undefined : select(member, rests);
    return part === undefined ? [] : [{ head, part }];
  });
  if (selected.length === 0) {
    return undefined;
  }
  return "L" in value
    ? { L: selected.toSorted((a, b) => Number(a.head) - Number(b.head)).map(({ part }) => part) }
    : { M: Object.fromEntries(selected.map(({ head, part }) => [head, part])) };
};
