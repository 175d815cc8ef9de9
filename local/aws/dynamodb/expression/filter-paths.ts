import { invalid } from "../attribute-value.ts";
import { keyAttributes, type KeySchema } from "../key-schema.ts";
import type { Condition, Operand } from "./condition.ts";

/** The filter of an index may look only at what the index holds. Throws ValidationException naming the others. */
export const assertFilterProjected = (
  filter: Condition,
  indexName: string,
  projected: ReadonlySet<string> | undefined,
): void => {
  const missing = projected === undefined ? [] : attributesOf(filter).filter((name) => !projected.has(name));
  if (missing.length > 0) {
    throw invalid(
      `One or more parameter values were invalid: Secondary index ${indexName} does not project one or more filter attributes: [${missing.join(", ")}]`,
    );
  }
};

/** A query's filter may not look at the keys it queries by. Throws ValidationException naming the first. */
export const assertNoKeyInFilter = (filter: Condition, schema: KeySchema): void => {
  const names = new Set(keyAttributes(schema).map(({ name }) => name));
  const key = attributesOf(filter).find((name) => names.has(name));
  if (key !== undefined) {
    throw invalid(`Filter Expression can only contain non-primary key attributes: Primary key attribute: ${key}`);
  }
};

/** The top-level attributes a condition looks at. */
const attributesOf = (condition: Condition): readonly string[] => {
  switch (condition.kind) {
    case "and":
    case "or":
      return [...attributesOf(condition.left), ...attributesOf(condition.right)];
    case "not":
      return attributesOf(condition.condition);
    case "compare":
      return operands(condition.left, condition.right);
    case "between":
      return operands(condition.operand, condition.low, condition.high);
    case "in":
      return operands(condition.operand, ...condition.options);
    case "exists":
      return [condition.path[0]];
    case "type":
      return operands(condition.operand);
    case "begins-with":
      return operands(condition.operand, condition.prefix);
    case "contains":
      return operands(condition.container, condition.member);
  }
};

const operands = (...all: readonly Operand[]): readonly string[] =>
  all.flatMap((operand) => {
    switch (operand.kind) {
      case "value":
        return [];
      case "size":
        return operands(operand.of);
      case "path":
        return [operand.path[0]];
    }
  });
