import { streamArn, type Table } from "./table-definition.ts";

/** A table as DescribeTable, CreateTable and DeleteTable answer it. */
export const describeTable = (table: Table, counts: { items: number; bytes: number }, status = "ACTIVE") => {
  const { definition } = table;
  const arn = streamArn(table);
  return {
    TableName: definition.tableName,
    TableArn: definition.arn,
    TableId: tableId(table.id),
    TableStatus: status,
    CreationDateTime: table.createdAt / 1000,
    KeySchema: definition.keySchema,
    AttributeDefinitions: definition.attributeDefinitions,
    ItemCount: counts.items,
    TableSizeBytes: counts.bytes,
    BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    DeletionProtectionEnabled: false,
    ...(definition.globalSecondaryIndexes === undefined || definition.globalSecondaryIndexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: definition.globalSecondaryIndexes.map((index) => ({
            ...index,
            IndexStatus: "ACTIVE",
            IndexArn: `${definition.arn}/index/${index.IndexName}`,
          })),
        }),
    ...(arn === undefined
      ? {}
      : {
          StreamSpecification: { StreamEnabled: true, StreamViewType: definition.streamViewType },
          LatestStreamLabel: table.streamLabel,
          LatestStreamArn: arn,
        }),
  };
};

const tableId = (id: number): string => `00000000-0000-4000-8000-${id.toString(16).padStart(12, "0")}`;
