import { createServer, type Server } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import * as db from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Decision } from "../../../local/network/service.ts";
import { createDynamoDbService, type DynamoDbService } from "../../../local/aws/dynamodb/service.ts";

const tableArn = "arn:aws-cn:dynamodb:cn-north-1:111122223333:table/holdings";
const caller = {
  accessKeyId: "AKIDTEST",
  principalArn: "arn:aws-cn:iam::111122223333:role/clerk",
  region: "cn-north-1",
};
const credentials = { accessKeyId: "AKIDTEST", secretAccessKey: "secret" };

let directory: string;
let now: number;
let service: DynamoDbService;
let server: Server;
let client: DynamoDBClient;
let asked: string[];
let decide: (action: string, resource: string) => Decision;

const start = async (): Promise<void> => {
  service = createDynamoDbService({
    directory,
    region: "cn-north-1",
    accountId: "111122223333",
    partition: "aws-cn",
    now: () => now,
    authorize: (_caller, action, resource) => {
      asked.push(`${action} ${resource}`);
      return decide(action, resource);
    },
  });
  service.createTable({
    tableName: "holdings",
    arn: tableArn,
    keySchema: [
      { AttributeName: "archiveId", KeyType: "HASH" },
      { AttributeName: "code", KeyType: "RANGE" },
    ],
    attributeDefinitions: [
      { AttributeName: "archiveId", AttributeType: "S" },
      { AttributeName: "code", AttributeType: "S" },
      { AttributeName: "batchId", AttributeType: "S" },
      { AttributeName: "page", AttributeType: "N" },
    ],
    globalSecondaryIndexes: [
      {
        IndexName: "by-batch",
        KeySchema: [
          { AttributeName: "batchId", KeyType: "HASH" },
          { AttributeName: "page", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["title"] },
      },
    ],
    streamViewType: "NEW_AND_OLD_IMAGES",
    timeToLiveAttribute: "expiresAt",
  });
  server = createServer((request, response) => void service.handle(request, response, caller));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const config: DynamoDBClientConfig = {
    endpoint: `http://127.0.0.1:${port}`,
    region: "cn-north-1",
    credentials,
    maxAttempts: 1,
  };
  client = new DynamoDBClient(config);
};

const stop = async (): Promise<void> => {
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
  await service.close();
};

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "lantai-dynamodb-"));
  now = Date.UTC(2026, 10, 23);
  asked = [];
  decide = () => ({ allowed: true });
  await start();
});

afterEach(async () => {
  await stop();
  await rm(directory, { recursive: true });
});

type Attributes = Record<string, db.AttributeValue>;

const item = (code: string, more: Attributes = {}): Attributes => ({
  archiveId: { S: "440100" },
  code: { S: code },
  ...more,
});
const key = (code: string): Attributes => ({ archiveId: { S: "440100" }, code: { S: code } });
const put = (attributes: Attributes, more: Partial<db.PutItemCommandInput> = {}) =>
  client.send(new db.PutItemCommand({ TableName: "holdings", Item: attributes, ...more }));
const get = async (code: string) =>
  (await client.send(new db.GetItemCommand({ TableName: "holdings", Key: key(code), ConsistentRead: true }))).Item;
const update = (code: string, more: Partial<db.UpdateItemCommandInput>) =>
  client.send(new db.UpdateItemCommand({ TableName: "holdings", Key: key(code), ...more }));
const query = (more: Partial<db.QueryCommandInput>) =>
  client.send(
    new db.QueryCommand({
      TableName: "holdings",
      KeyConditionExpression: "archiveId = :a",
      ExpressionAttributeValues: { ":a": { S: "440100" } },
      ...more,
    }),
  );
const records = () => service.readStream({ streamArn: tableArn, after: "TRIM_HORIZON", limit: 1000 }).records;

