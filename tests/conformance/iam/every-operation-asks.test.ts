import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { batchOperations } from "../../../local/aws/dynamodb/batch-operations.ts";
import { itemOperations } from "../../../local/aws/dynamodb/item-operations.ts";
import { queryOperations } from "../../../local/aws/dynamodb/query-operations.ts";
import { createDynamoDbService } from "../../../local/aws/dynamodb/service.ts";
import { streamOperations } from "../../../local/aws/dynamodb/stream-operations.ts";
import { tableOperations } from "../../../local/aws/dynamodb/table-operations.ts";
import { transactionOperations } from "../../../local/aws/dynamodb/transaction-operations.ts";
import { createEventBridgeService } from "../../../local/aws/eventbridge/eventbridge-service.ts";
import { encryptionOperations } from "../../../local/aws/kms/encryption-operations.ts";
import { createKmsService } from "../../../local/aws/kms/kms-service.ts";
import { signingOperations } from "../../../local/aws/kms/signing-operations.ts";
import { createOpenSearchService } from "../../../local/aws/opensearch/opensearch-service.ts";
import { messageOperations } from "../../../local/aws/sqs/message-operations.ts";
import { moveTaskOperations } from "../../../local/aws/sqs/move-task-operations.ts";
import { queueOperations } from "../../../local/aws/sqs/queue-operations.ts";
import { createSqsService } from "../../../local/aws/sqs/sqs-service.ts";
import type { Authorize, Service } from "../../../local/network/service.ts";
import { serveService, temporaryDirectory } from "../../support/serve-service.ts";

const place = { region: "cn-north-1", accountId: "000000000000", partition: "aws-cn", now: Date.now };
const arn = (service: string, resource: string) => `arn:aws-cn:${service}:cn-north-1:000000000000:${resource}`;
const table = arn("dynamodb", "table/records");
const stream = `${table}/stream/label`;
const queue = { QueueUrl: "https://sqs.cn-north-1.amazonaws.com.cn/000000000000/work" };
const key = arn("kms", "key/data");
const bytes = Buffer.from("x").toString("base64");

const Key = { pk: { S: "a" } };
const item = { TableName: "records", Key };
const receipt = { ...queue, ReceiptHandle: "r" };

/** A request of each operation, and the action it has to ask for; of several, the first one. */
const dynamodb: Record<string, readonly [object, string]> = {
  GetItem: [item, "dynamodb:GetItem"],
  PutItem: [{ TableName: "records", Item: Key }, "dynamodb:PutItem"],
  UpdateItem: [item, "dynamodb:UpdateItem"],
  DeleteItem: [item, "dynamodb:DeleteItem"],
  BatchGetItem: [{ RequestItems: { records: { Keys: [Key] } } }, "dynamodb:BatchGetItem"],
  BatchWriteItem: [{ RequestItems: { records: [{ PutRequest: { Item: Key } }] } }, "dynamodb:BatchWriteItem"],
  Query: [{ TableName: "records", KeyConditionExpression: "pk = :a" }, "dynamodb:Query"],
  Scan: [{ TableName: "records" }, "dynamodb:Scan"],
  TransactGetItems: [{ TransactItems: [{ Get: item }] }, "dynamodb:GetItem"],
  TransactWriteItems: [
    { TransactItems: [{ ConditionCheck: { ...item, ConditionExpression: "attribute_exists(pk)" } }] },
    "dynamodb:ConditionCheckItem",
  ],
  CreateTable: [
    {
      TableName: "another",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    },
    "dynamodb:CreateTable",
  ],
  DeleteTable: [{ TableName: "records" }, "dynamodb:DeleteTable"],
  DescribeTable: [{ TableName: "records" }, "dynamodb:DescribeTable"],
  ListTables: [{}, "dynamodb:ListTables"],
  DescribeTimeToLive: [{ TableName: "records" }, "dynamodb:DescribeTimeToLive"],
  UpdateTimeToLive: [
    { TableName: "records", TimeToLiveSpecification: { AttributeName: "t", Enabled: true } },
    "dynamodb:UpdateTimeToLive",
  ],
  DescribeContinuousBackups: [{ TableName: "records" }, "dynamodb:DescribeContinuousBackups"],
};

const iterator = Buffer.from(JSON.stringify({ streamArn: stream, after: "TRIM_HORIZON", madeAt: Date.now() }));
const streams: Record<string, readonly [object, string]> = {
  ListStreams: [{ TableName: "records" }, "dynamodb:ListStreams"],
  DescribeStream: [{ StreamArn: stream }, "dynamodb:DescribeStream"],
  GetShardIterator: [
    { StreamArn: stream, ShardId: "shardId-00000000000000000001-00000001", ShardIteratorType: "LATEST" },
    "dynamodb:GetShardIterator",
  ],
  GetRecords: [{ ShardIterator: iterator.toString("base64url") }, "dynamodb:GetRecords"],
};

