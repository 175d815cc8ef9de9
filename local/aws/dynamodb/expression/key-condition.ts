import { invalid, orderBytes, typeOf, type AttributeValue } from "../attribute-value.ts";
import { assertNotEmpty, bytesAfterPrefix, type KeyAttribute, type KeySchema } from "../key-schema.ts";
import type { Comparator, Condition, Operand } from "./condition.ts";

/** What a KeyConditionExpression asks for: one partition, and a range of its sort keys in their byte order. */
export type KeyRange = {
  readonly partition: AttributeValue;
  /** Lowest sort key, included. */
  readonly from: Buffer | undefined;
  /** Where the range ends. */
  readonly to: { readonly bytes: Buffer; readonly included: boolean } | undefined;
  /** A sort key that is not in the range although it is its lowest: `>` is `>=` without it. */
  readonly except: Buffer | undefined;
};

/** Whether a sort key lies in the range. */
export const inRange = ({ from, to, except }: KeyRange, sort: Buffer): boolean => {
  const afterStart = from === undefined || Buffer.compare(sort, from) >= 0;
  const order = to === undefined ? -1 : Buffer.compare(sort, to.bytes);
  return afterStart && except?.equals(sort) !== true && (order < 0 || (order === 0 && to?.included === true));
};

/** Reads the range out of a parsed expression. Throws ValidationException when it is more than a range, or less. */
export const keyRange = (condition: Condition, schema: KeySchema): KeyRange => {
  const parts = conjuncts(condition);
  const byName = new Map<string, KeyPart>();
  for (const part of parts.map(keyPart)) {
    if (byName.has(part.name)) {
      throw invalid("KeyConditionExpressions must only contain one condition per key");
    }
    byName.set(part.name, part);
  }
  if (parts.length > 2) {
    throw invalid("Conditions can be of length 1 or 2 only");
  }
  const hash = byName.get(schema.partition.name);
  if (hash === undefined) {
    throw invalid(`Query condition missed key schema element: ${schema.partition.name}`);
  }
  if (hash.operator !== "=") {
    throw invalid("Query key condition not supported");
  }
  assertKeyType(hash.first, schema.partition.type);
  assertNotEmpty(hash.first, schema.partition);
  byName.delete(schema.partition.name);
  const [rest] = byName.values();
  if (rest === undefined) {
    return { partition: hash.first, from: undefined, to: undefined, except: undefined };
  }
  if (schema.sort === undefined || rest.name !== schema.sort.name) {
    throw invalid(
      schema.sort === undefined
        ? "Query key condition not supported"
        : `Query condition missed key schema element: ${schema.sort.name}`,
    );
  }
  return { partition: hash.first, ...sortRange(rest, schema.sort) };
};

type KeyPart = {
  readonly name: string;
  readonly operator: Comparator | "between" | "begins-with";
  readonly first: AttributeValue;
  readonly second: AttributeValue | undefined;
};

const conjuncts = (condition: Condition): readonly Condition[] => {
  if (condition.kind === "and") {
    return [...conjuncts(condition.left), ...conjuncts(condition.right)];
  }
  if (condition.kind === "or" || condition.kind === "not") {
    const operator = condition.kind.toUpperCase();
    throw invalid(`Invalid operator used in KeyConditionExpression: ${operator}`);
  }
  return [condition];
};

const keyPart = (condition: Condition): KeyPart => {
  switch (condition.kind) {
    case "compare":
      if (condition.comparator === "<>") {
        throw invalid("Invalid operator used in KeyConditionExpression: <>");
      }
      // "5 < sort" says the same as "sort > 5".
      return condition.left.kind === "value"
        ? part(condition.right, mirrored(condition.comparator), condition.left)
        : part(condition.left, condition.comparator, condition.right);
    case "between":
      return part(condition.operand, "between", condition.low, condition.high);
    case "begins-with":
      if (condition.operand.kind === "value") {
        const problem = "begins_with operator must have the key attribute as its first operand";
        throw invalid(`Invalid condition in KeyConditionExpression: ${problem}`);
      }
      return part(condition.operand, "begins-with", condition.prefix);
    case "in":
      throw invalid("Invalid operator used in KeyConditionExpression: IN");
    case "exists":
      throw invalid(
        `Invalid operator used in KeyConditionExpression: ${condition.wanted ? "attribute_exists" : "attribute_not_exists"}`,
      );
    case "type":
      throw invalid("Invalid operator used in KeyConditionExpression: attribute_type");
    case "contains":
      throw invalid("Invalid operator used in KeyConditionExpression: contains");
    case "and":
    case "or":
    case "not":
      throw invalid("Query key condition not supported");
  }
};

const part = (key: Operand, operator: KeyPart["operator"], first: Operand, second?: Operand): KeyPart => {
  if (key.kind === "size") {
    throw invalid("KeyConditionExpressions cannot contain nested operations");
  }
  if (key.kind === "value" || first.kind !== "value" || (second !== undefined && second.kind !== "value")) {
    throw invalid("Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition");
  }
  if (key.path.length > 1) {
    throw invalid(
      `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: ${key.path[0]}`,
    );
  }
  return { name: key.path[0], operator, first: first.value, second: second?.value };
};

const mirrored = (comparator: Comparator): Comparator => {
  switch (comparator) {
    case "<":
      return ">";
    case "<=":
      return ">=";
    case ">":
      return "<";
    case ">=":
      return "<=";
    case "=":
    case "<>":
      return comparator;
  }
};

const sortRange = ({ operator, first, second }: KeyPart, key: KeyAttribute): Omit<KeyRange, "partition"> => {
  const low = keyBytes(first, key);
  switch (operator) {
    case "=":
      return { from: low, to: { bytes: low, included: true }, except: undefined };
    case "<":
      return { from: undefined, to: { bytes: low, included: false }, except: undefined };
    case "<=":
      return { from: undefined, to: { bytes: low, included: true }, except: undefined };
    case ">":
      return { from: low, to: undefined, except: low };
    case ">=":
      return { from: low, to: undefined, except: undefined };
    case "between":
      return { from: low, to: { bytes: keyBytes(second ?? first, key), included: true }, except: undefined };
    case "begins-with": {
      if (key.type === "N") {
        throw invalid(
          "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
        );
      }
      const after = bytesAfterPrefix(low);
      return { from: low, to: after === undefined ? undefined : { bytes: after, included: false }, except: undefined };
    }
    case "<>":
      throw invalid("Invalid operator used in KeyConditionExpression: <>");
  }
};

const keyBytes = (value: AttributeValue, key: KeyAttribute): Buffer => {
  assertKeyType(value, key.type);
  assertNotEmpty(value, key);
  return orderBytes(value) ?? Buffer.alloc(0);
};

const assertKeyType = (value: AttributeValue, type: "S" | "N" | "B"): void => {
  if (typeOf(value) !== type) {
    throw invalid("One or more parameter values were invalid: Condition parameter type does not match schema type");
  }
};