describe("items", () => {
  it("gives back every kind of value as it was put", async () => {
    const attributes = item("a", {
      s: { S: "档案" },
      n: { N: "12345678901234567890123456789012345678" },
      b: { B: new Uint8Array([0, 255, 7]) },
      yes: { BOOL: true },
      nothing: { NULL: true },
      ss: { SS: ["甲", "乙"] },
      ns: { NS: ["1", "2.5"] },
      bs: { BS: [new Uint8Array([1]), new Uint8Array([2])] },
      l: { L: [{ S: "x" }, { L: [] }, { M: {} }] },
      m: { M: { constructor: { S: "" }, ["__proto__"]: { N: "1" } } },
    });
    await put(attributes);
    expect(await get("a")).toEqual(attributes);
  });

  it("brings numbers into one spelling", async () => {
    await put(item("a", { n: { N: "0012.500e1" }, zero: { N: "-0" }, small: { N: "1e-3" } }));
    expect(await get("a")).toMatchObject({ n: { N: "125" }, zero: { N: "0" }, small: { N: "0.001" } });
  });

  it.each<[string, Attributes]>([
    ["Attempting to store more than 38 significant digits in a Number", { n: { N: "1".repeat(39) } }],
    ["Number overflow", { n: { N: "1e126" } }],
    ["Number underflow", { n: { N: "1e-131" } }],
    ["cannot be converted to a numeric value", { n: { N: "twelve" } }],
    ["set  may not be empty", { s: { SS: [] } }],
    ["contains duplicates", { s: { SS: ["a", "a"] } }],
    ["contains duplicates", { s: { NS: ["1", "1.0"] } }],
    ["exceeded the maximum allowed size", { s: { S: "x".repeat(400 * 1024) } }],
    ["Type mismatch for Index Key page", { page: { S: "1" } }],
    ["cannot contain an empty string value", { batchId: { S: "" } }],
  ])("refuses an item: %s", async (message, more) => {
    await expect(put(item("a", more))).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining(message) as unknown,
    });
    expect(await get("a")).toBeUndefined();
  });

  it("refuses a key that does not fit the table", async () => {
    const wrong = client.send(new db.GetItemCommand({ TableName: "holdings", Key: { archiveId: { S: "440100" } } }));
    await expect(wrong).rejects.toMatchObject({ message: "The provided key element does not match the schema" });
    await expect(put({ archiveId: { S: "440100" } })).rejects.toMatchObject({
      message: "One or more parameter values were invalid: Missing the key code in the item",
    });
    await expect(put(item(""))).rejects.toThrow("empty string value. Key: code");
  });

  it("projects documents and lists", async () => {
    await put(
      item("a", { m: { M: { x: { N: "1" }, y: { N: "2" } } }, l: { L: [{ N: "0" }, { N: "1" }, { N: "2" }] } }),
    );
    const { Item } = await client.send(
      new db.GetItemCommand({
        TableName: "holdings",
        Key: key("a"),
        ProjectionExpression: "m.y, l[2], l[0], #n",
        ExpressionAttributeNames: { "#n": "missing" },
      }),
    );
    expect(Item).toEqual({ m: { M: { y: { N: "2" } } }, l: { L: [{ N: "0" }, { N: "2" }] } });
  });

  it("says which table is missing and which parameter it does not know", async () => {
    const missing = client.send(new db.GetItemCommand({ TableName: "nowhere", Key: key("a") }));
    await expect(missing).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await expect(put(item("a"), { ConditionalOperator: "AND" })).rejects.toThrow(/parameter ConditionalOperator/);
  });
});

