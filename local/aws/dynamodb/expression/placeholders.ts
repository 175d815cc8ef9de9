import { invalid, type AttributeValue } from "../attribute-value.ts";
import type { TokenReader } from "./tokens.ts";

/**
 * ExpressionAttributeNames and ExpressionAttributeValues of one request, shared by its expressions, which resolve
 * them while they are parsed. What no expression used is an error.
 */
export class Placeholders {
  readonly #names: ReadonlyMap<string, string>;
  readonly #values: ReadonlyMap<string, AttributeValue>;
  readonly #used = new Set<string>();

  /** `missing` says which expressions the request might have and has not; placeholders are then refused. */
  constructor(
    names: Readonly<Record<string, string>> | undefined,
    values: Readonly<Record<string, AttributeValue>> | undefined,
    missing?: string,
  ) {
    if (names !== undefined && missing !== undefined) {
      throw invalid("ExpressionAttributeNames can only be specified when using expressions");
    }
    if (values !== undefined && missing !== undefined) {
      throw invalid(`ExpressionAttributeValues can only be specified when using expressions: ${missing}`);
    }
    this.#names = entries("ExpressionAttributeNames", /^#[A-Za-z0-9_]+$/, names);
    this.#values = entries("ExpressionAttributeValues", /^:[A-Za-z0-9_]+$/, values);
    const nameless = [...this.#names].find(([, name]) => name === "");
    if (nameless !== undefined) {
      throw invalid(`ExpressionAttributeNames contains invalid value: Empty attribute name for key ${nameless[0]}`);
    }
  }

  name(reader: TokenReader, placeholder: string): string {
    const name = this.#names.get(placeholder);
    if (name === undefined) {
      const problem = "An expression attribute name used in the document path is not defined";
      throw reader.fail(`${problem}; attribute name: ${placeholder}`);
    }
    this.#used.add(placeholder);
    return name;
  }

  value(reader: TokenReader, placeholder: string): AttributeValue {
    const value = this.#values.get(placeholder);
    if (value === undefined) {
      const problem = "An expression attribute value used in expression is not defined";
      throw reader.fail(`${problem}; attribute value: ${placeholder}`);
    }
    this.#used.add(placeholder);
    return value;
  }

  /** Throws when a placeholder was given that no expression mentions. */
  assertAllUsed(): void {
    this.#assertUsed("ExpressionAttributeNames", this.#names);
    this.#assertUsed("ExpressionAttributeValues", this.#values);
  }

  #assertUsed(parameter: string, given: ReadonlyMap<string, unknown>): void {
    const unused = [...given.keys()].filter((placeholder) => !this.#used.has(placeholder));
    if (unused.length > 0) {
      throw invalid(`Value provided in ${parameter} unused in expressions: keys: {${unused.join(", ")}}`);
    }
  }
}

const entries = <Value>(
  parameter: string,
  pattern: RegExp,
  given: Readonly<Record<string, Value>> | undefined,
): ReadonlyMap<string, Value> => {
  if (given === undefined) {
    return new Map();
  }
  const map = new Map(Object.entries(given));
  if (map.size === 0) {
    throw invalid(`${parameter} must not be empty`);
  }
  for (const key of map.keys()) {
    if (!pattern.test(key)) {
      throw invalid(`${parameter} contains invalid key: Syntax error; key: "${key}"`);
    }
  }
  return map;
};

/** For requests whose only expression is a projection. */
export const withoutProjection = (projection: string | undefined): string | undefined =>
  projection === undefined ? "ProjectionExpression is null" : undefined;
