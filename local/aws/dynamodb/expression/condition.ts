import type { AwsError } from "../../../network/aws-json.ts";
import { typeOf, type AttributeValue, type TypeName } from "../attribute-value.ts";
import { compareValues } from "./compare-values.ts";
import { parsePath, showPath, type Path } from "./path.ts";
import type { Placeholders } from "./placeholders.ts";
import { TokenReader, type ExpressionKind } from "./tokens.ts";

/**
 * The grammar of condition, filter and key condition expressions.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

export type Operand =
  | { readonly kind: "path"; readonly path: Path }
  | { readonly kind: "value"; readonly value: AttributeValue }
  | { readonly kind: "size"; readonly of: Operand };

export type Condition =
  | { readonly kind: "and" | "or"; readonly left: Condition; readonly right: Condition }
  | { readonly kind: "not"; readonly condition: Condition }
  | { readonly kind: "compare"; readonly comparator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: "between"; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: "in"; readonly operand: Operand; readonly options: readonly Operand[] }
  | { readonly kind: "exists"; readonly path: Path; readonly wanted: boolean }
  | { readonly kind: "type"; readonly operand: Operand; readonly type: string }
  | { readonly kind: "begins-with"; readonly operand: Operand; readonly prefix: Operand }
  | { readonly kind: "contains"; readonly container: Operand; readonly member: Operand };

const mostOptions = 100;
const typeNames: ReadonlySet<string> = new Set<TypeName>(["S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"]);
/** Functions of condition expressions; an update expression that uses one gets an error of its own. */
export const conditionFunctions: ReadonlySet<string> = new Set([
  "attribute_exists",
  "attribute_not_exists",
  "attribute_type",
  "begins_with",
  "contains",
  "size",
]);

/** What DynamoDB calls the type of an operand that it cannot know yet. */
const anyType = "NS,SS,L,BS,N,M,B,BOOL,NULL,S";

const updateFunctions: ReadonlySet<string> = new Set(["if_not_exists", "list_append"]);

const typeWords: Readonly<Record<TypeName, string>> = {
  S: "STRING",
  N: "NUMBER",
  B: "BINARY",
  BOOL: "BOOLEAN",
  NULL: "NULL",
  SS: "STRING_SET",
  NS: "NUMBER_SET",
  BS: "BINARY_SET",
  L: "LIST",
  M: "MAP",
};

export const typeWord = (value: AttributeValue): string => typeWords[typeOf(value)];

/** Parses a whole expression. Throws ValidationException in DynamoDB's words. */
export const parseCondition = (kind: ExpressionKind, text: string, placeholders: Placeholders): Condition => {
  const parser = new ConditionParser(new TokenReader(kind, text), placeholders);
  return parser.whole();
};

class ConditionParser {
  readonly #reader: TokenReader;
  readonly #placeholders: Placeholders;
  /** Conditions that already stand in brackets of their own. */
  readonly #bracketed = new WeakSet<Condition>();

  constructor(reader: TokenReader, placeholders: Placeholders) {
    this.#reader = reader;
    this.#placeholders = placeholders;
  }

  whole(): Condition {
    const condition = this.#or();
    this.#reader.expectEnd();
    return condition;
  }

  #or(): Condition {
    let left = this.#and();
    while (this.#reader.skipWord("OR")) {
      left = { kind: "or", left, right: this.#and() };
    }
    return left;
  }

  #and(): Condition {
    let left = this.#not();
    while (this.#reader.skipWord("AND")) {
      left = { kind: "and", left, right: this.#not() };
    }
    return left;
  }

