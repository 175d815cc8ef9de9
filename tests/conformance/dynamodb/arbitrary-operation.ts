import fc from "fast-check";
import {
  attributes,
  conditional,
  conditionalUpdate,
  filtered,
  surelyConditional,
  type Value,
} from "./arbitrary-expression.ts";

/** One request to either target. `TableName` is put in when it is sent. */
export type Operation = { readonly name: string; readonly input: Readonly<Record<string, unknown>> };

export type WithTable = (tableName: string) => Operation;

const key = fc.record({
  p: fc.constantFrom({ S: "x" }, { S: "y" }),
  s: fc.constantFrom({ N: "1" }, { N: "2" }, { N: "10" }),
});

const item = fc.tuple(attributes, key).map(([rest, keys]) => ({ ...rest, ...keys }));

const failureValues = fc.constantFrom({}, { ReturnValuesOnConditionCheckFailure: "ALL_OLD" });

const returnValues = (...names: readonly string[]) =>
  fc.constantFrom(...names).map((ReturnValues) => ({ ReturnValues }));

const putPart = fc.tuple(item, conditional, failureValues).map(([Item, ...rest]) => Object.assign({ Item }, ...rest));
const deletePart = fc.tuple(key, conditional, failureValues).map(([Key, ...rest]) => Object.assign({ Key }, ...rest));
const updatePart = fc
  .tuple(key, conditionalUpdate, failureValues)
  .map(([Key, ...rest]) => Object.assign({ Key }, ...rest));
const checkPart = fc
  .tuple(key, surelyConditional, failureValues)
  .map(([Key, ...rest]) => Object.assign({ Key }, ...rest));

type Part = Readonly<Record<string, unknown>>;

const single = (name: string, part: fc.Arbitrary<Part>, ...returned: readonly string[]): fc.Arbitrary<WithTable> =>
  fc.tuple(part, returnValues("NONE", ...returned)).map(([given, values]) => (TableName: string) => ({
    name,
    input: { TableName, ...given, ...values },
  }));

const transactionPart = fc.oneof(
  putPart.map((part: Part) => ["Put", part] as const),
  deletePart.map((part: Part) => ["Delete", part] as const),
  updatePart.map((part: Part) => ["Update", part] as const),
  checkPart.map((part: Part) => ["ConditionCheck", part] as const),
);

const keyOfPart = ([, part]: readonly [string, Part]): string => {
  const { p, s } = (part["Key"] ?? part["Item"]) as Record<string, Value>;
  return JSON.stringify([p, s]);
};

/** DynamoDB Local tells of two parts on one item only when it comes to the second (differences.test.ts). */
const transaction = fc
  .uniqueArray(transactionPart, { minLength: 1, maxLength: 3, selector: keyOfPart })
  .map((parts) => (TableName: string) => ({
    name: "TransactWriteItems",
    input: { TransactItems: parts.map(([kind, part]) => ({ [kind]: { TableName, ...part } })) },
  }));

const transactionGet = fc.array(key, { minLength: 1, maxLength: 3 }).map((keys) => (TableName: string) => ({
  name: "TransactGetItems",
  input: { TransactItems: keys.map((Key) => ({ Get: { TableName, Key } })) },
}));

const batchWrite = fc
  .array(
    fc.oneof(
      item.map((Item: Value) => ({ PutRequest: { Item } })),
      key.map((Key: Value) => ({ DeleteRequest: { Key } })),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((requests) => (tableName: string) => ({
    name: "BatchWriteItem",
    input: { RequestItems: { [tableName]: requests } },
  }));

const batchGet = fc.array(key, { minLength: 1, maxLength: 4 }).map((Keys) => (tableName: string) => ({
  name: "BatchGetItem",
  input: { RequestItems: { [tableName]: { Keys } } },
}));

const get = fc
  .tuple(key, fc.constantFrom({}, { ProjectionExpression: "a, doc.x, li[0], st" }, { ConsistentRead: true }))
  .map(([Key, more]) => (TableName: string) => ({ name: "GetItem", input: { TableName, Key, ...more } }));

const keyCondition = fc.constantFrom(
  { KeyConditionExpression: "p = :p", values: { ":p": { S: "x" } } },
  { KeyConditionExpression: "p = :p AND s > :s", values: { ":p": { S: "x" }, ":s": { N: "1" } } },
  {
    KeyConditionExpression: "p = :p AND s BETWEEN :s AND :t",
    values: { ":p": { S: "y" }, ":s": { N: "2" }, ":t": { N: "10" } },
  },
  { IndexName: "by-g", KeyConditionExpression: "g = :g", values: { ":g": { S: "g1" } } },
  { IndexName: "by-g", KeyConditionExpression: "g = :g AND h >= :h", values: { ":g": { S: "g2" }, ":h": { N: "1" } } },
);

const reading = fc.record({ Limit: fc.constantFrom(1, 2, 5) }, { requiredKeys: [] });

/** A filter may not speak of the keys that are queried by. */
const query = fc
  .tuple(keyCondition, filtered, reading, fc.boolean())
  .map(([{ values, ...condition }, filter, limit, ScanIndexForward]) => (TableName: string) => ({
    name: "Query",
    input: {
      TableName,
      ScanIndexForward,
      ...condition,
      ...filter,
      ...limit,
      ExpressionAttributeValues: { ...(filter["ExpressionAttributeValues"] ?? {}), ...values },
    },
  }));

const scan = fc
  .tuple(filtered, reading, fc.constantFrom({}, { IndexName: "by-g" }))
  .map(([filter, limit, index]) => (TableName: string) => ({
    name: "Scan",
    input: { TableName, ...filter, ...limit, ...index },
  }));

export const operation: fc.Arbitrary<WithTable> = fc.oneof(
  { arbitrary: single("PutItem", putPart, "ALL_OLD"), weight: 5 },
  { arbitrary: single("UpdateItem", updatePart, "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"), weight: 6 },
  { arbitrary: single("DeleteItem", deletePart, "ALL_OLD"), weight: 2 },
  { arbitrary: transaction, weight: 3 },
  transactionGet,
  batchWrite,
  batchGet,
  get,
  { arbitrary: query, weight: 3 },
  scan,
);
