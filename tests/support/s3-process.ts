import { createServer } from "node:http";
import { createS3Service } from "../../local/aws/s3/s3-service.ts";

/** S3 in a process of its own, to be killed: prints its port; takes no event, so all of them stay owed. */
const service = createS3Service({
  directory: process.argv[2] ?? "",
  region: "cn-north-1",
  now: Date.now,
  authorize: () => ({ allowed: true }),
  onEvent: () => Promise.reject(new Error("nobody takes events here")),
});
service.createBucket({ name: "intake", arn: "arn:aws-cn:s3:::intake", versioning: true, eventBridge: true });
const caller = { accessKeyId: "CLERK", principalArn: "arn:aws-cn:iam::000000000000:user/clerk", region: undefined };
const server = createServer((request, response) => void service.handle(request, response, caller));
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address !== "string") console.log(address.port);
});
