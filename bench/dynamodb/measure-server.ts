import { readFile } from "node:fs/promises";
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  type AttributeValue,
} from "@aws-sdk/client-dynamodb";
import type { Server } from "./servers.ts";

/** Rates are in items a second, latencies the median in milliseconds, memory in megabytes. */
export type Measurement = Readonly<Record<keyof typeof units, number>>;

export const units = {
  "BatchWriteItem, 25 items, 8 in flight": "items/s",
  "PutItem, 8 in flight": "items/s",
  "TransactWriteItems, 10 items, 8 in flight": "items/s",
  GetItem: "ms",
  "Query, 50 items": "ms",
  "Query of an index, 50 items": "ms",
  "resident memory": "MB",
} as const;

const TableName = "pages";
const inFlight = 8;
const batchItems = 25;
const transactionItems = 10;
const partitionItems = 1000;
const putRequests = 2000;
const transactions = 300;
const readings = 500;

type Item = Record<string, AttributeValue>;

/** Loads so many items, then writes and reads among them. */
export const measureServer = async (server: Server, items: number): Promise<Measurement> => {
  const client = new DynamoDBClient({
    endpoint: server.url,
    region: "cn-north-1",
    credentials: { accessKeyId: "AKIDBENCH", secretAccessKey: "secret" },
  });
  try {
    await client.send(new CreateTableCommand(definition));
    const batches = Math.ceil(items / batchItems);
    const loading = await seconds(batches, (i) => loadBatch(client, i * batchItems, items));
    const residentMegabytes = await residentMemory(server.pid);
    const putting = await seconds(putRequests, (i) =>
      client.send(new PutItemCommand({ TableName, Item: item(items + i) })),
    );
    const start = items + putRequests;
    const transacting = await seconds(transactions, (i) => transact(client, start + i * transactionItems));
    return {
      "BatchWriteItem, 25 items, 8 in flight": items / loading,
      "PutItem, 8 in flight": putRequests / putting,
      "TransactWriteItems, 10 items, 8 in flight": (transactions * transactionItems) / transacting,
      GetItem: await medianMilliseconds((i) =>
        client.send(new GetItemCommand({ TableName, Key: keyOf(spread(i, items)), ConsistentRead: true })),
      ),
      "Query, 50 items": await medianMilliseconds((i) => client.send(new QueryCommand(query(spread(i, items))))),
      "Query of an index, 50 items": await medianMilliseconds((i) =>
        client.send(new QueryCommand(indexQuery(spread(i, items)))),
      ),
      "resident memory": residentMegabytes,
    };
  } finally {
    client.destroy();
  }
};

const definition = {
  TableName,
  BillingMode: "PAY_PER_REQUEST" as const,
  KeySchema: [
    { AttributeName: "item", KeyType: "HASH" as const },
    { AttributeName: "page", KeyType: "RANGE" as const },
  ],
  AttributeDefinitions: [
    { AttributeName: "item", AttributeType: "S" as const },
    { AttributeName: "page", AttributeType: "N" as const },
    { AttributeName: "batch", AttributeType: "S" as const },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "by-batch",
      KeySchema: [
        { AttributeName: "batch", KeyType: "HASH" as const },
        { AttributeName: "page", KeyType: "RANGE" as const },
      ],
      Projection: { ProjectionType: "ALL" as const },
    },
  ],
};

const keyOf = (i: number): Item => ({
  item: { S: `item-${Math.floor(i / partitionItems)}` },
  page: { N: String(i % partitionItems) },
});

const item = (i: number): Item => ({
  ...keyOf(i),
  batch: { S: `batch-${Math.floor(i / partitionItems)}` },
  digest: { S: i.toString(16).padStart(64, "0") },
  state: { S: "accepted" },
  arrival: { M: { at: { S: "2026-11-26T00:00:00.000Z" }, sequencer: { S: i.toString(16) } } },
});

const loadBatch = (client: DynamoDBClient, first: number, end: number) => {
  const count = Math.min(batchItems, end - first);
  const requests = Array.from({ length: count }, (_, i) => ({ PutRequest: { Item: item(first + i) } }));
  return client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
};

const transact = (client: DynamoDBClient, first: number) =>
  client.send(
    new TransactWriteItemsCommand({
      TransactItems: Array.from({ length: transactionItems }, (_, i) => ({
        Put: { TableName, Item: item(first + i), ConditionExpression: "attribute_not_exists(page)" },
      })),
    }),
  );

const query = (i: number) => ({
  TableName,
  Limit: 50,
  KeyConditionExpression: "#item = :item",
  ExpressionAttributeNames: { "#item": "item" },
  ExpressionAttributeValues: { ":item": { S: `item-${Math.floor(i / partitionItems)}` } },
});

const indexQuery = (i: number) => ({
  TableName,
  IndexName: "by-batch",
  Limit: 50,
  KeyConditionExpression: "#batch = :batch",
  ExpressionAttributeNames: { "#batch": "batch" },
  ExpressionAttributeValues: { ":batch": { S: `batch-${Math.floor(i / partitionItems)}` } },
});

/** Places all over the table, the same for everybody. */
const spread = (i: number, items: number): number => (i * 7919) % items;

/** How long so many requests take, several of them in flight. */
const seconds = async (count: number, request: (i: number) => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await request(next - 1);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  return (performance.now() - start) / 1000;
};

const medianMilliseconds = async (request: (i: number) => Promise<unknown>): Promise<number> => {
  const times: number[] = [];
  for (let i = 0; i < readings; i += 1) {
    const start = performance.now();
    await request(i);
    times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b)[readings / 2] ?? Number.NaN;
};

const residentMemory = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
};
