import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AttributeValue, Item } from "../../local/aws/dynamodb/attribute-value.ts";
import { applyUpdate } from "../../local/aws/dynamodb/expression/apply-update.ts";
import { parseCondition } from "../../local/aws/dynamodb/expression/condition.ts";
import { holds } from "../../local/aws/dynamodb/expression/holds.ts";
import { Placeholders } from "../../local/aws/dynamodb/expression/placeholders.ts";
import { parseUpdate } from "../../local/aws/dynamodb/expression/update.ts";

const item: Item = {
  n: { N: "5" },
  s: { S: "hello" },
  b: { B: Buffer.from([1, 2, 3]).toString("base64") },
  yes: { BOOL: true },
  l: { L: [{ N: "1" }, { S: "x" }] },
  m: { M: { deep: { M: { n: { N: "7" } } } } },
  ss: { SS: ["a", "b"] },
};

const check = (expression: string, values: Record<string, AttributeValue> = {}, names?: Record<string, string>) => {
  const placeholders = new Placeholders(names, Object.keys(values).length === 0 ? undefined : values);
  return holds(parseCondition("ConditionExpression", expression, placeholders), item);
};

const update = (expression: string, values?: Record<string, AttributeValue>, before: Item = item) =>
  applyUpdate(parseUpdate(expression, new Placeholders(undefined, values)), before);

describe("conditions", () => {
  it.each<[boolean, string, Record<string, AttributeValue>]>([
    [false, "n = :v", { ":v": { N: "6" } }],
    [true, "n = :v", { ":v": { N: "5" } }],
    [false, "n = :v", { ":v": { S: "5" } }],
    [true, "n <> :v", { ":v": { S: "5" } }],
    [true, "gone <> :v", { ":v": { N: "5" } }],
    [false, "gone < :v", { ":v": { N: "5" } }],
    [true, "n > :v", { ":v": { N: "-10" } }],
    [false, "n < :v", { ":v": { S: "9" } }],
    [true, "n BETWEEN :a AND :b", { ":a": { N: "4.9" }, ":b": { N: "10" } }],
    [true, "n IN (:a, :b)", { ":a": { S: "5" }, ":b": { N: "5" } }],
    [true, "begins_with(s, :p)", { ":p": { S: "he" } }],
    [true, "begins_with(b, :p)", { ":p": { B: Buffer.from([1, 2]).toString("base64") } }],
    [true, "contains(s, :p)", { ":p": { S: "ll" } }],
    [true, "contains(ss, :p)", { ":p": { S: "b" } }],
    [true, "contains(l, :p)", { ":p": { S: "x" } }],
    [false, "contains(n, :p)", { ":p": { N: "5" } }],
    [true, "size(l) = :v", { ":v": { N: "2" } }],
    [true, "size(b) = :v", { ":v": { N: "3" } }],
    [false, "size(n) = :v", { ":v": { N: "1" } }],
    [true, "attribute_type(m.deep, :t)", { ":t": { S: "M" } }],
    [true, "m.deep.n = :v", { ":v": { N: "7" } }],
    [true, "l[1] = :v", { ":v": { S: "x" } }],
    [true, "attribute_not_exists(l[2]) and attribute_exists(m.deep.n)", {}],
    [true, "ss = :v", { ":v": { SS: ["b", "a"] } }],
  ])("says %s for %s", (expected, expression, values) => {
    expect(check(expression, values)).toBe(expected);
  });

  it("does not take JavaScript's own properties for attributes", () => {
    expect(check("attribute_exists(#c)", {}, { "#c": "constructor" })).toBe(false);
    expect(check("attribute_exists(m.#c)", {}, { "#c": "toString" })).toBe(false);
  });

  it("binds NOT before AND before OR, as JavaScript does", () => {
    const truth = fc.boolean();
    const operator = fc.constantFrom("AND", "OR", "AND NOT", "OR NOT");
    fc.assert(
      fc.property(truth, fc.array(fc.tuple(operator, truth), { maxLength: 6 }), (first, rest) => {
        const atom = (value: boolean) => (value ? "attribute_exists(n)" : "attribute_exists(gone)");
        const expression = [atom(first), ...rest.map(([word, value]) => `${word} ${atom(value)}`)].join(" ");
        // Sums of products: split at OR, every part must hold all of its factors.
        const expected = expression
          .split(" OR ")
          .some((part) => part.split(" AND ").every((factor) => factor.includes("(n)") !== factor.startsWith("NOT ")));
        expect(check(expression)).toBe(expected);
      }),
    );
  });

  it.each([
    ["((n = :v))", "redundant parentheses"],
    ["n BETWEEN :v AND :low", "upper bound to be greater than or equal to lower bound"],
    ["n = n", "first operand must be distinct"],
    ["n = :v AND", 'Syntax error; token: "<EOF>"'],
    ["n = :v)", 'Syntax error; token: ")", near: ":v)"'],
    ["foo(n)", "Invalid function name; function: foo"],
    ["yes < :yes", "Incorrect operand type"],
    ["if_not_exists(n, :v) = :v", "not allowed in a condition expression"],
    ["attribute_type(n, :yes)", "Incorrect operand type"],
    ["n = :v AND name = :v", "reserved keyword: name"],
  ])("refuses %s", (expression, message) => {
    const values = { ":v": { N: "5" }, ":low": { N: "1" }, ":yes": { BOOL: true } };
    const parse = () => parseCondition("ConditionExpression", expression, new Placeholders(undefined, values));
    expect(parse).toThrow(message);
  });
});

describe("updates", () => {
  it("keeps attributes the expression does not name", () => {
    const { s, ...rest } = item;
    expect(update("REMOVE s")).toEqual(rest);
    expect(s).toBeDefined();
  });

  it("appends positions behind the end in their order, and removes by the old positions", () => {
    const before: Item = { l: { L: [{ S: "a" }, { S: "b" }, { S: "c" }] } };
    const values = { ":x": { S: "x" }, ":y": { S: "y" } };
    expect(update("SET l[20] = :y, l[10] = :x REMOVE l[0], l[2]", values, before)).toEqual({
      l: { L: [{ S: "b" }, { S: "x" }, { S: "y" }] },
    });
  });

  it("swaps two attributes, since all operands are read before", () => {
    expect(update("SET s = n, n = s")).toMatchObject({ s: { N: "5" }, n: { S: "hello" } });
  });

  it("makes a set without members no attribute", () => {
    expect(update("DELETE ss :v", { ":v": { SS: ["a", "b", "c"] } })).not.toHaveProperty("ss");
  });

  it.each([
    ["SET x = s + :one", "incorrect data type"],
    ["SET x = gone", "does not exist in the item"],
    ["SET gone.x = :one", "invalid for update"],
    ["REMOVE gone.x", "invalid for update"],
    ["ADD s :one", "incorrect data type"],
    ["DELETE n :set", "incorrect data type"],
    ["SET x = list_append(n, l)", "incorrect data type"],
  ])("refuses %s on this item", (expression, message) => {
    const values: Record<string, AttributeValue> = { ":one": { N: "1" }, ":set": { SS: ["a"] } };
    expect(() => update(expression, values)).toThrow(message);
  });
});
