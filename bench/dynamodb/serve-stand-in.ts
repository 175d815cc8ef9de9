import { createServer } from "node:http";
import { createDynamoDbService } from "../../local/aws/dynamodb/service.ts";

/** `node serve-stand-in.ts FOLDER` serves the stand-in on a free port and prints its URL. */
const [directory] = process.argv.slice(2);
if (directory === undefined) {
  console.error("usage: node bench/dynamodb/serve-stand-in.ts FOLDER");
  process.exit(2);
}
const region = "cn-north-1";
const service = createDynamoDbService({
  directory,
  region,
  accountId: "000000000000",
  partition: "aws-cn",
  now: Date.now,
  authorize: () => ({ allowed: true }),
});
const caller = { accessKeyId: "AKIDBENCH", principalArn: "arn:aws-cn:iam::000000000000:role/bench", region };
const server = createServer((request, response) => void service.handle(request, response, caller));
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") console.log(`http://127.0.0.1:${address.port}`);
});
