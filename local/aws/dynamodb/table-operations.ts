import * as z from "zod";
import { AwsError, operation, type Operation } from "../../network/aws-json.ts";
import { invalid } from "./attribute-value.ts";
import { describeTable } from "./describe-table.ts";
import { permit, permittedTable, tableArn, type RegionTables } from "./region-tables.ts";
import { tableNameShape } from "./request-shapes.ts";
import {
  attributeDefinitionsShape,
  globalSecondaryIndexShape,
  keySchemaShape,
  streamViewTypeShape,
  tableDefinitionShape,
} from "./table-definition.ts";

/** CreateTable, DeleteTable, DescribeTable, ListTables, time to live and backups' state. */

/** Money matters that mean nothing on one machine; taken so that the same call works in both places. */
const throughput = z
  .strictObject({ ReadCapacityUnits: z.number().int().min(0), WriteCapacityUnits: z.number().int().min(0) })
  .optional();

const createTableInput = z.strictObject({
  TableName: z.string(),
  KeySchema: keySchemaShape,
  AttributeDefinitions: attributeDefinitionsShape,
  BillingMode: z.enum(["PROVISIONED", "PAY_PER_REQUEST"]).optional(),
  ProvisionedThroughput: throughput,
  GlobalSecondaryIndexes: z
    .array(globalSecondaryIndexShape.extend({ ProvisionedThroughput: throughput }))
    .min(1)
    .max(20)
    .optional(),
  StreamSpecification: z
    .strictObject({ StreamEnabled: z.boolean(), StreamViewType: streamViewTypeShape.optional() })
    .optional(),
  DeletionProtectionEnabled: z.literal(false).optional(),
});

const tableInput = z.strictObject({ TableName: tableNameShape });

const listTablesInput = z.strictObject({
  ExclusiveStartTableName: z.string().optional(),
  Limit: z.number().int().min(1).max(100).optional(),
});

const updateTimeToLiveInput = z.strictObject({
  TableName: tableNameShape,
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string().min(1).max(255), Enabled: z.boolean() }),
});

export const tableOperations = (context: RegionTables): Readonly<Record<string, Operation>> => ({
  CreateTable: operation(createTableInput, (input, caller) => {
    const arn = tableArn(context, input.TableName);
    permit(context, caller, "CreateTable", arn);
    if (context.tables.find(input.TableName) !== undefined) {
      throw new AwsError("ResourceInUseException", `Table already exists: ${input.TableName}`);
    }
    const stream = input.StreamSpecification;
    const definition = tableDefinitionShape.parse({
      tableName: input.TableName,
      arn,
      keySchema: input.KeySchema,
      attributeDefinitions: input.AttributeDefinitions,
      globalSecondaryIndexes: input.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
      streamViewType: stream?.StreamEnabled === true ? stream.StreamViewType : undefined,
    });
    const table = context.tables.ensure(definition, context.now());
    return { TableDescription: describeTable(table, { items: 0, bytes: 0 }) };
  }),

  DeleteTable: operation(tableInput, (input, caller) => {
    const table = permittedTable(context, caller, "DeleteTable", input.TableName);
    const description = describeTable(table, context.tables.countItems(table), "DELETING");
    context.tables.remove(table);
    return { TableDescription: description };
  }),

  DescribeTable: operation(tableInput, (input, caller) => {
    const table = permittedTable(context, caller, "DescribeTable", input.TableName);
    return { Table: describeTable(table, context.tables.countItems(table)) };
  }),

  ListTables: operation(listTablesInput, (input, caller) => {
    permit(context, caller, "ListTables", tableArn(context, "*"));
    const start = input.ExclusiveStartTableName;
    const names = context.tables.all().map(({ definition }) => definition.tableName);
    const left = start === undefined ? names : names.filter((name) => name > start);
    const page = left.slice(0, input.Limit ?? 100);
    return { TableNames: page, LastEvaluatedTableName: page.length < left.length ? page.at(-1) : undefined };
  }),

  DescribeTimeToLive: operation(tableInput, (input, caller) => {
    const { definition } = permittedTable(context, caller, "DescribeTimeToLive", input.TableName);
    const name = definition.timeToLiveAttribute;
    return {
      TimeToLiveDescription:
        name === undefined ? { TimeToLiveStatus: "DISABLED" } : { TimeToLiveStatus: "ENABLED", AttributeName: name },
    };
  }),

  UpdateTimeToLive: operation(updateTimeToLiveInput, ({ TableName, TimeToLiveSpecification: wanted }, caller) => {
    const { definition } = permittedTable(context, caller, "UpdateTimeToLive", TableName);
    const { timeToLiveAttribute: current, ...rest } = definition;
    if (wanted.Enabled && current !== undefined) {
      throw invalid("TimeToLive is already enabled");
    }
    if (!wanted.Enabled && current !== wanted.AttributeName) {
      throw invalid(
        current === undefined ? "TimeToLive is already disabled" : "TimeToLive is active on a different AttributeName",
      );
    }
    const changed = wanted.Enabled ? { ...rest, timeToLiveAttribute: wanted.AttributeName } : rest;
    context.tables.ensure(changed, context.now());
    return { TimeToLiveSpecification: wanted };
  }),

  DescribeContinuousBackups: operation(tableInput, (input, caller) => {
    permittedTable(context, caller, "DescribeContinuousBackups", input.TableName);
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: "DISABLED",
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "DISABLED" },
      },
    };
  }),
});
