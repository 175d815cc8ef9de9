import { isDeepStrictEqual } from "node:util";

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === "object";

const short = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value)).slice(0, 600);

/** Where two values differ, one line for each place. */
export const differences = (expected: unknown, found: unknown, place = ""): string[] => {
  if (isDeepStrictEqual(expected, found)) return [];
  if (!isObject(expected) || !isObject(found)) return [`${place}: expected ${short(expected)}, found ${short(found)}`];
  if (Array.isArray(expected) && Array.isArray(found) && expected.length !== found.length) {
    const [wanted, there] = [expected.map(short), found.map(short)];
    return [
      ...wanted.filter((one) => !there.includes(one)).map((one) => `${place}: lacks ${one}`),
      ...there.filter((one) => !wanted.includes(one)).map((one) => `${place}: has ${one}`),
      `${place}: ${found.length} instead of ${expected.length}`,
    ];
  }
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...names].flatMap((name) => differences(expected[name], found[name], `${place}/${name}`));
};
