import { typeOf, type AttributeValue, type TypeName } from "../attribute-value.ts";
import { conditionFunctions, typeWord } from "./condition.ts";
import { assertDistinctPaths, parsePath, type Path } from "./path.ts";
import type { Placeholders } from "./placeholders.ts";
import { TokenReader } from "./tokens.ts";

/**
 * The grammar of update expressions.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */

export type UpdateOperand =
  | { readonly kind: "path"; readonly path: Path }
  | { readonly kind: "value"; readonly value: AttributeValue }
  | { readonly kind: "if-not-exists"; readonly path: Path; readonly otherwise: UpdateOperand }
  | { readonly kind: "list-append"; readonly first: UpdateOperand; readonly second: UpdateOperand }
  | { readonly kind: "plus" | "minus"; readonly left: UpdateOperand; readonly right: UpdateOperand };

export type UpdateAction =
  | { readonly kind: "set"; readonly path: Path; readonly operand: UpdateOperand }
  | { readonly kind: "remove"; readonly path: Path }
  | { readonly kind: "add" | "delete"; readonly path: Path; readonly value: AttributeValue };

const clauses = ["SET", "REMOVE", "ADD", "DELETE"] as const;
type Clause = (typeof clauses)[number];

/** Parses a whole expression. Throws ValidationException in DynamoDB's words. */
export const parseUpdate = (text: string, placeholders: Placeholders): readonly UpdateAction[] => {
  const reader = new TokenReader("UpdateExpression", text);
  const actions: UpdateAction[] = [];
  const seen = new Set<Clause>();
  do {
    const clause = clauses.find((candidate) => reader.skipWord(candidate));
    if (clause === undefined) {
      throw reader.syntaxError();
    }
    if (seen.has(clause)) {
      throw reader.fail(`The "${clause}" section can only be used once in an update expression;`);
    }
    seen.add(clause);
    do {
      actions.push(parseAction(clause, reader, placeholders));
    } while (reader.skip(","));
  } while (reader.peek().kind !== "end");
  reader.expectEnd();
  assertDistinctPaths(
    reader,
    actions.map(({ path }) => path),
  );
  return actions;
};

const parseAction = (clause: Clause, reader: TokenReader, placeholders: Placeholders): UpdateAction => {
  const path = parsePath(reader, placeholders);
  switch (clause) {
    case "SET":
      reader.expect("=");
      return { kind: "set", path, operand: parseSum(reader, placeholders) };
    case "REMOVE":
      return { kind: "remove", path };
    case "ADD":
      return { kind: "add", path, value: parseValue(clause, ["N", "SS", "NS", "BS"], reader, placeholders) };
    case "DELETE":
      return { kind: "delete", path, value: parseValue(clause, ["SS", "NS", "BS"], reader, placeholders) };
  }
};

const parseValue = (
  operator: "ADD" | "DELETE",
  allowed: readonly TypeName[],
  reader: TokenReader,
  placeholders: Placeholders,
): AttributeValue => {
  if (reader.peek().kind !== "value-placeholder") {
    throw reader.syntaxError();
  }
  const value = placeholders.value(reader, reader.next().text);
  if (!allowed.includes(typeOf(value))) {
    const problem = `Incorrect operand type for operator or function; operator: ${operator}`;
    throw reader.fail(`${problem}, operand type: ${typeWord(value)}, typeSet: ALLOWED_FOR_${operator}_OPERAND`);
  }
  return value;
};

/** What stands right of `=`: an operand, or one sum of two, either of them once in brackets. */
const parseSum = (reader: TokenReader, placeholders: Placeholders): UpdateOperand => {
  const left = parseBracketed(reader, () => parseSum(reader, placeholders)) ?? parseOperand(reader, placeholders);
  const sign = reader.peek().text;
  if ((sign !== "+" && sign !== "-") || left.kind === "plus" || left.kind === "minus") {
    return left;
  }
  reader.next();
  const right = parseOperand(reader, placeholders);
  for (const operand of [left, right]) {
    assertNotAppended(reader, operand);
    assertOperandType(reader, sign, operand, "N");
  }
  return { kind: sign === "+" ? "plus" : "minus", left, right };
};

const parseBracketed = (reader: TokenReader, parse: () => UpdateOperand): UpdateOperand | undefined => {
  if (!reader.skip("(")) {
    return undefined;
  }
  const redundant = reader.peek().text === "(";
  const operand = parse();
  reader.expect(")");
  if (redundant && operand.kind !== "plus" && operand.kind !== "minus") {
    throw reader.fail("The expression has redundant parentheses;");
  }
  return operand;
};

const parseOperand = (reader: TokenReader, placeholders: Placeholders): UpdateOperand => {
  const bracketed = parseBracketed(reader, () => parseOperand(reader, placeholders));
  if (bracketed !== undefined) {
    return bracketed;
  }
  const token = reader.peek();
  if (token.kind === "value-placeholder") {
    return { kind: "value", value: placeholders.value(reader, reader.next().text) };
  }
  if (token.kind === "word" && reader.peek(1).text === "(") {
    return parseFunction(reader, placeholders);
  }
  return { kind: "path", path: parsePath(reader, placeholders) };
};

const parseFunction = (reader: TokenReader, placeholders: Placeholders): UpdateOperand => {
  const name = reader.next().text;
  reader.expect("(");
  const given = [parseOperand(reader, placeholders)];
  while (reader.skip(",")) {
    given.push(parseOperand(reader, placeholders));
  }
  reader.expect(")");
  if (name !== "if_not_exists" && name !== "list_append") {
    throw conditionFunctions.has(name)
      ? reader.fail(`The function is not allowed in an update expression; function: ${name}`)
      : reader.fail(`Invalid function name; function: ${name}`);
  }
  const [first, second] = given;
  if (given.length !== 2 || first === undefined || second === undefined) {
    const problem = "Incorrect number of operands for operator or function";
    throw reader.fail(`${problem}; operator or function: ${name}, number of operands: ${given.length}`);
  }
  return call(name, first, second, reader);
};

const call = (
  name: "if_not_exists" | "list_append",
  first: UpdateOperand,
  second: UpdateOperand,
  reader: TokenReader,
): UpdateOperand => {
  for (const operand of [first, second]) {
    assertNotAppended(reader, operand);
  }
  if (name === "if_not_exists") {
    if (first.kind !== "path") {
      throw reader.fail("Operator or function requires a document path; operator or function: if_not_exists");
    }
    return { kind: "if-not-exists", path: first.path, otherwise: second };
  }
  for (const operand of [first, second]) {
    assertOperandType(reader, name, operand, "L");
  }
  return { kind: "list-append", first, second };
};

/** `list_append` stands alone: neither in another function nor in a sum. */
const assertNotAppended = (reader: TokenReader, operand: UpdateOperand): void => {
  if (operand.kind === "list-append") {
    throw reader.fail("The function is not allowed to be used this way in an expression; function: list_append");
  }
};

const assertOperandType = (reader: TokenReader, operator: string, operand: UpdateOperand, allowed: "N" | "L"): void => {
  if (operand.kind === "value" && typeOf(operand.value) !== allowed) {
    const problem = "Incorrect operand type for operator or function; operator or function";
    throw reader.fail(`${problem}: ${operator}, operand type: ${typeOf(operand.value)}`);
  }
};
