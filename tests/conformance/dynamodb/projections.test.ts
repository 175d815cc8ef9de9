import { beforeAll, describe, expect, it } from "vitest";
import { onEachTarget } from "./targets.ts";
import { createThings, key, placeholdersOf, putThing, table } from "./thing.ts";

const projections: readonly (readonly [projection: string, item: unknown])[] = [
  ["str", { str: { S: "hello" } }],
  ["str, num", { str: { S: "hello" }, num: { N: "5" } }],
  ["doc.x", { doc: { M: { x: { S: "y" } } } }],
  ["doc.x, doc.deep", { doc: { M: { x: { S: "y" }, deep: { M: { l: { L: [{ N: "7" }] } } } } } }],
  ["doc.deep.l[0]", { doc: { M: { deep: { M: { l: { L: [{ N: "7" }] } } } } } }],
  ["lst[0]", { lst: { L: [{ S: "a" }] } }],
  ["lst[2], lst[0]", { lst: { L: [{ S: "a" }, { M: { x: { N: "1" } } }] } }],
  ["lst[0], lst[2].x", { lst: { L: [{ S: "a" }, { M: { x: { N: "1" } } }] } }],
  ["nope", {}],
  ["nope.x", {}],
  ["str.x", {}],
  ["lst[9]", {}],
  ["#str", { str: { S: "hello" } }],
  ["#nope", {}],
  ["lst[0].x, str", { str: { S: "hello" } }],
  ["p", { p: { S: "x" } }],
  ["s, p", { s: { N: "1" }, p: { S: "x" } }],
  ["doc.nope", {}],
  ["doc.deep.l[0], doc.deep.l[1]", { doc: { M: { deep: { M: { l: { L: [{ N: "7" }] } } } } } }],
  ["#doc.#deep.#l", { doc: { M: { deep: { M: { l: { L: [{ N: "7" }] } } } } } }],
  ["doc.x, doc.deep.l", { doc: { M: { x: { S: "y" }, deep: { M: { l: { L: [{ N: "7" }] } } } } } }],
  ["lst[0], str, lst[1]", { lst: { L: [{ S: "a" }, { N: "2" }] }, str: { S: "hello" } }],
];

const refused: readonly (readonly [projection: string, problem: string])[] = [
  [
    "str, str",
    "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [str], path two: [str]",
  ],
  [
    "doc, doc.x",
    "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [doc], path two: [doc, x]",
  ],
  [
    "doc.x, doc[0]",
    "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [doc, x], path two: [doc, [0]]",
  ],
  [
    "lst[0], lst",
    "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [lst, [0]], path two: [lst]",
  ],
  ["str num", 'Syntax error; token: "num", near: "str num"'],
  [",str", 'Syntax error; token: ",", near: ",str"'],
  ["str,", 'Syntax error; token: "<EOF>", near: ","'],
  ["status", "Attribute name is a reserved keyword; reserved keyword: status"],
  [":s", 'Syntax error; token: ":s", near: ":s"'],
  ["size(str)", 'Syntax error; token: "(", near: "size(str"'],
  ["(str)", 'Syntax error; token: "(", near: "(str"'],
  ["str;", 'Syntax error; token: ";", near: "str;"'],
  [
    "lst[1], lst[1]",
    "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [lst, [1]], path two: [lst, [1]]",
  ],
  ["AND", 'Syntax error; token: "AND", near: "AND"'],
];

onEachTarget((ask) => {
  beforeAll(async () => {
    await createThings(ask);
    await putThing(ask);
  });

  const get = (projection: string) =>
    ask("GetItem", {
      TableName: table,
      Key: key,
      ProjectionExpression: projection,
      ...(projection.includes(":") ? {} : placeholdersOf(projection)),
    });

  describe("a projection selects", () => {
    it.each(projections)("%s", async (projection, Item) => {
      expect(await get(projection)).toEqual({ Item });
    });
  });

  describe("a projection is refused", () => {
    it.each(refused)("%s", async (projection, problem) => {
      const message = `Invalid ProjectionExpression: ${problem}`;
      expect(await get(projection)).toEqual({ error: "ValidationException", message });
    });
  });
});
