import { beforeAll, describe, expect, it } from "vitest";
import { onEachTarget, type TargetName } from "./targets.ts";
import { createThings, key, placeholdersOf, putThing, table } from "./thing.ts";

const guide = "https://docs.aws.amazon.com/amazondynamodb/latest";

/** Where DynamoDB Local is not as DynamoDB. The stand-in is; `source` says how DynamoDB is known to answer. */
const differences: readonly {
  readonly name: string;
  readonly source: string;
  readonly request: readonly [operation: string, body: unknown];
  readonly answers: Readonly<Record<TargetName, unknown>>;
}[] = [
  {
    name: "a number keeps no trailing zeros",
    source: `${guide}/developerguide/HowItWorks.NamingRulesDataTypes.html`,
    request: [
      "UpdateItem",
      {
        TableName: table,
        Key: key,
        UpdateExpression: "SET a = :n + :n2",
        ExpressionAttributeValues: { ":n": { N: "1" }, ":n2": { N: "2.50" } },
        ReturnValues: "UPDATED_NEW",
      },
    ],
    answers: {
      "the stand-in": { Attributes: { a: { N: "3.5" } } },
      "DynamoDB Local": { Attributes: { a: { N: "3.50" } } },
    },
  },
  {
    name: "a table that is not there",
    source: "https://github.com/architect/dynalite (tests that were run on DynamoDB itself)",
    request: ["GetItem", { TableName: "nowhere", Key: key }],
    answers: {
      "the stand-in": { error: "ResourceNotFoundException", message: "Requested resource not found" },
      "DynamoDB Local": {
        error: "ResourceNotFoundException",
        message: "Cannot do operations on a non-existent table",
      },
    },
  },
  {
    name: "a key that lacks an attribute",
    source: "https://github.com/architect/dynalite (tests that were run on DynamoDB itself)",
    request: ["GetItem", { TableName: table, Key: { p: { S: "x" } } }],
    answers: {
      "the stand-in": {
        error: "ValidationException",
        message: "The provided key element does not match the schema",
      },
      "DynamoDB Local": {
        error: "ValidationException",
        message: "The number of conditions on the keys is invalid",
      },
    },
  },
  {
    name: "a number with more than 38 digits",
    source: "https://github.com/architect/dynalite (tests that were run on DynamoDB itself)",
    request: ["PutItem", { TableName: table, Item: { ...key, n: { N: "1".repeat(39) } } }],
    answers: {
      "the stand-in": {
        error: "ValidationException",
        message: "Attempting to store more than 38 significant digits in a Number",
      },
      "DynamoDB Local": {
        error: "ValidationException",
        message: "DynamoDB only supports precision up to 38 digits",
      },
    },
  },
  {
    name: "an index key of a wrong type in an update",
    source: `${guide}/APIReference/API_TransactWriteItems.html (messages of ValidationError)`,
    request: [
      "UpdateItem",
      { TableName: table, Key: key, UpdateExpression: "SET g = :n", ...placeholdersOf("SET g = :n") },
    ],
    answers: {
      "the stand-in": {
        error: "ValidationException",
        message: "The update expression attempted to update the secondary index key to unsupported type",
      },
      "DynamoDB Local": {
        error: "ValidationException",
        message: "One or more parameter values were invalid: Type mismatch for Index Key",
      },
    },
  },
  {
    name: "a transaction whose update does not fit its item is cancelled",
    source: `${guide}/APIReference/API_TransactWriteItems.html (ValidationError among the reasons)`,
    request: [
      "TransactWriteItems",
      { TransactItems: [{ Update: { TableName: table, Key: key, UpdateExpression: "SET a = nope" } }] },
    ],
    answers: {
      "the stand-in": {
        error: "TransactionCanceledException",
        message: "Transaction cancelled, please refer cancellation reasons for specific reasons [ValidationError]",
        CancellationReasons: [
          {
            Code: "ValidationError",
            Message: "The provided expression refers to an attribute that does not exist in the item",
          },
        ],
      },
      "DynamoDB Local": {
        error: "ValidationException",
        message: "The provided expression refers to an attribute that does not exist in the item",
      },
    },
  },
  {
    name: "reading what is not there costs what the smallest item costs",
    source: `${guide}/developerguide/read-write-operations.html`,
    request: [
      "BatchGetItem",
      {
        RequestItems: { [table]: { Keys: [{ p: { S: "x" }, s: { N: "404" } }], ConsistentRead: true } },
        ReturnConsumedCapacity: "TOTAL",
      },
    ],
    answers: {
      "the stand-in": {
        Responses: { [table]: [] },
        UnprocessedKeys: {},
        ConsumedCapacity: [{ TableName: table, CapacityUnits: 1 }],
      },
      "DynamoDB Local": {
        Responses: { [table]: [] },
        UnprocessedKeys: {},
        ConsumedCapacity: [{ TableName: table, CapacityUnits: 0 }],
      },
    },
  },
];

onEachTarget((ask, target) => {
  beforeAll(async () => {
    await createThings(ask);
    await putThing(ask);
  });

  describe("where the two are known to differ", () => {
    it.each(differences)("$name", async ({ request: [operation, body], answers }) => {
      expect(await ask(operation, body)).toEqual(answers[target]);
    });
  });
});
