import * as z from "zod";
import { operation, type Operation } from "../../network/aws-json.ts";
import { itemInput } from "./attribute-value-input.ts";
import { invalid, type Item } from "./attribute-value.ts";
import { consumedCapacity, readUnits, usagePerTable, type CapacityDetail, type Usage } from "./capacity.ts";
import type { Path } from "./expression/path.ts";
import { Placeholders, withoutProjection } from "./expression/placeholders.ts";
import { parseProjection, project } from "./expression/projection.ts";
import { deleteAction, perform, putAction, type ItemAction } from "./item-action.ts";
import { keyOfRequest, type KeyBytes } from "./key-schema.ts";
import { permittedTable, type RegionTables } from "./region-tables.ts";
import { capacityShape, collectionMetricsShape, memberCount, namesShape } from "./request-shapes.ts";
import type { Table } from "./table-definition.ts";

/** BatchGetItem and BatchWriteItem. */

const mostKeys = 100;
const mostWrites = 25;
const largestAnswerBytes = 16 * 1024 * 1024;

const batchGetItemInput = z.strictObject({
  RequestItems: z.record(
    z.string(),
    z.strictObject({
      Keys: z.array(itemInput).min(1, memberCount("requestItems.member.keys", mostKeys).tooFew),
      ConsistentRead: z.boolean().optional(),
      ProjectionExpression: z.string().optional(),
      ...namesShape,
    }),
  ),
  ...capacityShape,
});

const writeRequest = z.strictObject({
  PutRequest: z.strictObject({ Item: itemInput }).optional(),
  DeleteRequest: z.strictObject({ Key: itemInput }).optional(),
});

const batchWriteItemInput = z.strictObject({
  RequestItems: z.record(
    z.string(),
    z.array(writeRequest).min(1, memberCount("requestItems.member", mostWrites).tooFew),
  ),
  ...capacityShape,
  ...collectionMetricsShape,
});

export const batchOperations = (context: RegionTables): Readonly<Record<string, Operation>> => ({
  BatchGetItem: operation(batchGetItemInput, (input, caller) => {
    const requests = Object.entries(input.RequestItems).map(([tableName, request]) => {
      const table = permittedTable(context, caller, "BatchGetItem", tableName);
      const keys = request.Keys.map((key) => ({ key, bytes: keyOfRequest(key, table.schema) }));
      assertDistinct(keys.map(({ bytes }) => ({ table, key: bytes })));
      return { tableName, table, keys, request, paths: projectionOf(request) };
    });
    assertCount("RequestItems", requests.flatMap(({ keys }) => keys).length, mostKeys);
    const responses: Record<string, readonly Item[]> = {};
    const unprocessed: Record<string, unknown> = {};
    const usages: Usage[] = [];
    let bytes = 0;
    for (const { tableName, table, keys, request, paths } of requests) {
      const items: Item[] = [];
      const left: Item[] = [];
      let units = 0;
      for (const { key, bytes: keyBytes } of keys) {
        if (bytes > largestAnswerBytes) {
          left.push(key);
          continue;
        }
        const found = context.store.read(table, keyBytes);
        bytes += found?.size ?? 0;
        units += readUnits(found?.size ?? 0, request.ConsistentRead === true ? "consistent" : "eventual");
        if (found !== undefined) {
          items.push(paths === undefined ? found.item : project(found.item, paths));
        }
      }
      responses[tableName] = items;
      usages.push({ tableName: table.definition.tableName, table: units, indexes: new Map() });
      if (left.length > 0) {
        unprocessed[tableName] = { ...request, Keys: left };
      }
    }
    return {
      Responses: responses,
      UnprocessedKeys: unprocessed,
      ConsumedCapacity: capacities(usages, input.ReturnConsumedCapacity),
    };
  }),

  BatchWriteItem: operation(batchWriteItemInput, (input, caller) => {
    const actions = Object.entries(input.RequestItems).flatMap(([tableName, requests]) => {
      const table = permittedTable(context, caller, "BatchWriteItem", tableName);
      return requests.map((request) => writeAction(table, request));
    });
    assertCount("RequestItems", actions.length, mostWrites);
    assertDistinct(actions);
    const now = context.now();
    const outcomes = context.database.transaction(() => actions.map((action) => perform(context.store, action, now)));
    context.written(actions.map(({ table }) => table));
    const usages = outcomes.map(({ usage }) => usage);
    return { UnprocessedItems: {}, ConsumedCapacity: capacities(usages, input.ReturnConsumedCapacity) };
  }),
});

const projectionOf = (request: {
  ProjectionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
}): readonly Path[] | undefined => {
  const text = request.ProjectionExpression;
  const placeholders = new Placeholders(request.ExpressionAttributeNames, undefined, withoutProjection(text));
  const paths = text === undefined ? undefined : parseProjection(text, placeholders);
  placeholders.assertAllUsed();
  return paths;
};

const writeAction = (table: Table, { PutRequest, DeleteRequest }: z.infer<typeof writeRequest>): ItemAction => {
  if (PutRequest !== undefined && DeleteRequest === undefined) {
    return putAction(table, PutRequest.Item, {});
  }
  if (DeleteRequest !== undefined && PutRequest === undefined) {
    return deleteAction(table, DeleteRequest.Key, {});
  }
  throw invalid(
    "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
  );
};

export const assertDistinct = (
  targets: readonly { readonly table: Table; readonly key: KeyBytes }[],
  message = "Provided list of item keys contains duplicates",
): void => {
  const seen = new Set(
    targets.map(({ table, key }) => `${table.id} ${key.partition.toString("base64")} ${key.sort.toString("base64")}`),
  );
  if (seen.size !== targets.length) {
    throw invalid(message);
  }
};

const assertCount = (parameter: string, count: number, atMost: number): void => {
  if (count === 0) {
    throw invalid(
      `1 validation error detected: Value '{}' at '${parameter}' failed to satisfy constraint: Member must have length greater than or equal to 1`,
    );
  }
  if (count > atMost) {
    throw invalid(
      atMost === mostKeys
        ? "Too many items requested for the BatchGetItem call"
        : "Too many items requested for the BatchWriteItem call",
    );
  }
};

/** A list of ConsumedCapacity, one for each table, or undefined when nobody asked. */
export const capacities = (usages: readonly Usage[], detail: CapacityDetail) =>
  detail === undefined || detail === "NONE"
    ? undefined
    : usagePerTable(usages).map((usage) => consumedCapacity(usage, detail));
