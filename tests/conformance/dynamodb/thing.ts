import type { Ask } from "./ask.ts";

/** The table and the item with every type that expressions are tried on. */

export const table = "things";

export const key = { p: { S: "x" }, s: { N: "1" } };

export const thing = {
  ...key,
  str: { S: "hello" },
  num: { N: "5" },
  bin: { B: "AQID" },
  yes: { BOOL: true },
  nul: { NULL: true },
  ss: { SS: ["a", "b"] },
  ns: { NS: ["1", "2"] },
  bs: { BS: ["AQ==", "Ag=="] },
  lst: { L: [{ S: "a" }, { N: "2" }, { M: { x: { N: "1" } } }] },
  doc: { M: { x: { S: "y" }, deep: { M: { l: { L: [{ N: "7" }] } } } } },
  empty: { S: "" },
};

const values: Readonly<Record<string, unknown>> = {
  ":s": { S: "hello" },
  ":h": { S: "he" },
  ":a": { S: "a" },
  ":z": { S: "z" },
  ":e": { S: "" },
  ":n": { N: "5" },
  ":n2": { N: "2.5" },
  ":n9": { N: "9" },
  ":b": { B: "AQI=" },
  ":b1": { B: "AQ==" },
  ":t": { BOOL: true },
  ":nul": { NULL: true },
  ":ss": { SS: ["b", "a"] },
  ":ns": { NS: ["2", "1"] },
  ":bs": { BS: ["Ag=="] },
  ":l": { L: [{ S: "a" }] },
  ":m": { M: { x: { S: "y" } } },
  ":type": { S: "S" },
  ":bad": { S: "Q" },
};

/** The placeholders an expression mentions: names stand for themselves, values for those above. */
export const placeholdersOf = (expression: string) => {
  const names = new Set(expression.match(/#\w+/g));
  const known = [...new Set(expression.match(/:\w+/g))].filter((name) => name in values && name !== ":undefined");
  return {
    ...(names.size === 0
      ? {}
      : { ExpressionAttributeNames: Object.fromEntries([...names].map((name) => [name, name.slice(1)])) }),
    ...(known.length === 0
      ? {}
      : { ExpressionAttributeValues: Object.fromEntries(known.map((name) => [name, values[name]])) }),
  };
};

export const createThings = (ask: Ask) =>
  ask("CreateTable", {
    TableName: table,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [
      { AttributeName: "p", KeyType: "HASH" },
      { AttributeName: "s", KeyType: "RANGE" },
    ],
    AttributeDefinitions: [
      { AttributeName: "p", AttributeType: "S" },
      { AttributeName: "s", AttributeType: "N" },
      { AttributeName: "g", AttributeType: "S" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "by-g",
        KeySchema: [{ AttributeName: "g", KeyType: "HASH" }],
        Projection: { ProjectionType: "ALL" },
      },
    ],
  });

export const putThing = (ask: Ask) => ask("PutItem", { TableName: table, Item: thing });