const sqs: Record<string, readonly [object, string]> = {
  SendMessage: [{ ...queue, MessageBody: "x" }, "sqs:SendMessage"],
  SendMessageBatch: [{ ...queue, Entries: [{ Id: "a", MessageBody: "x" }] }, "sqs:SendMessage"],
  ReceiveMessage: [queue, "sqs:ReceiveMessage"],
  DeleteMessage: [receipt, "sqs:DeleteMessage"],
  DeleteMessageBatch: [{ ...queue, Entries: [{ Id: "a", ReceiptHandle: "r" }] }, "sqs:DeleteMessage"],
  ChangeMessageVisibility: [{ ...receipt, VisibilityTimeout: 1 }, "sqs:ChangeMessageVisibility"],
  ChangeMessageVisibilityBatch: [
    { ...queue, Entries: [{ Id: "a", ReceiptHandle: "r", VisibilityTimeout: 1 }] },
    "sqs:ChangeMessageVisibility",
  ],
  GetQueueUrl: [{ QueueName: "work" }, "sqs:GetQueueUrl"],
  GetQueueAttributes: [queue, "sqs:GetQueueAttributes"],
  SetQueueAttributes: [{ ...queue, Attributes: { VisibilityTimeout: "1" } }, "sqs:SetQueueAttributes"],
  PurgeQueue: [queue, "sqs:PurgeQueue"],
  ListQueues: [{}, "sqs:ListQueues"],
  ListDeadLetterSourceQueues: [queue, "sqs:ListDeadLetterSourceQueues"],
  StartMessageMoveTask: [{ SourceArn: arn("sqs", "dead") }, "sqs:StartMessageMoveTask"],
  ListMessageMoveTasks: [{ SourceArn: arn("sqs", "dead") }, "sqs:ListMessageMoveTasks"],
};
/** Names a task, which has to be under way: it has a test of its own. */
const ofMoveTask = ["CancelMessageMoveTask"];

const digest = { MessageType: "RAW", SigningAlgorithm: "ECDSA_SHA_256" };
const mac = { KeyId: arn("kms", "key/names"), Message: bytes, MacAlgorithm: "HMAC_SHA_256" };
const seal = { KeyId: arn("kms", "key/seal"), Message: bytes, ...digest };
const kms: Record<string, readonly [object, string]> = {
  Encrypt: [{ KeyId: key, Plaintext: bytes }, "kms:Encrypt"],
  GenerateDataKey: [{ KeyId: key, KeySpec: "AES_256" }, "kms:GenerateDataKey"],
  GenerateDataKeyWithoutPlaintext: [{ KeyId: key, KeySpec: "AES_256" }, "kms:GenerateDataKeyWithoutPlaintext"],
  GenerateMac: [mac, "kms:GenerateMac"],
  VerifyMac: [{ ...mac, Mac: bytes }, "kms:VerifyMac"],
  Sign: [seal, "kms:Sign"],
  Verify: [{ ...seal, Signature: bytes }, "kms:Verify"],
  GetPublicKey: [{ KeyId: arn("kms", "key/seal") }, "kms:GetPublicKey"],
};
/** Of a ciphertext, whose key is only known once it is there. */
const ofCiphertext = ["Decrypt", "ReEncrypt"];

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
const services = new Map<string, Service>();
const asked: string[] = [];
let permits = false;
const authorize: Authorize = (_, action) => {
  asked.push(action);
  return permits ? { allowed: true } : { allowed: false, reason: "no" };
};

beforeAll(async () => {
  directory = await temporaryDirectory();
  const settings = (name: string) => ({ ...place, authorize, directory: `${directory.path}/${name}` });
  const tables = createDynamoDbService(settings("dynamodb"));
  tables.createTable({
    tableName: "records",
    arn: table,
    keySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    attributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    streamViewType: "NEW_IMAGE",
    streamLabel: "label",
  });
  const queues = createSqsService({ ...settings("sqs"), url: () => "http://127.0.0.1" });
  const ofEveryQueue = {
    visibilityTimeoutSeconds: 30,
    delaySeconds: 0,
    messageRetentionSeconds: 60,
    maximumMessageBytes: 1024,
  };
  queues.createQueue({ ...ofEveryQueue, queueName: "dead", arn: arn("sqs", "dead") });
  const redrive = { deadLetterTargetArn: arn("sqs", "dead"), maxReceiveCount: 1 };
  queues.createQueue({ ...ofEveryQueue, queueName: "work", arn: arn("sqs", "work"), redrive });
  for (const body of ["one", "two", "three"]) queues.send(arn("sqs", "dead"), body);
  const keys = createKmsService(settings("kms"));
  const named = (keyId: string) => ({ keyId, arn: arn("kms", `key/${keyId}`), aliases: [] });
  keys.createKey({ ...named("data"), keySpec: "SYMMETRIC_DEFAULT", keyUsage: "ENCRYPT_DECRYPT" });
  keys.createKey({ ...named("names"), keySpec: "HMAC_256", keyUsage: "GENERATE_VERIFY_MAC" });
  keys.createKey({ ...named("seal"), keySpec: "ECC_NIST_P256", keyUsage: "SIGN_VERIFY" });
  const bus = createEventBridgeService({ ...settings("eventbridge"), deliver: () => Promise.resolve() });
  const engine = createOpenSearchService({ ...settings("opensearch"), domainArn: arn("es", "domain/search") });
  for (const [name, service] of Object.entries({ tables, queues, keys, bus, engine })) services.set(name, service);
});
afterAll(async () => {
  for (const service of services.values()) await service.close();
  await directory.remove();
});