describe("conditions and updates", () => {
  it("writes only when the condition holds and shows the item that stood against it", async () => {
    await put(item("a", { state: { S: "open" } }), { ConditionExpression: "attribute_not_exists(archiveId)" });
    const second = put(item("a"), {
      ConditionExpression: "attribute_not_exists(archiveId)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    await expect(second).rejects.toMatchObject({
      name: "ConditionalCheckFailedException",
      message: "The conditional request failed",
      Item: item("a", { state: { S: "open" } }),
    });
  });

  it("counts, appends and removes in one update, all reading the item as it was", async () => {
    await put(item("a", { n: { N: "1" }, l: { L: [{ S: "a" }, { S: "b" }, { S: "c" }] }, tags: { SS: ["x", "y"] } }));
    const { Attributes } = await update("a", {
      UpdateExpression:
        "SET n = n + :one, twice = n + n, spare = if_not_exists(nope, :one), l[1] = :z, l[9] = :z REMOVE l[0] ADD tally :one DELETE tags :x",
      ExpressionAttributeValues: { ":one": { N: "1" }, ":z": { S: "z" }, ":x": { SS: ["x"] } },
      ReturnValues: "ALL_NEW",
    });
    expect(Attributes).toEqual(
      item("a", {
        n: { N: "2" },
        twice: { N: "2" },
        spare: { N: "1" },
        l: { L: [{ S: "z" }, { S: "c" }, { S: "z" }] },
        tally: { N: "1" },
        tags: { SS: ["y"] },
      }),
    );
  });

  it("creates the item an update finds missing, and returns what was asked", async () => {
    const created = await update("new", {
      UpdateExpression: "SET #s = :s",
      ExpressionAttributeNames: { "#s": "state" },
      ExpressionAttributeValues: { ":s": { S: "open" } },
      ReturnValues: "UPDATED_NEW",
    });
    expect(created.Attributes).toEqual({ state: { S: "open" } });
    const changed = await update("new", {
      UpdateExpression: "SET #s = :s, extra = :s",
      ExpressionAttributeNames: { "#s": "state" },
      ExpressionAttributeValues: { ":s": { S: "closed" } },
      ReturnValues: "UPDATED_OLD",
    });
    expect(changed.Attributes).toEqual({ state: { S: "open" } });
    expect(await get("new")).toEqual(item("new", { state: { S: "closed" }, extra: { S: "closed" } }));
  });

  it.each<[string, Partial<db.UpdateItemCommandInput>]>([
    ["Attribute name is a reserved keyword; reserved keyword: state", { UpdateExpression: "REMOVE state" }],
    ["Cannot update attribute code. This attribute is part of the key", { UpdateExpression: "REMOVE code" }],
    ["Two document paths overlap with each other", { UpdateExpression: "REMOVE a.b, a" }],
    ["Two document paths conflict with each other", { UpdateExpression: "REMOVE a.b, a[0]" }],
    ['The "REMOVE" section can only be used once', { UpdateExpression: "REMOVE a REMOVE b" }],
    ['Syntax error; token: "b", near: "a b"', { UpdateExpression: "REMOVE a b" }],
    ["attribute value used in expression is not defined; attribute value: :v", { UpdateExpression: "SET a = :v" }],
    ["used in the document path is not defined; attribute name: #a", { UpdateExpression: "REMOVE #a" }],
    [
      "unused in expressions: keys: {:v}",
      { UpdateExpression: "REMOVE a", ExpressionAttributeValues: { ":v": { N: "1" } } },
    ],
    [
      "operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND",
      { UpdateExpression: "ADD a :v", ExpressionAttributeValues: { ":v": { S: "1" } } },
    ],
    [
      "refers to an attribute that does not exist in the item",
      { UpdateExpression: "SET a = nope + :v", ExpressionAttributeValues: { ":v": { N: "1" } } },
    ],
    [
      "document path provided in the update expression is invalid for update",
      { UpdateExpression: "SET nope.a = :v", ExpressionAttributeValues: { ":v": { N: "1" } } },
    ],
    ["The expression can not be empty", { UpdateExpression: "" }],
  ])("refuses an update: %s", async (message, more) => {
    await expect(update("a", more)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining(message) as unknown,
    });
  });
});

