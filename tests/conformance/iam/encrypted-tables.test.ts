import { DynamoDBClient, GetItemCommand, PutItemCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createDynamoDbService, type DynamoDbService } from "../../../local/aws/dynamodb/service.ts";
import { serveService, temporaryDirectory } from "../../support/serve-service.ts";

const keyArn = "arn:aws-cn:kms:cn-north-1:000000000000:key/k";
const Key = { pk: { S: "a" } };

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: Awaited<ReturnType<typeof serveService>>;
let dynamodb: DynamoDbService;
let client: DynamoDBClient;
let denied: (action: string) => boolean;
const asked: { action: string; resource: string; seen: Readonly<Record<string, string>> }[] = [];

beforeEach(async () => {
  asked.length = 0;
  denied = () => false;
  directory = await temporaryDirectory();
  dynamodb = createDynamoDbService({
    directory: directory.path,
    region: "cn-north-1",
    accountId: "000000000000",
    partition: "aws-cn",
    now: Date.now,
    authorize: (_, action, resource, seen = {}) => {
      asked.push({ action, resource, seen });
      return denied(action) ? { allowed: false, reason: `no ${action} on ${resource}` } : { allowed: true };
    },
  });
  for (const [tableName, key] of [
    ["open", undefined],
    ["closed", keyArn],
  ] as const)
    dynamodb.createTable({
      tableName,
      arn: `arn:aws-cn:dynamodb:cn-north-1:000000000000:table/${tableName}`,
      keySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      attributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      keyArn: key,
    });
  server = await serveService(() => dynamodb);
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  client = new DynamoDBClient({ endpoint: server.url, region: "cn-north-1", maxAttempts: 1, credentials });
});

afterEach(async () => {
  client.destroy();
  await server.close();
  await dynamodb.close();
  await directory.remove();
});

const keyActions = () => asked.filter(({ resource }) => resource === keyArn).map(({ action }) => action);

describe("a table that is encrypted with a customer key", () => {
  test("is read by those only who may open the key", async () => {
    denied = (action) => action === "kms:Decrypt";
    await expect(client.send(new GetItemCommand({ TableName: "closed", Key }))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: `no kms:Decrypt on ${keyArn}`,
    });
    await client.send(new GetItemCommand({ TableName: "open", Key }));
  });

  test("is written by those only who may close the key too", async () => {
    denied = (action) => action === "kms:GenerateDataKey";
    await client.send(new GetItemCommand({ TableName: "closed", Key }));
    const put = { TableName: "closed", Item: Key };
    await expect(client.send(new PutItemCommand(put))).rejects.toThrow("no kms:GenerateDataKey");
    await expect(client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: put }] }))).rejects.toThrow(
      "no kms:GenerateDataKey",
    );
  });

  test("asks for its key through DynamoDB, for the table and account at hand", async () => {
    await client.send(new GetItemCommand({ TableName: "closed", Key }));
    expect(keyActions()).toEqual(["kms:Decrypt", "kms:DescribeKey"]);
    expect(asked.at(-1)?.seen).toEqual({
      "kms:ViaService": "dynamodb.cn-north-1.amazonaws.com.cn",
      "kms:CallerAccount": "000000000000",
      "kms:EncryptionContext:aws:dynamodb:tableName": "closed",
      "kms:EncryptionContext:aws:dynamodb:subscriberId": "000000000000",
    });
  });

  test("asks for no key in the name of one who may not even use the table", async () => {
    denied = (action) => action === "dynamodb:GetItem";
    await expect(client.send(new GetItemCommand({ TableName: "closed", Key }))).rejects.toThrow("dynamodb:GetItem");
    expect(keyActions()).toEqual([]);
  });
});
