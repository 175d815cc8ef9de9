import * as z from "zod";
import { operation, type Operation } from "../../network/aws-json.ts";
import type { Caller } from "../../network/service.ts";
import { itemInput } from "./attribute-value-input.ts";
import { invalid } from "./attribute-value.ts";
import { consumedCapacity, type CapacityDetail } from "./capacity.ts";
import { parseCondition, type Condition } from "./expression/condition.ts";
import { assertFilterProjected, assertNoKeyInFilter } from "./expression/filter-paths.ts";
import { keyRange } from "./expression/key-condition.ts";
import type { Path } from "./expression/path.ts";
import { Placeholders } from "./expression/placeholders.ts";
import { parseProjection } from "./expression/projection.ts";
import { readPage, type Page } from "./read-page.ts";
import { permittedTable, type RegionTables } from "./region-tables.ts";
import { capacityShape, placeholdersShape, tableNameShape } from "./request-shapes.ts";
import type { Index, Table } from "./table-definition.ts";

/** Query and Scan. */

const limitShape = z
  .number()
  .int()
  .transform((limit) => {
    if (limit < 1) {
      throw invalid(
        `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
      );
    }
    return limit;
  });

const readShape = {
  TableName: tableNameShape,
  IndexName: z.string().optional(),
  Select: z.enum(["ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "COUNT"]).optional(),
  Limit: limitShape.optional(),
  ConsistentRead: z.boolean().optional(),
  ExclusiveStartKey: itemInput.optional(),
  FilterExpression: z.string().optional(),
  ProjectionExpression: z.string().optional(),
  ...placeholdersShape,
  ...capacityShape,
};

const queryInput = z.strictObject({
  ...readShape,
  KeyConditionExpression: z.string().optional(),
  ScanIndexForward: z.boolean().optional(),
});

const mostSegments = 1_000_000;

const scanInput = z.strictObject({
  ...readShape,
  Segment: z.number().int().min(0).optional(),
  TotalSegments: z.number().int().min(1).max(mostSegments).optional(),
});

type ReadInput = {
  readonly [Name in keyof typeof readShape]?: z.infer<(typeof readShape)[Name]> | undefined;
};

export const queryOperations = (context: RegionTables): Readonly<Record<string, Operation>> => ({
  Query: operation(queryInput, (input, caller) => {
    const { table, index } = source(context, caller, "Query", input);
    if (input.KeyConditionExpression === undefined) {
      throw invalid("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
    }
    const placeholders = new Placeholders(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
    const keyCondition = parseCondition("KeyConditionExpression", input.KeyConditionExpression, placeholders);
    const schema = index?.schema ?? table.schema;
    const range = keyRange(keyCondition, schema);
    const wanted = selection(input, index, placeholders);
    if (wanted.filter !== undefined) {
      assertNoKeyInFilter(wanted.filter, schema);
    }
    const rows = { kind: "partition" as const, range, forward: input.ScanIndexForward ?? true };
    const page = readPage(context.database, { table, index, rows, start: input.ExclusiveStartKey }, wanted);
    return answer(page, input.Select, input.ReturnConsumedCapacity);
  }),

  Scan: operation(scanInput, (input, caller) => {
    const { table, index } = source(context, caller, "Scan", input);
    const hasExpression = input.FilterExpression !== undefined || input.ProjectionExpression !== undefined;
    const placeholders = new Placeholders(
      input.ExpressionAttributeNames,
      input.ExpressionAttributeValues,
      hasExpression ? undefined : "FilterExpression is null",
    );
    const wanted = selection(input, index, placeholders);
    const rows = { kind: "segment" as const, ...segmentOf(input.Segment, input.TotalSegments) };
    const page = readPage(context.database, { table, index, rows, start: input.ExclusiveStartKey }, wanted);
    return answer(page, input.Select, input.ReturnConsumedCapacity);
  }),
});

const source = (
  context: RegionTables,
  caller: Caller,
  action: "Query" | "Scan",
  { TableName, IndexName, ConsistentRead }: ReadInput,
): { table: Table; index: Index | undefined } => {
  const part = IndexName === undefined ? undefined : `index/${IndexName}`;
  const table = permittedTable(context, caller, action, TableName ?? "", part);
  if (IndexName === undefined) {
    return { table, index: undefined };
  }
  const index = table.indexes.find(({ name }) => name === IndexName);
  if (index === undefined) {
    throw invalid(`The table does not have the specified index: ${IndexName}`);
  }
  if (ConsistentRead === true) {
    throw invalid("Consistent reads are not supported on global secondary indexes");
  }
  return { table, index };
};

const selection = (
  input: ReadInput,
  index: Index | undefined,
  placeholders: Placeholders,
): {
  filter: Condition | undefined;
  paths: readonly Path[] | undefined;
  limit: number | undefined;
  consistent: boolean;
} => {
  const filter =
    input.FilterExpression === undefined
      ? undefined
      : parseCondition("FilterExpression", input.FilterExpression, placeholders);
  const paths =
    input.ProjectionExpression === undefined ? undefined : parseProjection(input.ProjectionExpression, placeholders);
  placeholders.assertAllUsed();
  assertSelect(input.Select, index, paths);
  if (filter !== undefined && index !== undefined) {
    assertFilterProjected(filter, index.name, index.projected);
  }
  return { filter, paths, limit: input.Limit, consistent: input.ConsistentRead ?? false };
};

const assertSelect = (
  select: ReadInput["Select"],
  index: Index | undefined,
  paths: readonly Path[] | undefined,
): void => {
  if (paths !== undefined && select !== undefined && select !== "SPECIFIC_ATTRIBUTES") {
    throw invalid(
      `Cannot specify the ProjectionExpression when choosing to get ${select === "COUNT" ? "only the Count" : select}`,
    );
  }
  if (paths === undefined && select === "SPECIFIC_ATTRIBUTES") {
    throw invalid("Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES");
  }
  if (select === "ALL_PROJECTED_ATTRIBUTES" && index === undefined) {
    throw invalid("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  }
  const projected = index?.projected;
  if (index === undefined || projected === undefined) {
    return;
  }
  if (select === "ALL_ATTRIBUTES") {
    throw invalid(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  }
  const missing = (paths ?? []).map(([name]) => name).filter((name) => !projected.has(name));
  if (missing.length > 0) {
    throw invalid(
      `One or more parameter values were invalid: Global secondary index ${index.name} does not project [${missing.join(", ")}]`,
    );
  }
};

const segmentOf = (segment: number | undefined, total: number | undefined): { segment: number; total: number } => {
  if (segment === undefined && total === undefined) {
    return { segment: 0, total: 1 };
  }
  if (total === undefined) {
    throw invalid(
      "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    );
  }
  if (segment === undefined) {
    throw invalid(
      "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    );
  }
  if (segment >= total) {
    throw invalid(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
  }
  return { segment, total };
};

const answer = (page: Page, select: ReadInput["Select"], detail: CapacityDetail) => ({
  ...(select === "COUNT" ? {} : { Items: page.items }),
  Count: page.items.length,
  ScannedCount: page.scannedCount,
  LastEvaluatedKey: page.lastEvaluatedKey,
  ConsumedCapacity: consumedCapacity(page.usage, detail),
});