describe("queries and scans", () => {
  it("walks a partition in the order of its sort keys, forwards and backwards, page by page", async () => {
    const codes = ["a", "b", "é", "案", "𠮷"];
    for (const code of codes.toReversed()) {
      await put(item(code));
    }
    await put({ archiveId: { S: "440200" }, code: { S: "b" } });
    const seen: string[] = [];
    let start: Attributes | undefined;
    do {
      const page = await query({ Limit: 2, ExclusiveStartKey: start });
      seen.push(...(page.Items ?? []).map((found) => found["code"]?.S ?? ""));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    expect(seen).toEqual(codes);
    const backwards = await query({ ScanIndexForward: false, Limit: 1 });
    expect(backwards.Items).toEqual([item("𠮷")]);
  });

  it("selects ranges of sort keys", async () => {
    for (const code of ["a-1", "a-2", "b-1", "b-2"]) {
      await put(item(code));
    }
    const codes = async (condition: string, values: Attributes) =>
      (
        await query({
          KeyConditionExpression: `archiveId = :a AND ${condition}`,
          ExpressionAttributeValues: { ":a": { S: "440100" }, ...values },
        })
      ).Items?.map((found) => found["code"]?.S);
    expect(await codes("begins_with(code, :p)", { ":p": { S: "a-" } })).toEqual(["a-1", "a-2"]);
    expect(await codes("code > :x", { ":x": { S: "a-2" } })).toEqual(["b-1", "b-2"]);
    expect(await codes("code <= :x", { ":x": { S: "a-2" } })).toEqual(["a-1", "a-2"]);
    expect(await codes("code BETWEEN :x AND :y", { ":x": { S: "a-2" }, ":y": { S: "b-1" } })).toEqual(["a-2", "b-1"]);
  });

  it("counts filtered items as scanned, and ends a page at 1 MB", async () => {
    for (const code of ["a", "b", "c", "d"]) {
      await put(item(code, { odd: { BOOL: code === "a" }, text: { S: "x".repeat(350 * 1024) } }));
    }
    const counted = await query({
      Select: "COUNT",
      FilterExpression: "odd = :t",
      ExpressionAttributeValues: { ":a": { S: "440100" }, ":t": { BOOL: true } },
    });
    expect(counted).toMatchObject({ Count: 1, ScannedCount: 3, LastEvaluatedKey: key("c") });
    expect(counted.Items).toBeUndefined();
  });

  it("follows an index: sparse, by number, with only what is projected", async () => {
    for (const page of ["10", "9", "-1", "2.5"]) {
      await put(item(`p${page}`, { batchId: { S: "B1" }, page: { N: page }, title: { S: page }, secret: { S: "no" } }));
    }
    await put(item("loose", { batchId: { S: "B1" } }));
    const inIndex = () =>
      query({
        IndexName: "by-batch",
        KeyConditionExpression: "batchId = :b",
        ExpressionAttributeValues: { ":b": { S: "B1" } },
      });
    expect((await inIndex()).Items?.map((found) => found["page"]?.N)).toEqual(["-1", "2.5", "9", "10"]);
    expect((await inIndex()).Items?.[0]).toEqual({
      ...item("p-1"),
      batchId: { S: "B1" },
      page: { N: "-1" },
      title: { S: "-1" },
    });
    await update("p10", { UpdateExpression: "SET page = :p", ExpressionAttributeValues: { ":p": { N: "0" } } });
    await update("p9", { UpdateExpression: "REMOVE batchId" });
    await client.send(new db.DeleteItemCommand({ TableName: "holdings", Key: key("p-1") }));
    expect((await inIndex()).Items?.map((found) => found["code"]?.S)).toEqual(["p10", "p2.5"]);
    await expect(query({ IndexName: "by-batch", ConsistentRead: true })).rejects.toThrow(
      "Consistent reads are not supported",
    );
    await expect(query({ IndexName: "nope" })).rejects.toThrow("does not have the specified index: nope");
  });

  it("meets every item once, whatever the number of segments", async () => {
    const names = Array.from({ length: 40 }, (_, i) => `archive-${i}`);
    for (const name of names) {
      await put({ archiveId: { S: name }, code: { S: "1" } });
    }
    const parts = await Promise.all(
      [0, 1, 2].map((segment) =>
        client.send(new db.ScanCommand({ TableName: "holdings", Segment: segment, TotalSegments: 3 })),
      ),
    );
    const seen = parts.flatMap(({ Items }) => Items ?? []).map((found) => found["archiveId"]?.S);
    expect(seen.toSorted()).toEqual(names.toSorted());
    expect(parts.every(({ Count }) => (Count ?? 0) > 0)).toBe(true);
  });

  it.each<[string, Partial<db.QueryCommandInput>]>([
    ["Query condition missed key schema element: archiveId", { KeyConditionExpression: "code = :a" }],
    ["Query key condition not supported", { KeyConditionExpression: "archiveId > :a" }],
    [
      "Filter Expression can only contain non-primary key attributes: Primary key attribute: code",
      { FilterExpression: "code = :a" },
    ],
    ["The provided starting key is invalid", { ExclusiveStartKey: { archiveId: { S: "440100" } } }],
    [
      "The provided starting key is outside query boundaries",
      { ExclusiveStartKey: { archiveId: { S: "1" }, code: { S: "1" } } },
    ],
    ["Condition parameter type does not match schema type", { ExpressionAttributeValues: { ":a": { N: "1" } } }],
  ])("refuses a query: %s", async (message, more) => {
    await expect(query(more)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining(message) as unknown,
    });
  });

  it("works with the document client", async () => {
    const documents = DynamoDBDocumentClient.from(client);
    await documents.send(
      new PutCommand({ TableName: "holdings", Item: { archiveId: "1", code: "x", pages: [1, { ok: true }] } }),
    );
    const found = await documents.send(
      new QueryCommand({
        TableName: "holdings",
        KeyConditionExpression: "archiveId = :a",
        ExpressionAttributeValues: { ":a": "1" },
      }),
    );
    expect(found.Items).toEqual([{ archiveId: "1", code: "x", pages: [1, { ok: true }] }]);
  });
});

