import { beforeEach, beforeAll, describe, expect, it } from "vitest";
import { onEachTarget } from "./targets.ts";
import { createThings, key, placeholdersOf, putThing, table, thing } from "./thing.ts";

/** What UPDATED_OLD and UPDATED_NEW give back; `null` is no attributes at all. */
const updated: readonly (readonly [update: string, old: unknown, fresh: unknown])[] = [
  ["SET a = :s", null, { a: { S: "hello" } }],
  ["SET num = num + :n2", { num: { N: "5" } }, { num: { N: "7.5" } }],
  [
    "SET doc.x = :n",
    { doc: { M: { x: { S: "y" }, deep: { M: { l: { L: [{ N: "7" }] } } } } } },
    { doc: { M: { x: { N: "5" }, deep: { M: { l: { L: [{ N: "7" }] } } } } } },
  ],
  [
    "SET doc.neu = :n",
    null,
    { doc: { M: { x: { S: "y" }, deep: { M: { l: { L: [{ N: "7" }] } } }, neu: { N: "5" } } } },
  ],
  [
    "SET lst[0] = :s",
    { lst: { L: [{ S: "a" }, { N: "2" }, { M: { x: { N: "1" } } }] } },
    { lst: { L: [{ S: "hello" }, { N: "2" }, { M: { x: { N: "1" } } }] } },
  ],
  ["SET lst[9] = :s, lst[7] = :n", null, null],
  ["REMOVE str", { str: { S: "hello" } }, null],
  ["REMOVE nope", null, null],
  [
    "REMOVE lst[0]",
    { lst: { L: [{ S: "a" }, { N: "2" }, { M: { x: { N: "1" } } }] } },
    { lst: { L: [{ N: "2" }, { M: { x: { N: "1" } } }] } },
  ],
  ["REMOVE lst[9]", null, null],
  ["REMOVE doc.x", { doc: { M: { x: { S: "y" }, deep: { M: { l: { L: [{ N: "7" }] } } } } } }, null],
  ["REMOVE doc.deep.l[0]", { doc: { M: { x: { S: "y" }, deep: { M: { l: { L: [{ N: "7" }] } } } } } }, null],
  ["ADD nope :n", null, { nope: { N: "5" } }],
  ["ADD ss :ss", { ss: { SS: ["a", "b"] } }, { ss: { SS: ["a", "b"] } }],
  ["ADD lst[9] :n", null, null],
  ["DELETE ss :ss", { ss: { SS: ["a", "b"] } }, null],
  ["DELETE nope :ss", null, null],
  ["REMOVE str SET a = str", { str: { S: "hello" } }, { a: { S: "hello" } }],
  [
    "SET a = :s ADD num :n DELETE ss :ss REMOVE nul",
    { num: { N: "5" }, nul: { NULL: true }, ss: { SS: ["a", "b"] } },
    { num: { N: "10" }, a: { S: "hello" } },
  ],
  [
    "SET lst[5] = :s REMOVE lst[0]",
    { lst: { L: [{ S: "a" }, { N: "2" }, { M: { x: { N: "1" } } }] } },
    { lst: { L: [{ N: "2" }, { M: { x: { N: "1" } } }, { S: "hello" }] } },
  ],
  [
    "SET #doc.#deep.#l[0] = #doc.#x",
    { doc: { M: { x: { S: "y" }, deep: { M: { l: { L: [{ N: "7" }] } } } } } },
    { doc: { M: { x: { S: "y" }, deep: { M: { l: { L: [{ S: "y" }] } } } } } },
  ],
];

const other = { p: { S: "x" }, s: { N: "2" } };

onEachTarget((ask) => {
  beforeAll(() => createThings(ask));
  beforeEach(async () => {
    await putThing(ask);
    await ask("DeleteItem", { TableName: table, Key: other });
  });

  const update = (text: string, ReturnValues: string, Key: unknown = key) =>
    ask("UpdateItem", { TableName: table, Key, UpdateExpression: text, ReturnValues, ...placeholdersOf(text) });

  describe("UPDATED_OLD and UPDATED_NEW give back what was named", () => {
    it.each(updated)("%s", async (text, old, fresh) => {
      expect(await update(text, "UPDATED_OLD")).toEqual(old === null ? {} : { Attributes: old });
      await putThing(ask);
      expect(await update(text, "UPDATED_NEW")).toEqual(fresh === null ? {} : { Attributes: fresh });
    });
  });

  it("gives back the whole item as it was or is", async () => {
    expect(await update("SET a = :s", "ALL_OLD")).toEqual({ Attributes: thing });
    expect(await update("REMOVE a", "ALL_NEW")).toEqual({ Attributes: thing });
    expect(await update("SET a = :s", "NONE")).toEqual({});
  });

  it("gives back nothing old of an item that an update creates", async () => {
    expect(await update("SET a = :s", "ALL_OLD", other)).toEqual({});
    await ask("DeleteItem", { TableName: table, Key: other });
    expect(await update("SET a = :s", "UPDATED_OLD", other)).toEqual({});
    expect(await ask("GetItem", { TableName: table, Key: other })).toEqual({ Item: { ...other, a: { S: "hello" } } });
  });

  it("creates an item of its key alone when an update names nothing", async () => {
    const answer = await ask("UpdateItem", { TableName: table, Key: other, ReturnValues: "ALL_NEW" });
    expect(answer).toEqual({ Attributes: other });
  });

  it("gives back what a put replaced and a deletion removed", async () => {
    const put = { TableName: table, Item: { ...key, a: { N: "1" } }, ReturnValues: "ALL_OLD" };
    expect(await ask("PutItem", put)).toEqual({ Attributes: thing });
    const deletion = { TableName: table, Key: key, ReturnValues: "ALL_OLD" };
    expect(await ask("DeleteItem", deletion)).toEqual({ Attributes: put.Item });
    expect(await ask("PutItem", put)).toEqual({});
  });

  it.each(["PutItem", "DeleteItem", "UpdateItem"])("refuses other words for it in %s", async (operation) => {
    const target = operation === "PutItem" ? { Item: key } : { Key: key };
    expect(await ask(operation, { TableName: table, ...target, ReturnValues: "EVERYTHING" })).toEqual({
      error: "ValidationException",
      message: "Return values set to invalid value",
    });
  });

  it.each(["ALL_NEW", "UPDATED_NEW", "UPDATED_OLD"])("refuses %s for a put and a deletion", async (ReturnValues) => {
    const refusal = { error: "ValidationException", message: "Return values set to invalid value" };
    expect(await ask("PutItem", { TableName: table, Item: key, ReturnValues })).toEqual(refusal);
    expect(await ask("DeleteItem", { TableName: table, Key: key, ReturnValues })).toEqual(refusal);
  });
});
