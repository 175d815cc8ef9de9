import type { PolicyDocument } from "./policy-document.ts";

const allow = (...actions: string[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: actions, Resource: ["*"], Condition: {} }],
});

/** AWS's own policies that the app may attach, by the end of their ARN. Source: AWS Managed Policy Reference. */
export const awsManagedPolicies: ReadonlyMap<string, PolicyDocument> = new Map([
  [
    "service-role/AWSLambdaBasicExecutionRole",
    allow("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
  ],
  ["AWSXRayDaemonWriteAccess", allow("xray:PutTraceSegments", "xray:PutTelemetryRecords")],
]);