const call = async (name: string, headers: Record<string, string>, body: unknown, path = "/", method = "POST") => {
  const server = await serveService(() => services.get(name)!);
  asked.length = 0;
  try {
    const sent = method === "GET" ? {} : { body: JSON.stringify(body) };
    const response = await fetch(server.url + path, { method, headers, ...sent });
    return { status: response.status, text: await response.text() };
  } finally {
    await server.close();
  }
};
const json = (name: string, target: string, body: object) => call(name, { "x-amz-target": target }, body);

const context = {} as never;
const keysOf = (...groups: object[]): string[] => groups.flatMap((group) => Object.keys(group)).sort();

describe.each([
  ["tables", "DynamoDB_20120810", dynamodb],
  ["tables", "DynamoDBStreams_20120810", streams],
  ["queues", "AmazonSQS", sqs],
  ["keys", "TrentService", kms],
])("%s (%s)", (name, prefix, requests) => {
  test.each(Object.entries(requests))("%s does nothing for one who may not", async (operation, [body, action]) => {
    const { status, text } = await json(name, `${prefix}.${operation}`, body);
    expect(text).toContain("AccessDenied");
    expect(status).toBeGreaterThanOrEqual(400);
    expect(asked[0]).toBe(action);
  });
});

describe("the list above", () => {
  test("holds every operation of the stand-ins", () => {
    const items = [itemOperations, batchOperations, queryOperations, transactionOperations, tableOperations];
    expect(Object.keys(dynamodb).sort()).toEqual(keysOf(...items.map((of) => of(context))));
    expect(Object.keys(streams).sort()).toEqual(keysOf(streamOperations(context)));
    expect([...Object.keys(sqs), ...ofMoveTask].sort()).toEqual(
      keysOf(messageOperations(context), queueOperations(context), moveTaskOperations(context)),
    );
    expect([...Object.keys(kms), ...ofCiphertext].sort()).toEqual(
      keysOf(encryptionOperations(context), signingOperations(context)),
    );
  });
});

test("a task that moves messages is ended by those only who may", async () => {
  permits = true;
  const slowly = { SourceArn: arn("sqs", "dead"), DestinationArn: arn("sqs", "work"), MaxNumberOfMessagesPerSecond: 1 };
  const { text } = await json("queues", "AmazonSQS.StartMessageMoveTask", slowly);
  const { TaskHandle } = JSON.parse(text) as { TaskHandle: string };
  permits = false;
  expect((await json("queues", "AmazonSQS.CancelMessageMoveTask", { TaskHandle })).text).toContain("AccessDenied");
  expect(asked[0]).toBe("sqs:CancelMessageMoveTask");
});

test("a ciphertext is opened and closed again by those only who may, each with its own action", async () => {
  permits = true;
  const { text } = await json("keys", "TrentService.Encrypt", { KeyId: key, Plaintext: bytes });
  permits = false;
  const { CiphertextBlob } = JSON.parse(text) as { CiphertextBlob: string };
  expect((await json("keys", "TrentService.Decrypt", { CiphertextBlob })).text).toContain("AccessDenied");
  expect(asked[0]).toBe("kms:Decrypt");
  const again = { CiphertextBlob, DestinationKeyId: key };
  expect((await json("keys", "TrentService.ReEncrypt", again)).text).toContain("AccessDenied");
  expect(asked[0]).toBe("kms:ReEncryptFrom");
});

test("the keys are described and listed to those only who may", async () => {
  expect((await json("keys", "TrentService.DescribeKey", { KeyId: key })).text).toContain("AccessDenied");
  expect((await json("keys", "TrentService.ListAliases", {})).text).toContain("AccessDenied");
});

test("an event is put on a bus by those only who may", async () => {
  const Entries = [{ Source: "lantai", DetailType: "x", Detail: "{}" }];
  const { text } = await json("bus", "AWSEvents.PutEvents", { Entries });
  expect(text).toContain("AccessDenied");
  expect(asked).toEqual(["events:PutEvents"]);
});

test.each([
  ["PUT", "/pages", "es:ESHttpPut"],
  ["PUT", "/pages/_doc/1", "es:ESHttpPut"],
  ["POST", "/pages/_search", "es:ESHttpPost"],
  ["POST", "/_bulk", "es:ESHttpPost"],
  ["DELETE", "/pages/_doc/1", "es:ESHttpDelete"],
  ["DELETE", "/pages", "es:ESHttpDelete"],
  ["GET", "/pages/_doc/1", "es:ESHttpGet"],
  ["GET", "/nowhere/at/all", "es:ESHttpGet"],
])("the search engine answers %s %s to those only who may", async (method, path, action) => {
  expect((await call("engine", {}, {}, path, method)).status).toBe(403);
  expect(asked).toEqual([action]);
});
