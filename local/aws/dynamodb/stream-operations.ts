import * as z from "zod";
import { AwsError, operation, type Operation } from "../../network/aws-json.ts";
import type { Caller } from "../../network/service.ts";
import { invalid } from "./attribute-value.ts";
import { permit, tableArn, type RegionTables } from "./region-tables.ts";
import { retentionMilliseconds, type StreamRecord } from "./streams.ts";
import { streamArn, type Table } from "./table-definition.ts";
import { permitKeyUse } from "./table-key.ts";

/** The API of DynamoDB Streams. Each stream here has one shard, which never closes. */

const shardId = "shardId-00000000000000000001-00000001";
const iteratorMilliseconds = 15 * 60 * 1000;

const listStreamsInput = z.strictObject({
  TableName: z.string().optional(),
  Limit: z.number().int().min(1).max(100).optional(),
  ExclusiveStartStreamArn: z.string().optional(),
});

const describeStreamInput = z.strictObject({
  StreamArn: z.string(),
  Limit: z.number().int().min(1).max(100).optional(),
  ExclusiveStartShardId: z.string().optional(),
});

const getShardIteratorInput = z.strictObject({
  StreamArn: z.string(),
  ShardId: z.string(),
  ShardIteratorType: z.enum(["TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"]),
  SequenceNumber: z
    .string()
    .regex(/^\d{21,40}$/)
    .optional(),
});

const getRecordsInput = z.strictObject({
  ShardIterator: z.string(),
  Limit: z.number().int().min(1).max(1000).optional(),
});

const iteratorShape = z.strictObject({ streamArn: z.string(), after: z.string(), madeAt: z.number() });

export const streamOperations = (context: RegionTables): Readonly<Record<string, Operation>> => ({
  ListStreams: operation(listStreamsInput, (input, caller) => {
    permit(context, caller, "ListStreams", `${tableArn(context, input.TableName ?? "*")}/stream/*`);
    const streams = context.tables.all().flatMap((table) => {
      const arn = streamArn(table);
      const wanted = input.TableName === undefined || input.TableName === table.definition.tableName;
      return arn === undefined || !wanted ? [] : [{ arn, table }];
    });
    const start = streams.findIndex(({ arn }) => arn === input.ExclusiveStartStreamArn) + 1;
    const page = streams.slice(start, start + (input.Limit ?? 100));
    return {
      Streams: page.map(({ arn, table }) => ({
        StreamArn: arn,
        TableName: table.definition.tableName,
        StreamLabel: table.streamLabel,
      })),
      LastEvaluatedStreamArn: start + page.length < streams.length ? page.at(-1)?.arn : undefined,
    };
  }),

  DescribeStream: operation(describeStreamInput, (input, caller) => {
    const table = permittedStream(context, caller, "DescribeStream", input.StreamArn);
    const starting =
      context.streams.oldest(table, context.now()) ?? context.streams.resolve(table, "LATEST", context.now());
    const shards = [{ ShardId: shardId, SequenceNumberRange: { StartingSequenceNumber: starting } }];
    return {
      StreamDescription: {
        StreamArn: input.StreamArn,
        StreamLabel: table.streamLabel,
        StreamStatus: "ENABLED",
        StreamViewType: table.definition.streamViewType,
        CreationRequestDateTime: table.createdAt / 1000,
        TableName: table.definition.tableName,
        KeySchema: table.definition.keySchema,
        Shards: input.ExclusiveStartShardId === undefined ? shards : [],
      },
    };
  }),

  GetShardIterator: operation(getShardIteratorInput, (input, caller) => {
    const table = permittedStream(context, caller, "GetShardIterator", input.StreamArn);
    if (input.ShardId !== shardId) {
      throw new AwsError(
        "ResourceNotFoundException",
        `Requested resource not found: Shard: ${input.ShardId} not found`,
      );
    }
    const after = startOf(context, table, input.ShardIteratorType, input.SequenceNumber);
    return { ShardIterator: iterator(input.StreamArn, after, context.now()) };
  }),

  GetRecords: operation(getRecordsInput, (input, caller) => {
    const now = context.now();
    const position = readIterator(input.ShardIterator);
    const table = permittedStream(context, caller, "GetRecords", position.streamArn);
    if (now - position.madeAt > iteratorMilliseconds) {
      throw new AwsError("ExpiredIteratorException", "Iterator expired");
    }
    const { records, last } = context.streams.read(table, position.after, input.Limit ?? 1000, now);
    return { Records: records.map(wireRecord), NextShardIterator: iterator(position.streamArn, last, now) };
  }),
});

const permittedStream = (context: RegionTables, caller: Caller, action: string, arn: string): Table => {
  permit(context, caller, action, arn);
  const table = context.tables.byArn(arn);
  if (table === undefined || streamArn(table) !== arn) {
    throw new AwsError("ResourceNotFoundException", `Requested resource not found: Stream: ${arn} not found`);
  }
  permitKeyUse(context, caller, action, table.definition);
  return table;
};

const startOf = (
  context: RegionTables,
  table: Table,
  type: z.infer<typeof getShardIteratorInput>["ShardIteratorType"],
  sequence: string | undefined,
): string => {
  if (type === "TRIM_HORIZON" || type === "LATEST") {
    return context.streams.resolve(table, type, context.now());
  }
  if (sequence === undefined) {
    throw invalid("SequenceNumber is required for this ShardIteratorType");
  }
  const oldest = context.streams.oldest(table, context.now());
  if (oldest !== undefined && BigInt(sequence) < BigInt(oldest) && type === "AT_SEQUENCE_NUMBER") {
    const hours = retentionMilliseconds / 3_600_000;
    throw new AwsError("TrimmedDataAccessException", `The record ${sequence} is older than ${hours} hours and gone.`);
  }
  return type === "AFTER_SEQUENCE_NUMBER" ? sequence : (BigInt(sequence) - 1n).toString();
};

const iterator = (arn: string, after: string, madeAt: number): string =>
  Buffer.from(JSON.stringify({ streamArn: arn, after, madeAt })).toString("base64url");

const readIterator = (text: string): z.infer<typeof iteratorShape> => {
  try {
    return iteratorShape.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch {
    throw invalid("Invalid ShardIterator");
  }
};

/** The API spells who did it in capitals, and knows no source ARN; Lambda adds that itself. */
const wireRecord = ({ eventID, eventName, eventVersion, eventSource, awsRegion, dynamodb, ...rest }: StreamRecord) => ({
  eventID,
  eventName,
  eventVersion,
  eventSource,
  awsRegion,
  dynamodb,
  ...(rest.userIdentity === undefined
    ? {}
    : { userIdentity: { Type: rest.userIdentity.type, PrincipalId: rest.userIdentity.principalId } }),
});
