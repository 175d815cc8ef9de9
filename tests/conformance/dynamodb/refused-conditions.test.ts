import { beforeAll, describe, expect, it } from "vitest";
import { onEachTarget } from "./targets.ts";
import { createThings, placeholdersOf, putThing, table, thing } from "./thing.ts";

const refused: readonly (readonly [condition: string, problem: string])[] = [
  ["yes < :t", "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL"],
  [
    "num BETWEEN :n AND :n2",
    "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:2.5}",
  ],
  [
    "str BETWEEN :n AND :s",
    "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {S:hello}",
  ],
  ["str IN ()", 'Syntax error; token: ")", near: "()"'],
  [
    "str IN (str)",
    "The first operand must be distinct from the remaining operands for this operator or function; operator: IN, first operand: [str]",
  ],
  ["attribute_exists(:s)", "Operator or function requires a document path; operator or function: attribute_exists"],
  [
    "attribute_exists(str, num)",
    "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2",
  ],
  ["attribute_exists()", 'Syntax error; token: ")", near: "()"'],
  [
    "attribute_type(str, :n)",
    "Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N",
  ],
  [
    "attribute_type(str)",
    "Incorrect number of operands for operator or function; operator or function: attribute_type, number of operands: 1",
  ],
  [
    "begins_with(str, :n)",
    "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
  ],
  [
    "begins_with(str, str)",
    "The first operand must be distinct from the remaining operands for this operator or function; operator: begins_with, first operand: [str]",
  ],
  [
    "begins_with(str)",
    "Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1",
  ],
  [
    "begins_with(str, :h, :h)",
    "Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 3",
  ],
  [
    "contains(str, str)",
    "The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [str]",
  ],
  [
    "contains(str)",
    "Incorrect number of operands for operator or function; operator or function: contains, number of operands: 1",
  ],
  ["size(str)", "The function is not allowed to be used this way in an expression; function: size"],
  [
    "size(size(str)) = :n",
    "Incorrect operand type for operator or function; operator or function: size, operand type: N",
  ],
  ["size(empty) < :n", "Attribute name is a reserved keyword; reserved keyword: empty"],
  ["((str = :s))", "The expression has redundant parentheses;"],
  ["(((str = :s)))", "The expression has redundant parentheses;"],
  ["str == :s", 'Syntax error; token: "=", near: "== :s"'],
  ["str = ", 'Syntax error; token: "<EOF>", near: "= "'],
  ["= :s", 'Syntax error; token: "=", near: "= :s"'],
  ["str", 'Syntax error; token: "<EOF>", near: "str"'],
  [":s", 'Syntax error; token: "<EOF>", near: ":s"'],
  ["str :s", 'Syntax error; token: ":s", near: "str :s"'],
  ["str = :s AND", 'Syntax error; token: "<EOF>", near: "AND"'],
  ["AND str = :s", 'Syntax error; token: "AND", near: "AND str"'],
  ["str = :s num = :n", 'Syntax error; token: "num", near: ":s num ="'],
  ["NOT", 'Syntax error; token: "<EOF>", near: "NOT"'],
  ["()", 'Syntax error; token: ")", near: "()"'],
  ["(str = :s", 'Syntax error; token: "<EOF>", near: ":s"'],
  ["str = :s)", 'Syntax error; token: ")", near: ":s)"'],
  ["str != :s", 'Syntax error; token: "!", near: "str !="'],
  ["str = 5", 'Syntax error; token: "5", near: "= 5"'],
  ["str = 'x'", 'Syntax error; token: "\'", near: "= \'x"'],
  ["str = :undefined", "An expression attribute value used in expression is not defined; attribute value: :undefined"],
  ["foo(str)", "Invalid function name; function: foo"],
  ["foo(str, :s)", "Invalid function name; function: foo"],
  ["status = :s", "Attribute name is a reserved keyword; reserved keyword: status"],
  ["name = :s", "Attribute name is a reserved keyword; reserved keyword: name"],
  ["ATTRIBUTE_EXISTS(str)", "Invalid function name; function: ATTRIBUTE_EXISTS"],
  ["lst[-1] = :a", 'Syntax error; token: "-", near: "[-1"'],
  ["lst[a] = :a", 'Syntax error; token: "a", near: "[a]"'],
  ["lst[00] = :a", 'Syntax error; token: "0", near: "00]"'],
  ["lst[99999999999] = :a", "List index is not within the allowable range; index: [99999999999]"],
  ["doc..x = :a", 'Syntax error; token: ".", near: "..x"'],
  [".doc = :a", 'Syntax error; token: ".", near: ".doc"'],
  ["doc.x. = :a", 'Syntax error; token: "=", near: ". = :a"'],
  ["list_append(lst, :l) = :l", "The function is not allowed in a condition expression; function: list_append"],
  ["if_not_exists(str, :s) = :s", "The function is not allowed in a condition expression; function: if_not_exists"],
  [
    "str = str",
    "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [str]",
  ],
  [
    "num < num",
    "The first operand must be distinct from the remaining operands for this operator or function; operator: <, first operand: [num]",
  ],
  ["num + :n = :n", 'Syntax error; token: "+", near: "num + :n"'],
  ["empty = :e", "Attribute name is a reserved keyword; reserved keyword: empty"],
  ["1a = :s", 'Syntax error; token: "1", near: "1a"'],
  ["_a = :s", 'Syntax error; token: "_", near: "_a"'],
  ["a-b = :s", 'Syntax error; token: "-", near: "a-b"'],
  ["a.1 = :s", 'Syntax error; token: "1", near: ".1 ="'],
  ["é = :s", 'Syntax error; token: "é", near: "é ="'],
  [
    "str BETWEEN :s AND :n AND num = :n",
    "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {S:hello}, upper bound operand: AttributeValue: {N:5}",
  ],
  [
    "str BETWEEN str AND :s",
    "The first operand must be distinct from the remaining operands for this operator or function; operator: BETWEEN, first operand: [str]",
  ],
  ["str BETWEEN :h, :s", 'Syntax error; token: ",", near: ":h, :s"'],
  [
    "lst BETWEEN :l AND :l",
    "Incorrect operand type for operator or function; operator or function: BETWEEN, operand type: L",
  ],
  ["AND = :s", 'Syntax error; token: "AND", near: "AND ="'],
  ["SET = :s", 'Syntax error; token: "SET", near: "SET ="'],
  ["#doc..x = :s", 'Syntax error; token: ".", near: "..x"'],
  ["status = :undefined", "Attribute name is a reserved keyword; reserved keyword: status"],
  ["doc.status = :s", "Attribute name is a reserved keyword; reserved keyword: status"],
];

onEachTarget((ask) => {
  beforeAll(async () => {
    await createThings(ask);
    await putThing(ask);
  });

  describe("a condition is refused", () => {
    it.each(refused)("%s", async (condition, problem) => {
      const answer = await ask("PutItem", {
        TableName: table,
        Item: thing,
        ConditionExpression: condition,
        ...placeholdersOf(condition),
      });
      expect(answer).toEqual({ error: "ValidationException", message: `Invalid ConditionExpression: ${problem}` });
    });
  });
});
