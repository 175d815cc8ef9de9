import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createDynamoDbService } from "../../../local/aws/dynamodb/service.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "lantai-dynamodb-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

const tableArn = "arn:aws-cn:dynamodb:cn-north-1:111122223333:table/receipts";

const caller = {
  accessKeyId: "AKIDTEST",
  principalArn: "arn:aws-cn:iam::111122223333:role/clerk",
  region: undefined,
};

const program = (module: string) => `
  import { createServer } from "node:http";
  import { createDynamoDbService } from ${JSON.stringify(module)};
  const service = createDynamoDbService({
    directory: process.argv[1], region: "cn-north-1", accountId: "111122223333", partition: "aws-cn",
    now: Date.now, authorize: () => ({ allowed: true }),
  });
  service.createTable({
    tableName: "receipts", arn: ${JSON.stringify(tableArn)}, streamViewType: "NEW_IMAGE",
    keySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    attributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
  });
  const caller = ${JSON.stringify(caller)};
  const server = createServer((request, response) => service.handle(request, response, caller));
  server.listen(0, "127.0.0.1", async () => {
    for (let id = 0; ; id += 1) {
      const response = await fetch("http://127.0.0.1:" + server.address().port, {
        method: "POST",
        headers: { "x-amz-target": "DynamoDB_20120810.PutItem" },
        body: JSON.stringify({ TableName: "receipts", Item: { id: { N: String(id) } } }),
      });
      if (response.ok) console.log(id);
    }
  });
`;

it("keeps every acknowledged write, each with its stream record, when the process is killed", async () => {
  const module = new URL("../../../local/aws/dynamodb/service.ts", import.meta.url).href;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program(module), directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = new Promise((resolve) => child.once("close", resolve));
  let acknowledged = -1;
  for await (const line of createInterface(child.stdout)) {
    acknowledged = Number(line);
    if (acknowledged === 50) {
      child.kill("SIGKILL");
    }
  }
  await gone;
  expect(acknowledged).toBeGreaterThanOrEqual(50);

  const service = createDynamoDbService({
    directory,
    region: "cn-north-1",
    accountId: "111122223333",
    partition: "aws-cn",
    now: Date.now,
    authorize: () => ({ allowed: true }),
  });
  const { records } = service.readStream({ streamArn: tableArn, after: "TRIM_HORIZON", limit: 10_000 });
  const server = createServer((request, response) => void service.handle(request, response, caller));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "cn-north-1",
    credentials: { accessKeyId: "AKIDTEST", secretAccessKey: "secret" },
  });
  const { Items = [] } = await client.send(new ScanCommand({ TableName: "receipts" }));
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
  await service.close();
  expect(Items.map(({ id }) => Number(id?.N)).toSorted((a, b) => a - b)).toEqual(records.map((_, id) => id));
  const ids = records.map(({ dynamodb }) => dynamodb.NewImage?.["id"]);
  expect(ids.slice(0, acknowledged + 1)).toEqual(
    Array.from({ length: acknowledged + 1 }, (_, id) => ({ N: String(id) })),
  );
});
