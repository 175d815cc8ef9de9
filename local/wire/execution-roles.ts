import { keyUses } from "../aws/dynamodb/table-key.ts";
import type { Caller } from "../network/service.ts";
import type { Deployed } from "../template/deployed-app.ts";
import { eventInvokeConfigType, eventSourceMappingType, functionType } from "../template/resource-types/function.ts";
import { tableType } from "../template/resource-types/table.ts";
import { TemplateError } from "../template/template-error.ts";
import type { RegionContext } from "./region.ts";
import { tableKeyArn } from "./stored-resources.ts";

/** Source: Lambda Developer Guide, "Defining Lambda function permissions with an execution role", log access. */
const LOG_ACTIONS = ["logs:CreateLogStream", "logs:PutLogEvents"];

/** Calls a mapping makes in its function's name. Source: Lambda Developer Guide, its pages on SQS and DynamoDB. */
const MAPPING_ACTIONS = {
  queue: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
  stream: ["dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords"],
} as const;

type DeployedFunction = Deployed<(typeof functionType)["properties"]["_output"]>;

/**
 * Checks that the role of each function of a region lets Lambda do what it does in the function's name: write its log, and
 * read its event source, and keep what it failed for good. AWS refuses to make a mapping whose role lacks a grant, and loses a
 * log without a word.
 *
 * @throws TemplateError naming the function, the action and the resource.
 */
export const checkExecutionRoles = (context: RegionContext): void => {
  const here = ({ region }: { readonly region: string }): boolean => region === context.region;
  const functions = context.app.all(functionType).filter(here);
  const named = (nameOrArn: string): DeployedFunction | undefined =>
    functions.find(({ arn, name }) => nameOrArn === arn || nameOrArn === name);
  for (const { properties } of context.app.all(eventSourceMappingType).filter(here)) {
    const fn = named(properties.FunctionName);
    if (fn === undefined) continue;
    const source = properties.EventSourceArn;
    const actions = source.includes(":sqs:") ? MAPPING_ACTIONS.queue : MAPPING_ACTIONS.stream;
    for (const action of actions) requireGrant(context, fn, action, source);
    requireStreamKey(context, fn, source);
    requireDestination(context, fn, properties.DestinationConfig?.OnFailure.Destination);
  }
  for (const { properties } of context.app.all(eventInvokeConfigType).filter(here)) {
    const fn = named(properties.FunctionName);
    if (fn !== undefined) requireDestination(context, fn, properties.DestinationConfig?.OnFailure?.Destination);
  }
  for (const fn of functions)
    for (const action of LOG_ACTIONS) requireGrant(context, fn, action, logStreamArn(context, fn));
};

const logStreamArn = (
  { partition, accountId }: RegionContext,
  { name, region, properties }: DeployedFunction,
): string => {
  const group = properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`;
  return `arn:${partition}:logs:${region}:${accountId}:log-group:${group}:log-stream:any`;
};

const callerOf = ({ principals }: RegionContext, { arn, region }: DeployedFunction): Caller => {
  const principal = principals.ofFunction.get(arn);
  if (principal === undefined) throw new TemplateError(`Function ${arn} has no role`);
  return { accessKeyId: principal.credentials.accessKeyId, principalArn: principal.arn, region };
};

const requireGrant = (
  context: RegionContext,
  fn: DeployedFunction,
  action: string,
  resourceArn: string,
  seen: Readonly<Record<string, string>> = {},
): void => {
  const decision = context.authorize(callerOf(context, fn), action, resourceArn, seen);
  if (!decision.allowed)
    throw new TemplateError(`The role of ${fn.name} lacks what Lambda does in its name: ${decision.reason}`);
};

/** Where Lambda puts what a function failed for good. Source: Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations". */
const requireDestination = (context: RegionContext, fn: DeployedFunction, destination: string | undefined): void => {
  if (destination?.includes(":sqs:") === true) requireGrant(context, fn, "sqs:SendMessage", destination);
};

/** A stream is read with its table's key. */
const requireStreamKey = (context: RegionContext, fn: DeployedFunction, streamArn: string): void => {
  const table = context.app.all(tableType).find((one) => one.attribute("StreamArn") === streamArn);
  const keyArn = table === undefined ? undefined : tableKeyArn(context.app, table.properties);
  if (table === undefined || keyArn === undefined) return;
  for (const { action, seen } of keyUses(context, "GetRecords", table.name))
    requireGrant(context, fn, action, keyArn, seen);
};
