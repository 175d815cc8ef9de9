/**
 * One delivery of an export's work to the function as it is deployed, in a process of its own; prints how long it took and how much
 * memory the process ever held, as JSON. What it works on is in the environment.
 */
import { handler } from "../../functions/export/write-bag.handler.ts";

const detail = JSON.parse(process.env["EXPORT_WORK"] ?? "{}") as unknown;
const record = {
  messageId: "1",
  receiptHandle: "1",
  body: JSON.stringify({ detail }),
  attributes: { ApproximateReceiveCount: "1", SentTimestamp: "0", SenderId: "", ApproximateFirstReceiveTimestamp: "0" },
  messageAttributes: {},
  md5OfBody: "",
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws-cn:sqs:cn-north-1:000000000000:lantai-exports",
  awsRegion: "cn-north-1",
};
const context = {
  awsRequestId: "bench",
  functionName: "lantai-export-write-bag",
  invokedFunctionArn: "arn:aws-cn:lambda:cn-north-1:000000000000:function:lantai-export-write-bag",
  memoryLimitInMB: "1769",
};

const before = process.resourceUsage().maxRSS;
const began = performance.now();
const answer: unknown = await Reflect.apply(handler, undefined, [{ Records: [record] }, context]);
const seconds = (performance.now() - began) / 1000;
process.stdout.write(
  `${JSON.stringify({ seconds, before: before * 1024, peak: process.resourceUsage().maxRSS * 1024, answer })}\n`,
);
process.exit(0);
