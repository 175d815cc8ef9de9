/** The functions of the tiny app that tests of the one-machine host run. */
import { DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

const home = new S3Client({ forcePathStyle: true });
const replica = new S3Client({ forcePathStyle: true, region: process.env.REPLICA_REGION });
const table = new DynamoDBClient();

/** Queue: writes each new object to the table and to the other region. */
export const keep = async ({ Records }) => {
  const failed = [];
  for (const record of Records) {
    try {
      const { detail } = JSON.parse(record.body);
      const key = detail.object.key;
      const got = await home.send(new GetObjectCommand({ Bucket: detail.bucket.name, Key: key }));
      const body = Buffer.from(await got.Body.transformToByteArray());
      const item = { pk: { S: key }, text: { S: body.toString("utf8") }, received: { S: record.messageId } };
      await table.send(new PutItemCommand({ TableName: process.env.TABLE, Item: item }));
      await replica.send(new PutObjectCommand({ Bucket: process.env.REPLICA_BUCKET, Key: key, Body: body }));
    } catch (error) {
      console.error(error);
      failed.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures: failed };
};

/** Stream: writes down what it was told, so that the order can be seen. */
export const follow = async ({ Records }) => {
  for (const record of Records) {
    if (record.dynamodb.Keys.pk.S.startsWith("seen/")) continue;
    const item = { pk: { S: `seen/${record.dynamodb.SequenceNumber}` }, of: record.dynamodb.Keys.pk };
    await table.send(new PutItemCommand({ TableName: process.env.TABLE, Item: item }));
  }
};

/** HTTP: answers with the event it got, or with what the table holds. */
export const answer = async (event) => {
  if (event.rawPath === "/crash") process.abort();
  if (event.rawPath === "/items") {
    const { Items } = await table.send(new ScanCommand({ TableName: process.env.TABLE }));
    return { statusCode: 200, body: JSON.stringify(Items), headers: { "Content-Type": "application/json" } };
  }
  return event;
};
