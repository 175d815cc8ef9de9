import { literal, matchesArn, matchesPattern, substituteVariables } from "./policy-pattern.ts";
import type { RequestContext } from "./policy-pattern.ts";

/** A condition operator the host does not know: the app is stopped rather than judged wrongly. */
export class UnknownConditionOperator extends Error {
  override readonly name = "UnknownConditionOperator";
}

type Comparison = (expected: string, actual: string) => boolean;

const numeric =
  (compare: (left: number, right: number) => boolean): Comparison =>
  (expected, actual) =>
    compare(Number(actual), Number(literal(expected)));

const instant = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));

const dated =
  (compare: (left: number, right: number) => boolean): Comparison =>
  (expected, actual) =>
    compare(instant(actual), instant(literal(expected)));

const sameText: Comparison = (expected, actual) => literal(expected) === actual;
const sameTextAnyCase: Comparison = (expected, actual) => literal(expected).toLowerCase() === actual.toLowerCase();
const like: Comparison = (expected, actual) => matchesPattern(expected, actual);
const likeArn: Comparison = (expected, actual) => matchesArn(expected, actual);

/** Each AWS operator without its `IfExists` ending; the negated ones hold when no value matches. */
const operators: ReadonlyMap<string, { readonly compare: Comparison; readonly negated: boolean }> = new Map([
  ["StringEquals", { compare: sameText, negated: false }],
  ["StringNotEquals", { compare: sameText, negated: true }],
  ["StringEqualsIgnoreCase", { compare: sameTextAnyCase, negated: false }],
  ["StringNotEqualsIgnoreCase", { compare: sameTextAnyCase, negated: true }],
  ["StringLike", { compare: like, negated: false }],
  ["StringNotLike", { compare: like, negated: true }],
  ["ArnEquals", { compare: likeArn, negated: false }],
  ["ArnLike", { compare: likeArn, negated: false }],
  ["ArnNotEquals", { compare: likeArn, negated: true }],
  ["ArnNotLike", { compare: likeArn, negated: true }],
  ["Bool", { compare: sameTextAnyCase, negated: false }],
  ["NumericEquals", { compare: numeric((a, b) => a === b), negated: false }],
  ["NumericNotEquals", { compare: numeric((a, b) => a === b), negated: true }],
  ["NumericLessThan", { compare: numeric((a, b) => a < b), negated: false }],
  ["NumericLessThanEquals", { compare: numeric((a, b) => a <= b), negated: false }],
  ["NumericGreaterThan", { compare: numeric((a, b) => a > b), negated: false }],
  ["NumericGreaterThanEquals", { compare: numeric((a, b) => a >= b), negated: false }],
  ["DateLessThan", { compare: dated((a, b) => a < b), negated: false }],
  ["DateGreaterThan", { compare: dated((a, b) => a > b), negated: false }],
  ["DateLessThanEquals", { compare: dated((a, b) => a <= b), negated: false }],
  ["DateGreaterThanEquals", { compare: dated((a, b) => a >= b), negated: false }],
]);

/** Whether the host can judge by an operator, whatever quantifier and `IfExists` it comes with. */
export const isKnownOperator = (operator: string): boolean =>
  operator === "Null" ||
  operators.has(/^(?:(?:ForAllValues|ForAnyValue):)?(\w+?)(?:IfExists)?$/.exec(operator)?.[1] ?? "");

/** What separates the values of a key that has several (`dynamodb:LeadingKeys`). */
const VALUE_SEPARATOR = "\n";

/**
 * Whether all conditions of a statement hold.
 *
 * @throws UnknownConditionOperator for an operator not listed here.
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
 */
export const conditionsHold = (
  conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
  context: RequestContext,
): boolean =>
  Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) => holds(operator, expected, context.get(key.toLowerCase()), context)),
  );

const holds = (
  operator: string,
  expected: readonly string[],
  actual: string | undefined,
  context: RequestContext,
): boolean => {
  if (operator === "Null") return expected.some((wanted) => (wanted === "true") === (actual === undefined));
  const [, quantifier, base = "", ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const known = operators.get(base);
  if (known === undefined)
    throw new UnknownConditionOperator(`Lantai's one-machine host does not know the condition operator ${operator}`);
  if (actual === undefined) return ifExists !== undefined || known.negated || quantifier === "ForAllValues";
  const patterns = expected.map((value) => substituteVariables(value, context)).filter((value) => value !== undefined);
  const matches = (value: string): boolean =>
    patterns.some((pattern) => known.compare(pattern, value)) !== known.negated;
  const values = quantifier === undefined ? [actual] : actual.split(VALUE_SEPARATOR);
  return quantifier === "ForAllValues" ? values.every(matches) : values.some(matches);
};