describe("batches and transactions", () => {
  it("writes and reads in batches", async () => {
    const requests = Array.from({ length: 25 }, (_, i) => ({ PutRequest: { Item: item(`${i}`) } }));
    await client.send(new db.BatchWriteItemCommand({ RequestItems: { holdings: requests } }));
    const keys = [...requests.map(({ PutRequest }) => PutRequest.Item), key("missing")];
    const { Responses, UnprocessedKeys } = await client.send(
      new db.BatchGetItemCommand({ RequestItems: { holdings: { Keys: keys } } }),
    );
    expect(Responses?.["holdings"]).toHaveLength(25);
    expect(UnprocessedKeys).toEqual({});
    const twice = { RequestItems: { holdings: [requests[0]!, requests[0]!] } };
    await expect(client.send(new db.BatchWriteItemCommand(twice))).rejects.toThrow("contains duplicates");
  });

  const transact = (items: db.TransactWriteItem[], token?: string) =>
    client.send(new db.TransactWriteItemsCommand({ TransactItems: items, ClientRequestToken: token }));

  it("does all or nothing, with a reason for each part", async () => {
    await put(item("b", { n: { N: "1" } }));
    const cancelled = transact([
      { Put: { TableName: "holdings", Item: item("a") } },
      {
        ConditionCheck: {
          TableName: "holdings",
          Key: key("b"),
          ConditionExpression: "n = :two",
          ExpressionAttributeValues: { ":two": { N: "2" } },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
    ]);
    await expect(cancelled).rejects.toMatchObject({
      name: "TransactionCanceledException",
      message: expect.stringContaining("[None, ConditionalCheckFailed]") as unknown,
      CancellationReasons: [
        { Code: "None" },
        {
          Code: "ConditionalCheckFailed",
          Message: "The conditional request failed",
          Item: item("b", { n: { N: "1" } }),
        },
      ],
    });
    expect(await get("a")).toBeUndefined();
    expect(records()).toHaveLength(1);
  });

  it("does a request once for its token, and refuses the token for another", async () => {
    const add = (amount: string): db.TransactWriteItem[] => [
      {
        Update: {
          TableName: "holdings",
          Key: key("a"),
          UpdateExpression: "ADD n :n",
          ExpressionAttributeValues: { ":n": { N: amount } },
        },
      },
    ];
    await transact(add("1"), "token");
    await transact(add("1"), "token");
    expect(await get("a")).toEqual(item("a", { n: { N: "1" } }));
    await expect(transact(add("2"), "token")).rejects.toMatchObject({ name: "IdempotentParameterMismatchException" });
    now += 10 * 60 * 1000;
    await transact(add("2"), "token");
    expect(await get("a")).toEqual(item("a", { n: { N: "3" } }));
  });

  it("refuses two operations on one item", async () => {
    const both = transact([
      { Put: { TableName: "holdings", Item: item("a") } },
      { Delete: { TableName: "holdings", Key: key("a") } },
    ]);
    await expect(both).rejects.toThrow("Transaction request cannot include multiple operations on one item");
  });

  it("reads several items at one moment", async () => {
    await put(item("a", { n: { N: "1" } }));
    const { Responses } = await client.send(
      new db.TransactGetItemsCommand({
        TransactItems: [
          { Get: { TableName: "holdings", Key: key("a"), ProjectionExpression: "n" } },
          { Get: { TableName: "holdings", Key: key("b") } },
        ],
      }),
    );
    expect(Responses).toEqual([{ Item: { n: { N: "1" } } }, {}]);
  });
});

describe("capacity", () => {
  it("counts units as documented", async () => {
    const written = await put(item("a", { batchId: { S: "B" }, page: { N: "1" }, text: { S: "x".repeat(5000) } }), {
      ReturnConsumedCapacity: "INDEXES",
    });
    expect(written.ConsumedCapacity).toEqual({
      TableName: "holdings",
      CapacityUnits: 6,
      Table: { CapacityUnits: 5 },
      GlobalSecondaryIndexes: { "by-batch": { CapacityUnits: 1 } },
    });
    const read = await client.send(
      new db.GetItemCommand({ TableName: "holdings", Key: key("a"), ReturnConsumedCapacity: "TOTAL" }),
    );
    expect(read.ConsumedCapacity).toEqual({ TableName: "holdings", CapacityUnits: 1 });
  });
});

describe("streams and time to live", () => {
  it("records what changed, in order, and nothing for a write that changes nothing", async () => {
    await put(item("a", { n: { N: "1" } }));
    await put(item("a", { n: { N: "1.0" } }));
    await update("a", { UpdateExpression: "ADD n :n", ExpressionAttributeValues: { ":n": { N: "1" } } });
    await client.send(new db.DeleteItemCommand({ TableName: "holdings", Key: key("a") }));
    await client.send(new db.DeleteItemCommand({ TableName: "holdings", Key: key("a") }));
    expect(
      records().map(({ eventName, dynamodb }) => [eventName, dynamodb.OldImage?.["n"], dynamodb.NewImage?.["n"]]),
    ).toEqual([
      ["INSERT", undefined, { N: "1" }],
      ["MODIFY", { N: "1" }, { N: "2" }],
      ["REMOVE", { N: "2" }, undefined],
    ]);
    const numbers = records().map(({ dynamodb }) => dynamodb.SequenceNumber);
    expect(numbers).toEqual(numbers.toSorted());
  });

  it("goes on from where a reader stopped, also when there was nothing yet", async () => {
    const latest = service.readStream({ streamArn: tableArn, after: "LATEST", limit: 10 });
    expect(latest.records).toEqual([]);
    await put(item("a"));
    await put(item("b"));
    const first = service.readStream({ streamArn: tableArn, after: latest.last, limit: 1 });
    expect(first.records[0]?.dynamodb.Keys).toEqual(key("a"));
    const second = service.readStream({ streamArn: tableArn, after: first.last, limit: 10 });
    expect(second.records.map(({ dynamodb }) => dynamodb.Keys)).toEqual([key("b")]);
  });

  it("tells listeners of a write, after it is done", async () => {
    const told = new Promise<string>((resolve) => {
      service.onStreamWritten(({ tableArn: arn }) => {
        resolve(`${arn} ${records().length}`);
      });
    });
    await put(item("a"));
    expect(await told).toBe(`${tableArn} 1`);
  });

  it("forgets records after 24 hours", async () => {
    await put(item("a"));
    now += 24 * 60 * 60 * 1000;
    expect(records()).toEqual([]);
  });

  it("removes expired items in the service's own name", async () => {
    const seconds = now / 1000;
    await put(item("old", { expiresAt: { N: String(seconds - 1) } }));
    await put(item("young", { expiresAt: { N: String(seconds + 60) } }));
    await put(item("text", { expiresAt: { S: "1" } }));
    expect(service.sweepExpired()).toBe(1);
    expect(await get("old")).toBeUndefined();
    expect(await get("young")).toBeDefined();
    expect(records().at(-1)).toMatchObject({
      eventName: "REMOVE",
      userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" },
    });
  });
});

describe("durability and access", () => {
  it("has everything again after a restart", async () => {
    await put(item("a", { batchId: { S: "B" }, page: { N: "1" } }));
    const before = records();
    await stop();
    await start();
    expect(await get("a")).toBeDefined();
    expect(records()).toEqual(before);
    const changedKey = () =>
      service.createTable({
        tableName: "holdings",
        arn: tableArn,
        keySchema: [{ AttributeName: "code", KeyType: "HASH" }],
        attributeDefinitions: [{ AttributeName: "code", AttributeType: "S" }],
      });
    expect(changedKey).toThrow(/key of table holdings changed/);
  });

  it("asks for the real actions on the real resources", async () => {
    await put(item("a"));
    await query({
      IndexName: "by-batch",
      KeyConditionExpression: "batchId = :b",
      ExpressionAttributeValues: { ":b": { S: "B" } },
    });
    await client.send(
      new db.TransactWriteItemsCommand({
        TransactItems: [
          { ConditionCheck: { TableName: "holdings", Key: key("a"), ConditionExpression: "attribute_exists(code)" } },
          { Delete: { TableName: tableArn, Key: key("b") } },
        ],
      }),
    );
    expect(asked).toEqual([
      `dynamodb:PutItem ${tableArn}`,
      `dynamodb:Query ${tableArn}/index/by-batch`,
      `dynamodb:ConditionCheckItem ${tableArn}`,
      `dynamodb:DeleteItem ${tableArn}`,
    ]);
  });

  it("denies with the reason, and writes nothing", async () => {
    decide = (action) =>
      action === "dynamodb:PutItem"
        ? { allowed: false, reason: "no identity-based policy allows it" }
        : { allowed: true };
    await expect(put(item("a"))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: "no identity-based policy allows it",
    });
    expect(await get("a")).toBeUndefined();
  });
});

describe("changes of a table's definition", () => {
  const definition = {
    tableName: "later",
    arn: "arn:aws-cn:dynamodb:cn-north-1:111122223333:table/later",
    keySchema: [{ AttributeName: "id", KeyType: "HASH" as const }],
    attributeDefinitions: [{ AttributeName: "id", AttributeType: "S" as const }],
  };
  const putLater = (attributes: Attributes) =>
    client.send(new db.PutItemCommand({ TableName: "later", Item: attributes }));

  it("fills an index, a stream and a time to live that come later", async () => {
    service.createTable(definition);
    await putLater({ id: { S: "1" }, kind: { S: "k" }, until: { N: "1700000000" } });
    await putLater({ id: { S: "2" }, kind: { N: "7" } });
    const changed = service.createTable({
      ...definition,
      attributeDefinitions: [...definition.attributeDefinitions, { AttributeName: "kind", AttributeType: "S" }],
      globalSecondaryIndexes: [
        {
          IndexName: "by-kind",
          KeySchema: [{ AttributeName: "kind", KeyType: "HASH" }],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
      streamViewType: "KEYS_ONLY",
      streamLabel: "2020-01-01T00:00:00.000",
      timeToLiveAttribute: "until",
    });
    expect(changed.streamArn).toBe(`${definition.arn}/stream/2020-01-01T00:00:00.000`);
    const found = await client.send(new db.ScanCommand({ TableName: "later", IndexName: "by-kind" }));
    expect(found.Items).toEqual([{ id: { S: "1" }, kind: { S: "k" } }]);
    expect(service.sweepExpired()).toBe(1);
    const { records: swept } = service.readStream({ streamArn: changed.streamArn!, after: "TRIM_HORIZON", limit: 10 });
    expect(swept.map(({ eventName, dynamodb }) => [eventName, dynamodb.Keys, dynamodb.OldImage])).toEqual([
      ["REMOVE", { id: { S: "1" } }, undefined],
    ]);
  });

  it("creates, describes, lists and deletes tables over the wire", async () => {
    const key = { KeySchema: definition.keySchema, AttributeDefinitions: definition.attributeDefinitions };
    const create = () =>
      client.send(new db.CreateTableCommand({ TableName: "other", BillingMode: "PAY_PER_REQUEST", ...key }));
    await create();
    await expect(create()).rejects.toMatchObject({ name: "ResourceInUseException" });
    const { Table } = await client.send(new db.DescribeTableCommand({ TableName: "other" }));
    expect(Table).toMatchObject({ TableStatus: "ACTIVE", ItemCount: 0, ...key });
    expect((await client.send(new db.ListTablesCommand({}))).TableNames).toEqual(["holdings", "other"]);
    await client.send(new db.DeleteTableCommand({ TableName: "other" }));
    expect((await client.send(new db.ListTablesCommand({}))).TableNames).toEqual(["holdings"]);
  });
});

describe("the API of streams", () => {
  const call = async (name: string, body: unknown): Promise<Record<string, unknown>> => {
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: "POST",
      headers: { "x-amz-target": `DynamoDBStreams_20120810.${name}`, "content-type": "application/x-amz-json-1.0" },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Record<string, unknown>;
  };

  it("is read with iterators that go on and expire", async () => {
    await put(item("a"));
    await put(item("b"));
    const { Streams } = (await call("ListStreams", { TableName: "holdings" })) as { Streams: { StreamArn: string }[] };
    const StreamArn = Streams[0]!.StreamArn;
    const { StreamDescription } = (await call("DescribeStream", { StreamArn })) as {
      StreamDescription: { Shards: { ShardId: string }[]; StreamStatus: string };
    };
    expect(StreamDescription.StreamStatus).toBe("ENABLED");
    const { ShardIterator } = await call("GetShardIterator", {
      StreamArn,
      ShardId: StreamDescription.Shards[0]!.ShardId,
      ShardIteratorType: "TRIM_HORIZON",
    });
    type Page = { Records: { dynamodb: { Keys: Attributes } }[]; NextShardIterator: string };
    const first = (await call("GetRecords", { ShardIterator, Limit: 1 })) as Page;
    const second = (await call("GetRecords", { ShardIterator: first.NextShardIterator })) as Page;
    expect([...first.Records, ...second.Records].map(({ dynamodb }) => dynamodb.Keys)).toEqual([key("a"), key("b")]);
    now += 16 * 60 * 1000;
    const expired = await call("GetRecords", { ShardIterator: second.NextShardIterator });
    expect(expired["__type"]).toContain("ExpiredIteratorException");
  });
});
