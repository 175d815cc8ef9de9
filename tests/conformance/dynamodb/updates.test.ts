import { beforeAll, describe, expect, it } from "vitest";
import { onEachTarget } from "./targets.ts";
import { createThings, key, placeholdersOf, putThing, table, thing } from "./thing.ts";

/** What an update makes of the thing: attributes with their new values, `null` for those that are gone. */
const updates: readonly (readonly [update: string, changes: Readonly<Record<string, unknown>>])[] = [
  ["SET a = :s", { a: { S: "hello" } }],
  ["SET a = :s, b = :n", { a: { S: "hello" }, b: { N: "5" } }],
  ["set a = :s", { a: { S: "hello" } }],
  ["SET a = num + :n", { a: { N: "10" } }],
  ["SET a = num - :n", { a: { N: "0" } }],
  ["SET a = :n + :n2", { a: { N: "7.5" } }],
  ["SET a = num + num", { a: { N: "10" } }],
  ["SET a = (num + :n)", { a: { N: "10" } }],
  ["SET a = str", { a: { S: "hello" } }],
  ["SET num = num + :n2", { num: { N: "7.5" } }],
  ["SET a = if_not_exists(nope, :s)", { a: { S: "hello" } }],
  ["SET a = if_not_exists(str, :n)", { a: { S: "hello" } }],
  ["SET a = if_not_exists(nope, num) + :n", { a: { N: "10" } }],
  ["SET a = if_not_exists(nope, if_not_exists(nope2, :s))", { a: { S: "hello" } }],
  ["SET num = if_not_exists(num, :n) - :n2", { num: { N: "2.5" } }],
  ["SET a = list_append(lst, :l)", { a: { L: [{ S: "a" }, { N: "2" }, { M: { x: { N: "1" } } }, { S: "a" }] } }],
  ["SET a = list_append(:l, lst)", { a: { L: [{ S: "a" }, { S: "a" }, { N: "2" }, { M: { x: { N: "1" } } }] } }],
  ["SET a = list_append(:l, :l)", { a: { L: [{ S: "a" }, { S: "a" }] } }],
  ["SET a = list_append(if_not_exists(nope, :l), :l)", { a: { L: [{ S: "a" }, { S: "a" }] } }],
  [
    "SET lst = list_append(lst, lst)",
    {
      lst: { L: [{ S: "a" }, { N: "2" }, { M: { x: { N: "1" } } }, { S: "a" }, { N: "2" }, { M: { x: { N: "1" } } }] },
    },
  ],
  ["SET doc.x = :n", { doc: { M: { x: { N: "5" }, deep: { M: { l: { L: [{ N: "7" }] } } } } } }],
  ["SET doc.neu = :n", { doc: { M: { x: { S: "y" }, deep: { M: { l: { L: [{ N: "7" }] } } }, neu: { N: "5" } } } }],
  ["SET doc.deep.l[0] = :s", { doc: { M: { x: { S: "y" }, deep: { M: { l: { L: [{ S: "hello" }] } } } } } }],
  [
    "SET doc.deep.l[5] = :s",
    { doc: { M: { x: { S: "y" }, deep: { M: { l: { L: [{ N: "7" }, { S: "hello" }] } } } } } },
  ],
  ["SET lst[0] = :s", { lst: { L: [{ S: "hello" }, { N: "2" }, { M: { x: { N: "1" } } }] } }],
  [
    "SET lst[9] = :s, lst[7] = :n",
    { lst: { L: [{ S: "a" }, { N: "2" }, { M: { x: { N: "1" } } }, { N: "5" }, { S: "hello" }] } },
  ],
  ["SET lst[1] = lst[0], lst[0] = lst[1]", { lst: { L: [{ N: "2" }, { S: "a" }, { M: { x: { N: "1" } } }] } }],
  ["SET lst[2].x = :s", { lst: { L: [{ S: "a" }, { N: "2" }, { M: { x: { S: "hello" } } }] } }],
  ["SET lst[2].y = :s", { lst: { L: [{ S: "a" }, { N: "2" }, { M: { x: { N: "1" }, y: { S: "hello" } } }] } }],
  ["SET doc = :m", { doc: { M: { x: { S: "y" } } } }],
  ["SET doc.x = :s, doc.deep = :n", { doc: { M: { x: { S: "hello" }, deep: { N: "5" } } } }],
  ["REMOVE str", { str: null }],
  ["REMOVE nope", {}],
  ["REMOVE lst[0]", { lst: { L: [{ N: "2" }, { M: { x: { N: "1" } } }] } }],
  ["REMOVE lst[0], lst[2]", { lst: { L: [{ N: "2" }] } }],
  ["REMOVE lst[9]", {}],
  ["REMOVE doc.x", { doc: { M: { deep: { M: { l: { L: [{ N: "7" }] } } } } } }],
  ["REMOVE doc.nope", {}],
  ["REMOVE doc.deep.l[0]", { doc: { M: { x: { S: "y" }, deep: { M: { l: { L: [] } } } } } }],
  ["REMOVE str, num", { str: null, num: null }],
  ["REMOVE doc.deep.l", { doc: { M: { x: { S: "y" }, deep: { M: {} } } } }],
  ["ADD num :n", { num: { N: "10" } }],
  ["ADD nope :n", { nope: { N: "5" } }],
  ["ADD ss :ss", {}],
  ["ADD ns :ns", {}],
  ["ADD nope :ss", { nope: { SS: ["a", "b"] } }],
  ["ADD doc.cnt :n", { doc: { M: { x: { S: "y" }, deep: { M: { l: { L: [{ N: "7" }] } } }, cnt: { N: "5" } } } }],
  ["ADD lst[1] :n", { lst: { L: [{ S: "a" }, { N: "7" }, { M: { x: { N: "1" } } }] } }],
  ["ADD lst[9] :n", { lst: { L: [{ S: "a" }, { N: "2" }, { M: { x: { N: "1" } } }, { N: "5" }] } }],
  ["DELETE ss :ss", { ss: null }],
  ["DELETE ns :ns", { ns: null }],
  ["DELETE nope :ss", {}],
  ["SET a = :s REMOVE str", { str: null, a: { S: "hello" } }],
  ["REMOVE str SET a = str", { str: null, a: { S: "hello" } }],
  ["SET a = :s ADD num :n DELETE ss :ss REMOVE nul", { num: { N: "10" }, nul: null, ss: null, a: { S: "hello" } }],
  ["SET lst[0] = :s REMOVE lst[1]", { lst: { L: [{ S: "hello" }, { M: { x: { N: "1" } } }] } }],
  ["SET lst[1] = :s REMOVE lst[0]", { lst: { L: [{ S: "hello" }, { M: { x: { N: "1" } } }] } }],
  ["SET lst[5] = :s REMOVE lst[0]", { lst: { L: [{ N: "2" }, { M: { x: { N: "1" } } }, { S: "hello" }] } }],
  ["SET #a = :s", { a: { S: "hello" } }],
  ["SET a = lst[0]", { a: { S: "a" } }],
  ["SET a = doc.deep", { a: { M: { l: { L: [{ N: "7" }] } } } }],
  ["SET a = doc.deep.l[0] + :n", { a: { N: "12" } }],
  ["SET g = :s", { g: { S: "hello" } }],
  ["SET h = :n", { h: { N: "5" } }],
  ["SET h = :s", { h: { S: "hello" } }],
  ["REMOVE g", {}],
  ["SET h = num + :n", { h: { N: "10" } }],
  ["SET a = :e", { a: { S: "" } }],
  ["SET a = :nul", { a: { NULL: true } }],
  ["SET a = :t", { a: { BOOL: true } }],
  ["SET a = if_not_exists(lst[9], :s)", { a: { S: "hello" } }],
  ["SET a = if_not_exists(doc.nope.x, :s)", { a: { S: "hello" } }],
  ["SET lst[0] = :s, lst[9] = :n", { lst: { L: [{ S: "hello" }, { N: "2" }, { M: { x: { N: "1" } } }, { N: "5" }] } }],
  ["ADD num :n, nope :n", { num: { N: "10" }, nope: { N: "5" } }],
  ["DELETE ss :ss, ns :ns", { ss: null, ns: null }],
  ["SET a = (:n) + (:n)", { a: { N: "10" } }],
  ["ADD bs :bs", {}],
  ["DELETE bs :bs", { bs: { BS: ["AQ=="] } }],
  ["SET #doc.#deep.#l[0] = #doc.#x", { doc: { M: { x: { S: "y" }, deep: { M: { l: { L: [{ S: "y" }] } } } } } }],
  [
    "SET lst[3] = :a, lst[4] = :z, lst[2] = :n",
    { lst: { L: [{ S: "a" }, { N: "2" }, { N: "5" }, { S: "a" }, { S: "z" }] } },
  ],
  ["REMOVE lst[2], lst[0], lst[1]", { lst: { L: [] } }],
  ["SET g = :a", { g: { S: "a" } }],
  ["SET a = doc.deep.l[0] - num", { a: { N: "2" } }],
];

onEachTarget((ask) => {
  beforeAll(() => createThings(ask));

  describe("an update", () => {
    it.each(updates)("%s", async (update, changes) => {
      await putThing(ask);
      const { Attributes } = await ask("UpdateItem", {
        TableName: table,
        Key: key,
        UpdateExpression: update,
        ReturnValues: "ALL_NEW",
        ...placeholdersOf(update),
      });
      const all: Readonly<Record<string, unknown>> = { ...thing, ...changes };
      const expected = Object.entries(all).filter(([, value]) => value !== null);
      expect(Attributes).toEqual(Object.fromEntries(expected));
      expect(await ask("GetItem", { TableName: table, Key: key })).toEqual({ Item: Attributes });
    });
  });
});