  #not(): Condition {
    return this.#reader.skipWord("NOT") ? { kind: "not", condition: this.#not() } : this.#primary();
  }

  #primary(): Condition {
    if (this.#reader.skip("(")) {
      const condition = this.#or();
      this.#reader.expect(")");
      if (this.#bracketed.has(condition)) {
        throw this.#reader.fail("The expression has redundant parentheses;");
      }
      this.#bracketed.add(condition);
      return condition;
    }
    return this.#function() ?? this.#comparison();
  }

  #function(): Condition | undefined {
    const name = this.#functionName();
    if (name === undefined || name === "size") {
      return undefined;
    }
    this.#reader.next();
    return this.#call(name, this.#operands());
  }

  #functionName(): string | undefined {
    const [word, bracket] = [this.#reader.peek(), this.#reader.peek(1)];
    return word.kind === "word" && bracket.text === "(" ? word.text : undefined;
  }

  #call(name: string, given: readonly Operand[]): Condition {
    switch (name) {
      case "attribute_exists":
      case "attribute_not_exists": {
        const [operand] = this.#counted(name, given, 1);
        if (operand.kind !== "path") {
          throw this.#reader.fail(`Operator or function requires a document path; operator or function: ${name}`);
        }
        return { kind: "exists", path: operand.path, wanted: name === "attribute_exists" };
      }
      case "attribute_type": {
        const [operand, type] = this.#counted(name, given, 2);
        return { kind: "type", operand, type: this.#typeName(type) };
      }
      case "begins_with": {
        const [operand, prefix] = this.#counted(name, given, 2);
        this.#assertType(name, operand, ["S", "B"]);
        this.#assertType(name, prefix, ["S", "B"]);
        this.#assertDistinct(name, operand, [prefix]);
        return { kind: "begins-with", operand, prefix };
      }
      case "contains": {
        const [container, member] = this.#counted(name, given, 2);
        this.#assertDistinct(name, container, [member]);
        return { kind: "contains", container, member };
      }
      default:
        throw updateFunctions.has(name)
          ? this.#reader.fail(`The function is not allowed in a condition expression; function: ${name}`)
          : this.#reader.fail(`Invalid function name; function: ${name}`);
    }
  }

  /** The operands of a function that takes one or two of them. Throws when there are more or less. */
  #counted(name: string, given: readonly Operand[], count: 1 | 2): readonly [Operand, Operand] {
    const [first, second = first] = given;
    if (given.length !== count || first === undefined || second === undefined) {
      const problem = "Incorrect number of operands for operator or function";
      throw this.#reader.fail(`${problem}; operator or function: ${name}, number of operands: ${given.length}`);
    }
    return [first, second];
  }

  #comparison(): Condition {
    const operand = this.#operand();
    if (this.#reader.skipWord("BETWEEN")) {
      return this.#between(operand);
    }
    if (this.#reader.skipWord("IN")) {
      const options = this.#options();
      this.#assertDistinct("IN", operand, options);
      return { kind: "in", operand, options };
    }
    const comparator = asComparator(this.#reader.peek().text);
    if (comparator === undefined) {
      throw operand.kind === "size" && this.#isAtEndOfCondition() ? this.#misused("size") : this.#reader.syntaxError();
    }
    this.#reader.next();
    const right = this.#operand();
    if (comparator !== "=" && comparator !== "<>") {
      this.#assertType(comparator, operand, ["S", "N", "B"]);
      this.#assertType(comparator, right, ["S", "N", "B"]);
    }
    this.#assertDistinct(comparator, operand, [right]);
    return { kind: "compare", comparator, left: operand, right };
  }

  #isAtEndOfCondition(): boolean {
    const { kind, text } = this.#reader.peek();
    return kind === "end" || text === ")" || this.#reader.isKeyword();
  }

  #between(operand: Operand): Condition {
    const low = this.#operand();
    this.#reader.expectWord("AND");
    const high = this.#operand();
    this.#assertDistinct("BETWEEN", operand, [low, high]);
    this.#assertType("BETWEEN", low, ["S", "N", "B"]);
    this.#assertType("BETWEEN", high, ["S", "N", "B"]);
    if (low.kind === "value" && high.kind === "value") {
      this.#assertBounds(low.value, high.value);
    }
    return { kind: "between", operand, low, high };
  }

  #assertBounds(low: AttributeValue, high: AttributeValue): void {
    const bounds = `lower bound operand: ${showValue(low)}, upper bound operand: ${showValue(high)}`;
    if (typeOf(low) !== typeOf(high)) {
      throw this.#reader.fail(`The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`);
    }
    if ((compareValues(low, high) ?? 0) > 0) {
      throw this.#reader.fail(
        `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`,
      );
    }
  }

  #options(): readonly Operand[] {
    const options = this.#operands();
    if (options.length > mostOptions) {
      throw this.#reader.fail(
        `Invalid number of operands for operator or function; operator: IN, number of operands: ${options.length + 1}`,
      );
    }
    return options;
  }

  /** Operands in brackets, one at least. */
  #operands(): readonly Operand[] {
    this.#reader.expect("(");
    const operands = [this.#operand()];
    while (this.#reader.skip(",")) {
      operands.push(this.#operand());
    }
    this.#reader.expect(")");
    return operands;
  }

  #operand(): Operand {
    const token = this.#reader.peek();
    if (token.kind === "value-placeholder") {
      return { kind: "value", value: this.#placeholders.value(this.#reader, this.#reader.next().text) };
    }
    const name = this.#functionName();
    if (name === "size") {
      this.#reader.next();
      const [of] = this.#counted(name, this.#operands(), 1);
      if (of.kind === "size") {
        throw this.#wrongType(name, "N");
      }
      this.#assertType(name, of, ["S", "B", "SS", "NS", "BS", "L", "M"]);
      return { kind: "size", of };
    }
    if (name !== undefined && !this.#reader.isKeyword()) {
      throw this.#misused(name);
    }
    return { kind: "path", path: parsePath(this.#reader, this.#placeholders) };
  }

  #misused(name: string): AwsError {
    return this.#reader.fail(`The function is not allowed to be used this way in an expression; function: ${name}`);
  }

  #typeName(operand: Operand): string {
    const value = operand.kind === "value" ? operand.value : undefined;
    if (value === undefined || !("S" in value)) {
      throw this.#wrongType("attribute_type", value === undefined ? `{${anyType}}` : typeOf(value));
    }
    if (!typeNames.has(value.S)) {
      throw this.#reader.fail(
        `Invalid attribute type name found; type: ${value.S}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
      );
    }
    return value.S;
  }

  #assertType(operator: string, operand: Operand, allowed: readonly TypeName[]): void {
    if (operand.kind === "value" && !allowed.includes(typeOf(operand.value))) {
      throw this.#wrongType(operator, typeOf(operand.value));
    }
  }

  #wrongType(operator: string, type: string): AwsError {
    const problem = "Incorrect operand type for operator or function";
    return this.#reader.fail(`${problem}; operator or function: ${operator}, operand type: ${type}`);
  }

  #assertDistinct(operator: string, first: Operand, others: readonly Operand[]): void {
    if (first.kind !== "path") {
      return;
    }
    const shown = showPath(first.path);
    if (others.some((other) => other.kind === "path" && showPath(other.path) === shown)) {
      const problem = "The first operand must be distinct from the remaining operands for this operator or function";
      throw this.#reader.fail(`${problem}; operator: ${operator}, first operand: ${shown}`);
    }
  }
}

const showValue = (value: AttributeValue): string =>
  `AttributeValue: {${Object.entries(value)
    .map(([type, inner]) => `${type}:${String(inner)}`)
    .join("")}}`;

const asComparator = (text: string): Comparator | undefined => {
  switch (text) {
    case "=":
    case "<>":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return text;
    default:
      return undefined;
  }
};
